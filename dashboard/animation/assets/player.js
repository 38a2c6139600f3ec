// Plays the spikes of a run on the map of its neurons: play, speed, scrub, 2D and 3D.
// Streamlit calls the default export with every new run, and what it returned at the end.

import { unpack } from "./message.js";
import { Scene } from "./scene.js";

const players = new WeakMap();
const SPEEDS = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];
const USUAL = 0.05;
// Charts over time draw a line at what is played, and say to which stretch they are zoomed.
const PLAYED = "npu-explorer:played", STRETCH = "npu-explorer:stretch", ASKED = "npu-explorer:stretch-asked";

export default function (component) {
  const host = component.parentElement;
  let player = players.get(host);
  if (!player) players.set(host, (player = new Player(host)));
  player.receive(component.data);
  return () => {
    player.remove();
    players.delete(host);
  };
}

class Player {
  constructor(host) {
    this.root = document.createElement("div");
    this.root.className = "player";
    this.root.innerHTML = `
      <canvas tabindex="0" role="img" aria-label="Spikes on the map of the neurons"></canvas>
      <div class="bar">
        <button type="button" class="play">Play</button>
        <input type="range" min="0" step="any" value="0" aria-label="Time in the run, ms">
        <output aria-live="off"></output>
        <label>Speed <select aria-label="Speed"></select></label>
        <button type="button" class="view" aria-pressed="false">3D</button>
      </div>
      <div class="legend"></div>`;
    host.appendChild(this.root);
    const find = (query) => this.root.querySelector(query);
    [this.canvas, this.button, this.scrub, this.clock] = ["canvas", ".play", "input", "output"].map(find);
    [this.speed, this.solid, this.legend] = ["select", ".view", ".legend"].map(find);
    for (const speed of SPEEDS) this.speed.add(new Option(speed === 1 ? "real time" : `1/${Math.round(1 / speed)}`, speed));
    this.speed.value = USUAL;
    this.canvas.style.height = "400px";
    this.scene = new Scene(this.canvas);
    this.time = 0;
    this.frames = 0;
    this.stretch = null;
    this.listen();
  }

  listen() {
    this.button.onclick = () => this.play(!this.playing);
    this.scrub.oninput = () => this.go(Number(this.scrub.value));
    this.solid.onclick = () => {
      const flat = !this.scene.flat;
      this.scene.view(flat);
      this.solid.setAttribute("aria-pressed", String(!flat));
      this.canvas.classList.toggle("turns", !flat);
      this.show();
    };
    this.canvas.onpointermove = (event) => {
      if (!event.buttons || this.scene.flat) return;
      this.scene.rotate(event.movementX * 0.01, event.movementY * 0.01);
      this.show();
    };
    this.canvas.onkeydown = (event) => this.key(event);
    this.watched = new ResizeObserver(() => this.show());
    this.watched.observe(this.canvas);
    this.zoomed = ({ detail }) => {
      if (detail.group !== "time") return;
      this.stretch = detail.range;
      if (this.run) this.bound();
    };
    window.addEventListener(STRETCH, this.zoomed);
    window.dispatchEvent(new CustomEvent(ASKED));
  }

  /** Keep to the stretch of the run that the charts show. */
  bound() {
    const [a, b] = this.stretch || [0, this.run.duration_ms];
    this.first = Math.max(0, Math.min(a, b));
    this.last = Math.min(this.run.duration_ms, Math.max(a, b));
    if (!(this.last > this.first)) [this.first, this.last] = [0, this.run.duration_ms];
    this.scrub.min = this.first;
    this.scrub.max = this.last;
    this.time = this.within(this.time);
    this.show();
  }

  within(time) {
    return Math.max(this.first, Math.min(time, this.last));
  }

  key(event) {
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === " ") this.play(!this.playing);
    else if (move) this.go(this.time + move);
    else if (event.key === "Home") this.go(this.first);
    else return;
    event.preventDefault();
  }

  receive(data) {
    const run = unpack(data);
    if (this.run && run.rev === this.run.rev) return;
    this.run = run;
    this.scene.load(run);
    this.legend.replaceChildren(...run.populations.map(({ name, colour }) => {
      const item = document.createElement("span"), dot = document.createElement("i");
      dot.style.background = colour;
      item.append(dot, name);
      return item;
    }));
    this.bound();
    // Nothing moves by itself; who asked for less motion also starts slowly.
    if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) this.speed.value = SPEEDS[0];
  }

  play(on) {
    this.playing = on;
    this.button.textContent = on ? "Pause" : "Play";
    if (!on) return;
    if (this.time >= this.last) this.time = this.first;
    let before = performance.now();
    const frame = (now) => {
      if (!this.playing || !this.root.isConnected) return;
      this.time += Math.max(0, now - before) * Number(this.speed.value);
      before = now;
      if (this.time >= this.last) {
        this.time = this.last;
        this.play(false);
      }
      this.show();
      this.tell(this.time);
      if (this.playing) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  go(time) {
    this.time = this.within(time);
    this.show();
    this.tell(this.time);
  }

  tell(time) {
    window.dispatchEvent(new CustomEvent(PLAYED, { detail: time }));
  }

  show() {
    if (!this.run || !this.canvas.clientWidth) return;
    this.scene.draw(this.time);
    this.root.dataset.frames = ++this.frames;
    this.scrub.value = this.time;
    this.clock.value = `${this.time.toFixed(1)} of ${this.run.duration_ms.toFixed(0)} ms`;
  }

  remove() {
    this.playing = false;
    window.removeEventListener(STRETCH, this.zoomed);
    this.tell(null);
    this.watched.disconnect();
    this.root.remove();
  }
}
