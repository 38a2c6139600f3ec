// Spikes and their density on a canvas between Plotly's grid and its hover layer.
//
// Plotly keeps the axes; this draws what lies between them at the ranges they have
// right now, also while a person drags. Hundreds of thousands of dots take some
// milliseconds, where WebGL would be set up anew or SVG would take seconds.

export class SpikeLayer {
  constructor(plot) {
    this.plot = plot;
    this.traces = [];
    this.canvas = document.createElement("canvas");
    this.canvas.className = "npu-spikes";
    this.canvas.style.cssText = "position:absolute;pointer-events:none";
    this.images = new WeakMap();
  }

  /** Take the spikes out of what Plotly draws of these traces; return what it needs besides. */
  take(traces) {
    this.traces = traces.filter(
      (t) => t.meta && (t.meta.role === "density" || (t.meta.role === "spikes" && t.type === "scattergl")),
    );
    if (!this.traces.length) return [];
    for (const trace of this.traces) trace.visible = false;
    // An axis without a visible trace would not be drawn.
    const { xaxis = "x", yaxis = "y" } = this.traces[0];
    return [{ type: "scatter", mode: "lines", x: [null], y: [null], xaxis, yaxis, showlegend: false, hoverinfo: "skip" }];
  }

  get empty() {
    return this.traces.length === 0;
  }

  /** Return the axes and the scales between their numbers and pixels of the plot. */
  scales() {
    const full = this.plot._fullLayout;
    if (!full || this.empty) return null;
    const trace = this.traces[0];
    const x = full[(trace.xaxis || "x").replace("x", "xaxis")];
    const y = full[(trace.yaxis || "y").replace("y", "yaxis")];
    if (!x || !y || !(x._length > 0) || !(y._length > 0)) return null;
    const [x0, x1] = x.range.map(Number), [y0, y1] = y.range.map(Number);
    return {
      left: x._offset, top: y._offset, width: x._length, height: y._length,
      x0, y0: y1, perX: x._length / (x1 - x0), perY: y._length / (y0 - y1), y1: y0, // y0 is on top
    };
  }

  /** Return how many spikes are to be seen, of those that are drawn as dots. */
  inside() {
    const at = this.scales();
    return at ? this.traces.reduce((sum, t) => sum + (t.meta.role === "spikes" ? this.seen(t, at) : 0), 0) : 0;
  }

  /** Draw the spikes, with dots as large as so many of them allow. */
  draw(inside) {
    const at = this.scales(), box = this.plot.querySelector(".svg-container");
    if (!at || !box) return void this.canvas.remove();
    const first = box.querySelector(":scope > .main-svg");
    if (first && this.canvas.parentNode !== box) first.after(this.canvas);
    const ratio = window.devicePixelRatio || 1, canvas = this.canvas;
    const wide = Math.max(1, Math.round(at.width * ratio)), high = Math.max(1, Math.round(at.height * ratio));
    if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
    Object.assign(canvas.style, {
      left: `${at.left}px`, top: `${at.top}px`, width: `${at.width}px`, height: `${at.height}px`,
    });
    const context = canvas.getContext("2d");
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, wide, high);
    const dots = this.traces.filter((t) => t.meta.role === "spikes");
    if (dots.length) this.drawDots(context, dots, at, ratio, inside);
    for (const trace of this.traces) if (trace.meta.role === "density") this.drawDensity(context, trace, at, ratio);
  }

  drawDots(context, traces, at, ratio, inside) {
    const { width, height } = this.canvas;
    const picture = context.createImageData(width, height), pixels = new Uint32Array(picture.data.buffer);
    const kx = at.perX * ratio, ky = at.perY * ratio;
    const [w, h] = this.dot(at, ratio, inside);
    const dx = (w - 1) / 2, dy = (h - 1) / 2;
    for (const { x, y, marker } of traces) {
      const colour = packed(marker.color);
      for (let i = 0; i < x.length; i++) {
        const left = Math.round((x[i] - at.x0) * kx - dx), top = Math.round((y[i] - at.y0) * ky - dy);
        if (left <= -w || left >= width || top <= -h || top >= height) continue;
        const right = Math.min(width, left + w), bottom = Math.min(height, top + h);
        for (let row = Math.max(0, top); row < bottom; row++) {
          const start = row * width;
          for (let column = Math.max(0, left); column < right; column++) pixels[start + column] = colour;
        }
      }
    }
    context.putImageData(picture, 0, 0);
  }

  /** Return width and height of a spike in pixels: strokes where a neuron has room for them. */
  dot(at, ratio, inside) {
    const perNeuron = Math.abs(at.perY);
    if (perNeuron >= 6) return [Math.max(1, Math.round(1.5 * ratio)), Math.round(Math.min(16, 0.7 * perNeuron) * ratio)];
    const crowded = inside * 4 > 0.6 * at.width * at.height; // dots of two pixels would hide each other
    const size = inside < 1500 ? 4 : inside < 8000 ? 3 : crowded ? 1 : 2;
    return [Math.round(size * ratio), Math.round(size * ratio)];
  }

  seen({ x, y }, at) {
    const x1 = at.x0 + at.width / at.perX, low = Math.min(at.y0, at.y1), high = Math.max(at.y0, at.y1);
    let n = 0;
    for (let i = 0; i < x.length; i++) if (x[i] >= at.x0 && x[i] <= x1 && y[i] >= low && y[i] <= high) n++;
    return n;
  }

  drawDensity(context, trace, at, ratio) {
    const image = this.imageOf(trace);
    const left = (trace.x0 - trace.dx / 2 - at.x0) * at.perX * ratio;
    const top = (trace.y0 - trace.dy / 2 - at.y0) * at.perY * ratio;
    const wide = image.width * trace.dx * at.perX * ratio, high = image.height * trace.dy * at.perY * ratio;
    context.imageSmoothingEnabled = Math.abs(wide) < image.width || Math.abs(high) < image.height;
    context.save();
    context.translate(left, top);
    context.scale(wide / image.width, high / image.height);
    context.drawImage(image, 0, 0);
    context.restore();
  }

  /** Return the counts of a trace as an image; the more spikes in a cell, the more opaque. */
  imageOf(trace) {
    let image = this.images.get(trace.z);
    if (image) return image;
    const rows = trace.z.length, columns = rows ? trace.z[0].length : 0;
    image = Object.assign(document.createElement("canvas"), { width: columns || 1, height: rows || 1 });
    const context = image.getContext("2d"), picture = context.createImageData(image.width, image.height);
    const colour = packed(trace.meta.tint) & 0xffffff, pixels = new Uint32Array(picture.data.buffer);
    const most = Math.log1p(this.most());
    trace.z.forEach((row, r) => row.forEach((count, c) => {
      if (count) pixels[r * columns + c] = (colour | (Math.round(255 * (0.25 + (0.75 * Math.log1p(count)) / most)) << 24)) >>> 0;
    }));
    context.putImageData(picture, 0, 0);
    this.images.set(trace.z, image);
    return image;
  }

  most() {
    let most = 1;
    for (const t of this.traces) if (t.z) for (const row of t.z) for (const n of row) if (n > most) most = n;
    return most;
  }

  /** Return what lies under a point of the plot, as lines of text, or null. */
  under(px, py) {
    const at = this.scales();
    if (!at || px < at.left || py < at.top || px > at.left + at.width || py > at.top + at.height) return null;
    const x = at.x0 + (px - at.left) / at.perX, y = at.y0 + (py - at.top) / at.perY;
    return this.nearest(x, y, at) || this.cell(x, y);
  }

  nearest(x, y, at) {
    let best = 100, found = null; // within ten pixels
    for (const trace of this.traces) {
      if (trace.meta.role !== "spikes") continue;
      for (let i = 0; i < trace.x.length; i++) {
        const dx = (trace.x[i] - x) * at.perX;
        if (dx > 10 || dx < -10) continue;
        const dy = (trace.y[i] - y) * at.perY, d = dx * dx + dy * dy;
        if (d < best) { best = d; found = [trace, i]; }
      }
    }
    if (!found) return null;
    const [trace, i] = found;
    return {
      colour: trace.marker.color,
      lines: [`${trace.name}, neuron ${neuronOf(trace, trace.y[i])}`, `${trace.x[i].toFixed(2)} ms`],
    };
  }

  cell(x, y) {
    for (const trace of this.traces) {
      if (trace.meta.role !== "density" || !trace.z.length) continue;
      const column = Math.round((x - trace.x0) / trace.dx), row = Math.round((y - trace.y0) / trace.dy);
      if (row < 0 || column < 0 || row >= trace.z.length || column >= trace.z[0].length) continue;
      const from = trace.x0 + (column - 0.5) * trace.dx;
      const first = Math.round(trace.y0 - (trace.dy - 1) / 2 + row * trace.dy);
      const last = Math.min(first + trace.dy - 1, trace.meta.stop - 1);
      const neurons = last === first ? `neuron ${neuronOf(trace, first)}`
        : trace.meta.neurons ? `${last - first + 1} neurons` // not neighbours in this order
        : `neurons ${neuronOf(trace, first)} to ${neuronOf(trace, last)}`;
      return {
        colour: trace.meta.tint,
        lines: [`${trace.name}, ${neurons}`, `${from.toFixed(1)} to ${(from + trace.dx).toFixed(1)} ms`, `${trace.z[row][column]} spikes`],
      };
    }
    return null;
  }

  /** Return Plotly's description of an image that shows this layer, for a picture of the plot. */
  asImage() {
    const { xaxis = "x", yaxis = "y" } = this.traces[0];
    return {
      source: this.canvas.toDataURL(), xref: `${xaxis} domain`, yref: `${yaxis} domain`,
      x: 0, y: 1, sizex: 1, sizey: 1, sizing: "stretch", layer: "above",
    };
  }
}

/** Return the index within its population of the neuron in a row of the raster. */
function neuronOf({ meta }, row) {
  return meta.neurons ? meta.neurons[row - meta.start] : row - meta.start;
}

/** Return a colour such as #0070B1 as the four bytes of an opaque pixel. */
function packed(hex) {
  const n = parseInt(hex.slice(1, 7), 16);
  return (0xff000000 | ((n & 0xff) << 16) | (n & 0xff00) | (n >> 16)) >>> 0;
}
