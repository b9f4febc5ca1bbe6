// Small line charts. Their values are also a sentence, for those who cannot see the lines.

import { h, svg } from "./dom.js";
import { text } from "./strings.js";

const WIDTH = 600;
const HEIGHT = 160;
const SPANS = [30, 60, 180, 360];
const t = text.chart;

// The next round number above a value: 1, 2 or 5 times a power of ten.
function roundedUp(value) {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].find((step) => step * power >= value * 0.999) * power;
}

export function chart({ title, unit, interval, series }) {
  const known = series.map(({ values }) => values.filter((value) => value !== null));
  const most = roundedUp(Math.max(0, ...known.flat()));
  const count = series[0].values.length;
  const samples = SPANS.find((span) => span >= count) ?? count;
  const x = (index) => ((samples - count + index) / (samples - 1)) * WIDTH;
  const y = (value) => HEIGHT - (value / most) * HEIGHT;
  const grid = [0, 0.5, 1].map((share) => svg("line", { x1: 0, x2: WIDTH, y1: share * HEIGHT, y2: share * HEIGHT, class: "grid" }));
  const lines = series.map(({ values }, number) => svg("path", { d: path(values, x, y), class: `line line-${number}` }));
  const latest = (values) => (values.length ? values.at(-1) : null);
  return h("section", { class: "card chart", "aria-label": title },
    h("div", { class: "chart-head" }, h("h2", {}, title),
      h("ul", { class: "legend" }, series.map(({ name }, number) => h("li", {}, h("span", { class: `key key-${number}`, "aria-hidden": "true" }), `${name} `,
        h("strong", {}, t.value(latest(known[number])), known[number].length ? ` ${unit}` : ""))))),
    h("div", { class: "plot" },
      h("div", { class: "axis", "aria-hidden": "true" }, h("span", {}, t.value(most)), h("span", {}, t.value(most / 2)), h("span", {}, "0")),
      svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": t.summary(title, unit, series.map(({ name }, number) => ({ name, most: Math.max(0, ...known[number]), latest: latest(known[number]) }))) }, grid, lines)),
    h("p", { class: "hint chart-foot" }, count < 2 ? t.collecting : t.span(Math.round((samples * interval) / 60))));
}

function path(values, x, y) {
  let drawing = false;
  return values.map((value, index) => {
    if (value === null) {
      drawing = false;
      return "";
    }
    const command = drawing ? "L" : "M";
    // A lone sample would have no length; a round cap makes it a dot.
    const dot = !drawing && (values[index + 1] ?? null) === null ? "h0" : "";
    drawing = true;
    return `${command}${x(index).toFixed(1)} ${y(value).toFixed(1)}${dot}`;
  }).join("");
}
