// One canvas of spikes for each pair of axes of a figure.

import { SpikeLayer } from "./spikes.js";

export class SpikeLayers {
  constructor(plot) {
    this.plot = plot;
    this.layers = new Map(); // name of the x axis -> its layer
  }

  /** Take the spikes out of the traces that Plotly draws; return those for Plotly. */
  take(traces) {
    for (const { xaxis = "x" } of traces) if (!this.layers.has(xaxis)) this.layers.set(xaxis, new SpikeLayer(this.plot));
    const taken = [...this.layers].map(([name, layer]) => layer.take(traces.filter(({ xaxis = "x" }) => xaxis === name)));
    return taken.flat();
  }

  get used() {
    return [...this.layers.values()].filter((layer) => !layer.empty);
  }

  get empty() {
    return this.used.length === 0;
  }

  draw() {
    for (const layer of this.layers.values()) layer.draw();
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
