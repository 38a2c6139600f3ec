// The line over a chart of time at which the animation of the run is.
//
// The player is a component of its own, so the two speak through events of the window.

const PLAYED = "npu-explorer:played"; // detail: time of the run [ms], or null when the player is gone

export class Playhead {
  constructor(chart) {
    this.chart = chart;
    this.time = null;
    this.line = document.createElement("div");
    this.line.className = "npu-playhead";
    this.line.style.cssText = "position:absolute;width:2px;margin-left:-1px;pointer-events:none;background:var(--st-text-color);opacity:.65";
    this.heard = ({ detail }) => {
      this.time = detail;
      this.draw();
    };
    window.addEventListener(PLAYED, this.heard);
  }

  draw() {
    const { plot, link } = this.chart, full = plot._fullLayout;
    const share = full && link.group && this.time !== null ? link.shareOf(this.time) : -1;
    if (!(share >= 0 && share <= 1)) return this.line.remove();
    const { xaxis, _size: size } = full;
    Object.assign(this.line.style, {
      left: `${xaxis._offset + share * xaxis._length}px`, top: `${size.t}px`, height: `${size.h}px`,
    });
    if (!this.line.isConnected) plot.append(this.line);
  }

  remove() {
    window.removeEventListener(PLAYED, this.heard);
  }
}
