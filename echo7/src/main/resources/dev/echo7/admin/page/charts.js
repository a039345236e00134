// The charts over the last 15 minutes, one cursor.

import uPlot from "/assets/uPlot.esm.js";
import { amount, bytes, count } from "./format.js";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const clockWithSeconds = new Intl.DateTimeFormat(undefined, { timeStyle: "medium", hourCycle: "h23" });

/** What each chart shows: the column of the history, and how a value is written. */
const CHARTS = [
  { id: "connections", column: 1, write: (v) => [count(Math.round(v)), "open"] },
  { id: "bytes", column: 2, write: (v) => [bytes(v), "per second"] },
  { id: "messages", column: 3, write: (v) => [amount(v), "per second"] },
  { id: "datagrams", column: 4, write: (v) => [amount(v), "per second"] },
];

export class Charts {
  #history;
  #charts;

  constructor(history) {
    this.#history = history;
    this.#charts = CHARTS.map((about) => new Chart(about, history));
    addEventListener("themechange", () => this.#charts.forEach((chart) => chart.recolour()));
  }

  /** Shows the history up to now. */
  draw() {
    this.#charts.forEach((chart) => chart.draw(this.#history));
  }

  /** Shows a chart only if there is something to show: one of UDP, if an endpoint is UDP. */
  offer(id, isWanted) {
    document.getElementById(`chart-${id}`).hidden = !isWanted;
  }

  /** A line under the reading of one chart. */
  sum(id, words) {
    document.querySelector(`#chart-${id} .sum`).textContent = words;
  }
}

class Chart {
  #about;
  #history;
  #panel;
  #plot;

  constructor(about, history) {
    this.#about = about;
    this.#history = history;
    this.#panel = document.getElementById(`chart-${about.id}`);
    const place = this.#panel.querySelector(".plot");
    this.#plot = new uPlot(this.#options(place), this.#data(), place);
    new ResizeObserver(() => this.#plot.setSize(size(place))).observe(place);
  }

  #data() {
    return [this.#history.columns[0], this.#history.columns[this.#about.column]];
  }

  draw() {
    this.#plot.setData(this.#data());
    this.#read(this.#plot.cursor.idx);
  }

  recolour() {
    this.#plot.redraw(false, true);
  }

  /** Shows the value under the cursor or, without one, the newest. */
  #read(index) {
    const [times, values] = this.#data();
    const at = index ?? values.length - 1;
    const value = values[at];
    const [digits, unit] = value == null ? ["–", ""] : this.#about.write(value);
    const when = index == null ? "" : ` at ${clockWithSeconds.format(times[at] * 1000)}`;
    this.#panel.querySelector(".value").textContent = digits;
    this.#panel.querySelector(".unit").textContent = unit + when;
    this.#panel.querySelector(".plot").setAttribute("aria-label", this.#inWords());
  }

  /** The chart for those who do not see it. */
  #inWords() {
    const values = this.#data()[1].filter((value) => value !== null);
    if (values.length === 0) {
      return "No values yet";
    }
    const write = (value) => this.#about.write(value)[0];
    return `Over ${Math.ceil(values.length / 60)} min: lowest ${write(Math.min(...values))},`
      + ` highest ${write(Math.max(...values))}, now ${write(values.at(-1))}`;
  }

  #options(place) {
    const style = (property) => getComputedStyle(this.#panel).getPropertyValue(property);
    // A canvas knows no light-dark(): these three are plain colours once they are computed.
    const line = () => style("color");
    const grid = () => style("border-top-color");
    const text = () => getComputedStyle(this.#panel.querySelector(".sum")).color;
    const axis = { stroke: text, font: "11px system-ui, sans-serif", ticks: { show: false } };
    return {
      ...size(place),
      padding: [8, 24, 0, 0],
      legend: { show: false },
      cursor: { sync: { key: "time" }, y: false, drag: { x: false, y: false }, points: { size: 6 } },
      scales: {
        x: { range: () => this.#history.range(Date.now() / 1000) },
        y: { range: (plot, low, high) => [0, ceiling(high)] },
      },
      axes: [
        { ...axis, size: 20, gap: 4, grid: { show: false }, space: 70,
          values: (plot, ticks, axis, space, step) => ticks.map(
            (at) => (step < 60 ? clockWithSeconds : clock).format(at * 1000)) },
        { ...axis, size: 40, gap: 6, space: 24, grid: { stroke: grid, width: 1 },
          values: (plot, ticks) => ticks.map(amount) },
      ],
      series: [
        {},
        { stroke: line, width: 1.5, fill: () => translucent(line()), points: { show: false } },
      ],
      hooks: { setCursor: [(plot) => this.#read(plot.cursor.idx)] },
    };
  }
}

function size(place) {
  return { width: place.clientWidth, height: place.clientHeight };
}

/** Above the highest value, and never so low that noise looks like a mountain. */
function ceiling(high) {
  return Math.max(4, (high ?? 0) * 1.15);
}

function translucent(colour) {
  return colour.replace(/^rgb\((.*)\)$/, "rgba($1, 0.12)");
}
