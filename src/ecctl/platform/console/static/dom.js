// The page is built from elements and text nodes only. Nothing here, or in any other module, parses markup:
// names that hosts and users chose can be shown, but never become elements.

const SVG = "http://www.w3.org/2000/svg";

export function h(tag, properties, ...children) {
  return fill(document.createElement(tag), properties, children);
}

export function svg(tag, properties, ...children) {
  return fill(document.createElementNS(SVG, tag), properties, children);
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "disabled") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

// Characters that are invisible, or that change the order of the text around them: an attacker could make one name
// look like another. They are shown as their code points.
const DECEPTIVE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029\u3164\uFFA0]/gu;

export function visible(text) {
  return String(text ?? "").replace(DECEPTIVE, (character) =>
    `⟨U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
}

// <bdi> keeps the direction of a name from affecting its surroundings.
export function named(text, className) {
  return h("bdi", { class: className ? `name ${className}` : "name" }, visible(text));
}

const ICONS = {
  tokens: "M8.2 11.8 16.5 3.5M13.5 6.5l2.5 2.5M6 17.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z",
  hosts: "M3 3.5h14v5H3zM3 11.5h14v5H3zM6 6h.01M6 14h.01M9.5 6h4M9.5 14h4",
  users: "M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2 17c0-3 2.5-4.5 5.5-4.5S13 14 13 17M13 3.800a3 3 0 0 1 0 5.400M15 12.800c2 .6 3 2 3 4.200",
  keys: "M10 2.5 16.5 5v4.5c0 4-2.700 6.700-6.5 8-3.800-1.300-6.5-4-6.5-8V5zM7.5 10l2 2 3.5-4",
  audit: "M5 2.5h7l3.5 3.5v11.5H5zM12 2.5V6h3.5M7.5 10h5.5M7.5 13.5h5.5",
  status: "M2 10.5h3.5l2.5-6.5 4 12 2.5-5.5H18",
  plus: "M10 4v12M4 10h12",
  warning: "M10 3 18 17H2zM10 8v4M10 14.5h.01",
  copy: "M7 7h9.5v10H7zM13 7V3H3.5v10H7",
  check: "m4 10.5 4 4 8-9",
  close: "m5 5 10 10M15 5 5 15",
};

export function icon(name) {
  return svg("svg", { viewBox: "0 0 20 20", class: "icon", "aria-hidden": "true", focusable: "false" },
    svg("path", { d: ICONS[name] }));
}

let counter = 0;
export function uniqueId(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}
