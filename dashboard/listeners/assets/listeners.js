// Hears what happens anywhere on the page, as long as one of these is on it.

import { redoKey } from "./redo_key.js";
import { typedFirst } from "./typed_first.js";

const HEARD = [...Object.entries(typedFirst), ...Object.entries(redoKey)];
let mounted = 0;

export default function () {
  if (!mounted++) for (const [event, hear] of HEARD) window.addEventListener(event, hear, true);
  return () => {
    if (!--mounted) for (const [event, hear] of HEARD) window.removeEventListener(event, hear, true);
  };
}
