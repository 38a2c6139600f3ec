// Tells the page to which stretch the charts of a group are zoomed, once they have drawn it:
// a raster that has asked for its detail is answered first, the rest of the page follows.
// Streamlit calls the default export with what the page knows, and what it returned at the end.

import { near, STRETCH } from "./stretch.js";

const AFTER_MS = 150, TRIES = 20; // a chart that gets no answer does not hold the page back for ever
const followers = new WeakMap();

export default function (component) {
  const host = component.parentElement;
  let follower = followers.get(host);
  if (!follower) followers.set(host, (follower = new Follower()));
  follower.receive(component);
  return () => {
    follower.remove();
    followers.delete(host);
  };
}

class Follower {
  constructor() {
    this.heard = ({ detail }) => {
      if (detail.group !== this.group) return;
      this.range = detail.range;
      this.later(TRIES);
    };
    window.addEventListener(STRETCH, this.heard);
  }

  receive({ data, setStateValue }) {
    [this.group, this.known, this.report] = [data.group, data.range, setStateValue];
  }

  later(tries) {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.tell(tries), AFTER_MS);
  }

  tell(tries) {
    if (tries && document.querySelector("[data-asked], [data-pending]")) return this.later(tries - 1);
    if (near(this.range, this.known)) return;
    this.known = this.range;
    // With the time: the same stretch may be zoomed to again after the page has left it.
    this.report("stretch", { range: this.range && [...this.range], at: Date.now() });
  }

  remove() {
    clearTimeout(this.waiting);
    window.removeEventListener(STRETCH, this.heard);
  }
}
