// A Plotly figure that is changed in place and keeps its zoom.
// Streamlit calls the default export with every new figure, and what it returned at the end.

import { Label } from "./hover.js";
import { SpikeLayers } from "./layers.js";
import { Link } from "./link.js";
import { unpack } from "./message.js";
import { Picker } from "./pick.js";
import { Playhead } from "./playhead.js";
import { loadPlotly } from "./plotly_source.js";

const charts = new WeakMap();
const ASK_AFTER_MS = 40;
const PLAIN = { displaylogo: false, responsive: true, showSendToCloud: false };

export default function (component) {
  const host = component.parentElement;
  let chart = charts.get(host);
  if (!chart) {
    chart = new Chart(host);
    charts.set(host, chart);
  }
  chart.receive(component);
  return () => {
    chart.remove();
    charts.delete(host);
  };
}

class Chart {
  constructor(host) {
    this.plot = document.createElement("div");
    this.plot.style.cssText = "width:100%;position:relative;background:var(--st-secondary-background-color)";
    host.appendChild(this.plot);
    this.layer = new SpikeLayers(this.plot);
    this.label = new Label(this.plot);
    this.link = new Link(this);
    this.picker = new Picker(this);
    this.playhead = new Playhead(this);
    this.drawing = Promise.resolve();
    this.asked = null;
  }

  receive(component) {
    this.report = component.setStateValue;
    const message = unpack(component.data);
    delete this.plot.dataset.asked;
    if (this.message && message.rev === this.message.rev) {
      this.message.detail = message.detail; // the same figure stands for what is looked at now
      return;
    }
    this.message = message;
    this.plot.dataset.pending = message.rev;
    this.plot.style.minHeight = `${message.figure.layout.height || 0}px`;
    this.plot.setAttribute("role", "figure");
    this.plot.setAttribute("aria-label", (message.figure.layout.meta || {}).caption || "figure");
    // One after the other, and none that a newer one has overtaken.
    this.drawing = this.drawing.then(() => this.draw(message)).catch((error) => this.complain(error));
  }

  async draw(message) {
    const Plotly = (this.Plotly = await loadPlotly(message.plotly));
    if (message !== this.message || !this.plot.isConnected) return;
    const { data, layout } = message.figure;
    // Plotly writes a zoom into the layout that it was given.
    if (message.detail) message.home = [...layout.xaxis.range, ...layout.yaxis.range];
    const span = message.link && layout.xaxis.range.map(Number);
    const traces = this.layer.take(data);
    await this.early(message);
    if (message !== this.message || !this.plot.isConnected) return;
    await Plotly.react(this.plot, traces, { ...layout, autosize: true, uirevision: message.keep }, this.config(message));
    this.plot.style.background = ""; // there is something to see now
    this.watch();
    this.layer.draw();
    this.plot.dataset.rev = message.rev;
    if (message === this.message) delete this.plot.dataset.pending;
    this.link.follow(message.link, span);
    this.playhead.draw();
    this.ask();
  }

  /** Put new spikes on the screen before Plotly sets about the rest, where the axes stay as they are. */
  async early(message) {
    const axes = JSON.stringify([message.keep, axesOf(message.figure.layout)]), before = this.axes;
    this.axes = axes;
    if (axes !== before || this.layer.empty) return;
    this.layer.draw();
    this.plot.dataset.rev = message.rev;
    await painted();
  }

  /** Return the settings of the plot, the same object each time: others would make it anew. */
  config(message) {
    this.configs = this.configs || { plain: PLAIN, layered: this.layered() };
    return message.detail || !this.layer.empty ? this.configs.layered : this.configs.plain;
  }

  layered() {
    return {
      ...PLAIN,
      doubleClick: "reset", // what is on the canvas does not count in Plotly's own fit
      modeBarButtonsToRemove: ["toImage", "autoScale2d", "select2d", "lasso2d"],
      modeBarButtonsToAdd: [{
        name: "picture", title: "Download plot as a PNG", icon: this.Plotly.Icons.camera,
        click: () => this.picture(),
      }],
    };
  }

  watch() {
    if (this.watched) return;
    this.watched = new ResizeObserver(() => this.resize());
    this.watched.observe(this.plot);
    this.picker.watch(this.plot);
    this.width = this.plot.clientWidth;
    for (const event of ["plotly_relayouting", "plotly_afterplot", "plotly_relayout"]) this.plot.on(event, () => {
      this.layer.draw();
      this.playhead.draw();
    });
    this.plot.on("plotly_relayout", () => {
      this.link.moved();
      this.ask();
    });
    this.plot.addEventListener("mousemove", (event) => this.hover(event));
    this.plot.addEventListener("mouseleave", () => this.label.hide());
  }

  resize() {
    const width = this.plot.clientWidth;
    if (!width || width === this.width) return;
    this.width = width;
    this.Plotly.Plots.resize(this.plot);
  }

  hover(event) {
    if (this.layer.empty) return;
    const box = this.plot.getBoundingClientRect(), x = event.clientX - box.left, y = event.clientY - box.top;
    const found = event.buttons ? null : this.layer.under(x, y);
    if (found) this.label.show(found, x, y);
    else this.label.hide();
  }

  /** Tell the page what is looked at: it may have more of it than is drawn, and saves as much. */
  ask() {
    clearTimeout(this.asking);
    const { detail } = this.message;
    if (!detail) return;
    this.plot.dataset.asked = "";
    this.asking = setTimeout(() => {
      const seen = this.seen();
      if (same(seen, this.message.detail.window)) this.asked = null;
      else if (!this.asked || !same(seen, this.asked.seen)) {
        this.asked = { seen };
        return this.report("view", seen);
      }
      delete this.plot.dataset.asked;
    }, ASK_AFTER_MS);
  }

  /** Return the ends of both axes, or null when they are those of the whole run. */
  seen() {
    const full = this.plot._fullLayout;
    const now = [...full.xaxis.range, ...full.yaxis.range].map(Number);
    return same(now, this.message.home) ? null : now;
  }

  /** Save the plot as it looks, the canvas included. */
  async picture() {
    const { data, layout } = this.message.figure, full = this.plot._fullLayout;
    const axes = {};
    for (const name of Object.keys(full)) {
      if (/^[xy]axis\d*$/.test(name)) axes[name] = { ...layout[name], range: full[name].range, autorange: false };
    }
    const whole = { data: this.layer.take(data).filter((t) => t.visible !== false), layout: { ...layout, ...axes, images: this.layer.asImages() } };
    await this.Plotly.downloadImage(whole, {
      format: "png", scale: 2, width: this.plot.clientWidth, height: this.plot.clientHeight, filename: this.message.name,
    });
  }

  complain(error) {
    if (!this.plot.isConnected) return; // it was taken away while it was drawn
    console.error(error);
    delete this.plot.dataset.pending;
    this.plot.textContent = "This figure could not be drawn in the browser; the menu below it still saves it.";
  }

  remove() {
    clearTimeout(this.asking);
    this.link.leave();
    this.playhead.remove();
    if (this.watched) this.watched.disconnect();
    if (this.Plotly) this.Plotly.purge(this.plot);
    this.plot.remove();
  }
}

/** Return what of a layout decides where a spike lies. */
function axesOf(layout) {
  const axes = Object.entries(layout).filter(([name]) => /^[xy]axis\d*$/.test(name));
  return [layout.height, layout.margin, axes.map(([name, { range, domain, tickmode }]) => [name, range, domain, tickmode])];
}

/** Wait until the browser has painted, or would have if anybody looked. */
function painted() {
  const frame = new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));
  return Promise.race([frame, new Promise((done) => setTimeout(done, 200))]);
}

function same(a, b) {
  if (!a || !b) return !a && !b;
  const near = (i, j) => Math.abs(a[i] - b[i]) <= 1e-6 * (Math.abs(a[j] - a[i]) || 1);
  return near(0, 1) && near(1, 0) && near(2, 3) && near(3, 2);
}
