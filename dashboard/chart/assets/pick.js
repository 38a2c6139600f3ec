// Points of a figure that a person clicks, or draws a lasso or a box around, told to the page.

export class Picker {
  constructor(chart) {
    this.chart = chart;
    this.serial = 0;
  }

  /** Listen to a plot; once. */
  watch(plot) {
    plot.on("plotly_click", (event) => this.tell(event, "click"));
    plot.on("plotly_selected", (event) => this.tell(event, "area"));
  }

  tell(event, how) {
    if (!this.chart.message.picks || !event || !event.points) return;
    const numbers = event.points.map((point) => first(point.customdata)).filter((n) => Number.isInteger(n));
    if (numbers.length) this.chart.report("picked", { how, numbers: [...new Set(numbers)], serial: ++this.serial });
  }
}

/** Return the first value that a point carries, its number: of a list, typed or not, or by itself. */
function first(carried) {
  return Array.isArray(carried) || ArrayBuffer.isView(carried) ? carried[0] : carried;
}
