// A page that is left while typing: what was typed is sent first, the link is followed after it.
// A quick press is over before Streamlit has sent the word of the input that lost the focus. The
// word then comes after the link, in the name of the page that is left, and brings it back.

const AWAY = "a[href], .st-key-tour_card button";
const SENT_AFTER_MS = 150;
let typed = null; // the input that holds words which may not have been sent
let since = 0; // when it lost the focus
let listening = 0;

const onInput = ({ target }) => (typed = target);
const onFocusOut = ({ target }) => target === typed && (since = performance.now());

function onClick(event) {
  const link = event.isTrusted && event.target.closest?.(AWAY);
  const left = performance.now() - since;
  if (!typed || !link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  typed = null;
  if (left > SENT_AFTER_MS) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  setTimeout(() => link.click(), SENT_AFTER_MS - left);
}

const HEARD = { input: onInput, focusout: onFocusOut, click: onClick };

export default function () {
  if (!listening++) for (const [name, hear] of Object.entries(HEARD)) window.addEventListener(name, hear, true);
  return () => {
    if (!--listening) for (const [name, hear] of Object.entries(HEARD)) window.removeEventListener(name, hear, true);
  };
}
