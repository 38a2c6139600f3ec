// A page that is left while typing: what was typed is sent first, the link is followed after it.
// A quick press is over before Streamlit has sent the word of the input that lost the focus. The
// word then comes after the link, in the name of the page that is left, and brings it back.

const AWAY = "a[href], .st-key-tour_card button";
const SENT_AFTER_MS = 150;
let typed = null; // the input whose words may not have been sent yet
let left = 0; // when it lost the focus

export const typedFirst = {
  input: ({ target }) => (typed = target),
  focusout: ({ target }) => target === typed && (left = performance.now()),
  click(event) {
    const link = event.isTrusted && event.target.closest?.(AWAY);
    if (!typed || !link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    typed = null;
    const wait = left + SENT_AFTER_MS - performance.now();
    if (wait <= 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    setTimeout(() => link.click(), wait);
  },
};
