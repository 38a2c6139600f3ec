// One canvas of spikes for each pair of axes of a figure.

import { SpikeLayer } from "./spikes.js";

export class SpikeLayers {
  constructor(plot) {
    this.plot = plot;
    this.layers = new Map(); // names of the axes -> their layer
  }

  /** Take the spikes out of the traces that Plotly draws; return those for Plotly. */
  take(traces) {
    for (const trace of traces) if (!this.layers.has(axes(trace))) this.layers.set(axes(trace), new SpikeLayer(this.plot));
    const added = [...this.layers].map(([name, layer]) => layer.take(traces.filter((trace) => axes(trace) === name)));
    return [...traces, ...added.flat()];
  }

  get used() {
    return [...this.layers.values()].filter((layer) => !layer.empty);
  }

  get empty() {
    return this.used.length === 0;
  }

  draw() {
    // Dots of one size in all, or the layer of fewer spikes would look denser than it is.
    const most = Math.max(0, ...this.used.map((layer) => layer.inside()));
    for (const layer of this.layers.values()) layer.draw(most);
  }

  /** Return what lies under a point of the plot, as lines of text, or null. */
  under(x, y) {
    for (const layer of this.used) {
      const found = layer.under(x, y);
      if (found) return found;
    }
    return null;
  }

  /** Return Plotly's descriptions of the images that show the layers, for a picture of the plot. */
  asImages() {
    return this.used.map((layer) => layer.asImage());
  }
}

function axes({ xaxis = "x", yaxis = "y" }) {
  return `${xaxis} ${yaxis}`;
}
