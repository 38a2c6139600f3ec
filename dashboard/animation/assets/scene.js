// The neurons on a canvas: dim when silent, lit by a spike and fading after it.

const GLOW_MS = 8; // biological time in which a spike fades to 1/e
const SHADES = 8; // brightness levels, drawn one after the other

export class Scene {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.turn = { around: 0.6, up: 0.5 };
    this.flat = true;
  }

  load(run) {
    this.run = run;
    this.lit = new Float32Array(run.neurons).fill(-1e9); // time of the last spike [ms]
    this.screen = new Float32Array(2 * run.neurons);
    this.background = null;
  }

  /** Draw everything as it is at a time. [ms] */
  draw(time) {
    const { run, context: c } = this;
    this.fit();
    if (!this.background) this.place();
    const stepMs = run.duration_ms / run.steps;
    const now = Math.min(run.steps, Math.floor(time / stepMs));
    const from = Math.max(0, now - Math.ceil((5 * GLOW_MS) / stepMs));
    this.lit.fill(-1e9);
    for (let step = from; step < now; ++step)
      for (let k = run.upTo[step]; k < run.upTo[step + 1]; ++k) this.lit[run.ids[k]] = (step + 1) * stepMs;
    c.clearRect(0, 0, this.canvas.width, this.canvas.height);
    c.drawImage(this.background, 0, 0);
    const groups = new Map();
    for (let i = 0; i < run.neurons; ++i) {
      const glow = Math.exp((this.lit[i] - time) / GLOW_MS);
      const shade = Math.ceil(glow * SHADES);
      if (glow < 0.02) continue;
      const key = run.population[i] * 16 + Math.min(shade, SHADES);
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(i);
    }
    for (const [key, members] of groups) {
      const glow = (key % 16) / SHADES;
      this.dots(c, members, run.populations[key >> 4].colour, 0.25 + 0.75 * glow, this.size * (1 + glow));
    }
    c.globalAlpha = 1;
    return members(groups);
  }

  dots(c, members, colour, alpha, size) {
    c.globalAlpha = alpha;
    c.fillStyle = colour;
    c.beginPath();
    for (const i of members) {
      const x = this.screen[2 * i], y = this.screen[2 * i + 1];
      c.moveTo(x + size, y);
      c.arc(x, y, size, 0, 6.2832);
    }
    c.fill();
  }

  /** Keep as many points of the canvas as there are on the screen. */
  fit() {
    const ratio = window.devicePixelRatio || 1;
    const width = Math.round(this.canvas.clientWidth * ratio), height = Math.round(this.canvas.clientHeight * ratio);
    if (width === this.canvas.width && height === this.canvas.height) return;
    this.canvas.width = width;
    this.canvas.height = height;
    this.background = null;
  }

  /** Find every neuron's place on the canvas and draw the silent ones once. */
  place() {
    const { run, screen } = this, { width, height } = this.canvas;
    const a = this.flat ? 0 : this.turn.around, b = this.flat ? Math.PI / 2 : this.turn.up;
    const [sa, ca, sb, cb] = [Math.sin(a), Math.cos(a), Math.sin(b), Math.cos(b)];
    let [reachX, reachY] = [1e-6, 1e-6];
    for (let i = 0; i < run.neurons; ++i) {
      const x = run.xyz[3 * i], y = run.xyz[3 * i + 1], z = run.xyz[3 * i + 2];
      const across = x * ca - y * sa, away = x * sa + y * ca;
      screen[2 * i] = across;
      screen[2 * i + 1] = -(away * sb + z * cb);
      // In 3D the reach is that of all turns about the upright axis, so that turning keeps the size.
      const radius = Math.hypot(x, y);
      reachX = Math.max(reachX, this.flat ? Math.abs(across) : radius);
      reachY = Math.max(reachY, this.flat ? Math.abs(away) : radius * Math.abs(sb) + Math.abs(z * cb));
    }
    const scale = 0.94 * Math.min(width / 2 / reachX, height / 2 / reachY);
    for (let i = 0; i < run.neurons; ++i) {
      screen[2 * i] = width / 2 + scale * screen[2 * i];
      screen[2 * i + 1] = height / 2 + scale * screen[2 * i + 1];
    }
    this.size = Math.max(1.2, Math.min(6, (0.28 * Math.sqrt((width * height) / run.neurons))  / 2));
    this.background = document.createElement("canvas");
    this.background.width = width;
    this.background.height = height;
    const all = Array.from({ length: run.neurons }, (_, i) => i);
    this.dots(this.background.getContext("2d"), all, run.quiet, 0.75, this.size * 0.7);
  }

  view(flat) {
    this.flat = flat;
    this.background = null;
  }

  rotate(around, up) {
    this.turn.around += around;
    this.turn.up = Math.max(-1.5, Math.min(1.5, this.turn.up + up));
    this.background = null;
  }
}

function members(groups) {
  let n = 0;
  for (const some of groups.values()) n += some.length;
  return n;
}
