// Ctrl+Y does again what was taken back, as in many programs: a button of Streamlit has one
// shortcut, and Redo has Ctrl+Shift+Z.

const TEXT = "textarea, [contenteditable=true], input:not([type=range], [type=checkbox], [type=radio])";

export const redoKey = {
  keydown(event) {
    if (event.key?.toLowerCase() !== "y" || !(event.ctrlKey || event.metaKey)) return;
    if (event.altKey || event.shiftKey) return;
    const redo = document.querySelector(".st-key-redo button");
    if (!redo || event.composedPath()[0].matches?.(TEXT)) return;
    event.preventDefault();
    redo.click();
  },
};
