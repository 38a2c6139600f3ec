// Plays the spikes of a run on the map of its neurons: play, speed, scrub, 2D and 3D.
// Streamlit calls the default export with every new run, and what it returned at the end.

import { unpack } from "./message.js";
import { Scene } from "./scene.js";

const players = new WeakMap();
const SPEEDS = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];
const USUAL = 0.05;

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
  }

  key(event) {
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === " ") this.play(!this.playing);
    else if (move) this.go(this.time + move);
    else if (event.key === "Home") this.go(0);
    else return;
    event.preventDefault();
  }

  receive(data) {
    const run = unpack(data);
    if (this.run && run.rev === this.run.rev) return;
    this.run = run;
    this.scene.load(run);
    this.scrub.max = run.duration_ms;
    this.legend.replaceChildren(...run.populations.map(({ name, colour }) => {
      const item = document.createElement("span"), dot = document.createElement("i");
      dot.style.background = colour;
      item.append(dot, name);
      return item;
    }));
    this.go(Math.min(this.time, run.duration_ms));
    // Nothing moves by itself; who asked for less motion also starts slowly.
    if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) this.speed.value = SPEEDS[0];
  }

  play(on) {
    this.playing = on;
    this.button.textContent = on ? "Pause" : "Play";
    if (!on) return;
    if (this.time >= this.run.duration_ms) this.time = 0;
    let before = performance.now();
    const frame = (now) => {
      if (!this.playing || !this.root.isConnected) return;
      this.time += Math.max(0, now - before) * Number(this.speed.value);
      before = now;
      if (this.time >= this.run.duration_ms) {
        this.time = this.run.duration_ms;
        this.play(false);
      }
      this.show();
      if (this.playing) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  go(time) {
    this.time = Math.max(0, Math.min(time, this.run.duration_ms));
    this.show();
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
    this.watched.disconnect();
    this.root.remove();
  }
}
