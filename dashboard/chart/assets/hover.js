// The label beside the mouse for what the canvas shows, in the dress of Plotly's own.

export class Label {
  constructor(plot) {
    this.plot = plot;
    this.box = document.createElement("div");
    this.box.className = "npu-spike-label";
    this.box.style.cssText =
      "position:absolute;display:none;pointer-events:none;z-index:10;padding:3px 7px;border:1px solid;" +
      "border-left-width:4px;border-radius:2px;font-size:13px;line-height:1.35;white-space:pre";
  }

  /** Show lines of text at a point of the plot. */
  show({ lines, colour }, x, y) {
    const look = this.plot._fullLayout.hoverlabel || {};
    if (this.box.parentNode !== this.plot) this.plot.appendChild(this.box);
    this.box.textContent = lines.join("\n");
    Object.assign(this.box.style, {
      display: "block", background: look.bgcolor || "Canvas", color: (look.font && look.font.color) || "CanvasText",
      borderColor: look.bordercolor || colour, borderLeftColor: colour,
    });
    const room = this.plot.clientWidth - this.box.offsetWidth;
    this.box.style.left = `${Math.max(0, Math.min(room, x + 14))}px`;
    this.box.style.top = `${Math.max(0, y - this.box.offsetHeight - 6)}px`;
  }

  hide() {
    this.box.style.display = "none";
  }
}
