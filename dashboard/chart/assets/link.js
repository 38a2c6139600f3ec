// Charts of one page that show the same time: the zoom of one is that of all.
//
// A group holds the stretch that is looked at, in its own unit, or null for the whole. It
// outlives its charts, so that one drawn later (another tab) opens at the same stretch.
// The animation, a component of its own, hears of it through events of the window.

import { ASKED, near, STRETCH } from "./stretch.js";

const groups = new Map();

function tell({ name, range }) {
  window.dispatchEvent(new CustomEvent(STRETCH, { detail: { group: name, range } }));
}

window.addEventListener(ASKED, () => groups.forEach(tell));

export class Link {
  /** Take part in the group that a message names, or in none. */
  constructor(chart) {
    this.chart = chart;
    this.group = null;
  }

  /** Follow what came with a figure that has just been drawn; `home` are the ends of its whole axis. */
  follow(link, home) {
    this.leave(link && link.group);
    if (!link) return;
    this.unit = link.unit;
    this.home = home;
    let group = groups.get(link.group);
    const before = group && group.range;
    if (!group || group.keep !== link.keep) {
      // Another network: what was looked at means nothing there.
      group = { name: link.group, keep: link.keep, range: null, serial: -1, members: group ? group.members : new Set() };
      groups.set(link.group, group);
      for (const member of group.members) member.group = group;
    }
    this.group = group;
    group.members.add(this);
    if (link.seek && link.seek.serial > group.serial) {
      group.serial = link.seek.serial;
      group.range = link.seek.range;
      for (const member of group.members) member.apply();
    } else this.apply();
    if (!near(before, group.range)) tell(group);
  }

  /** Pass on the zoom of this chart, if it is a new one. */
  moved() {
    if (!this.group) return;
    const now = this.now();
    const range = near(now, this.home) ? null : now.map((v) => v * this.unit);
    if (near(range, this.group.range)) return;
    this.group.range = range;
    for (const member of this.group.members) if (member !== this) member.apply();
    tell(this.group);
  }

  /** Return where a moment of the group, in its unit, lies on this axis: 0 at its start, 1 at its end. */
  shareOf(moment) {
    const [first, last] = this.now();
    return (moment / this.unit - first) / (last - first);
  }

  /** Show what the group looks at. */
  apply() {
    const { range } = this.group, full = this.chart.plot._fullLayout;
    if (!full || !full.xaxis) return;
    const wanted = range ? range.map((v) => v / this.unit) : this.home;
    if (!near(this.now(), wanted)) this.chart.Plotly.relayout(this.chart.plot, { "xaxis.range": [...wanted] });
  }

  now() {
    return this.chart.plot._fullLayout.xaxis.range.map(Number);
  }

  leave(next = null) {
    if (!this.group || groups.get(next) === this.group) return;
    this.group.members.delete(this);
    this.group = null;
  }
}
