// A list: a filter, a table whose columns sort, a selection, and pages. It is read again when something changed,
// without losing the selection, the focus or the place.

import { h } from "./dom.js";
import { alertOf, button, explain, focusKey, select } from "./parts.js";
import { text } from "./strings.js";

const SIZE = 50;
const TYPING = 250;

export class List {
  #rows = [];
  #selected = new Map();
  #offset = 0;
  #sort;
  #latest = 0;
  #typing = 0;
  #options;
  #body = h("tbody", { role: "rowgroup" });
  #head;
  #below = h("div", { class: "pager" });
  #problem = h("div", {});
  #bulk = h("div", { class: "bulk" });
  #count = h("p", { class: "count", role: "status" });
  #search;
  #selects = {};
  #table;
  #all = null;

  // `load(query)` returns { rows, total, matched }. `columns` are { key, label, sort, cell(row) }. `filters` are
  // { name, label, options }. `bulk(rows)` returns buttons for the selected rows, if rows can be selected.
  constructor(options) {
    this.#options = options;
    this.#sort = options.sort ?? "";
    const filters = (options.filters ?? []).map(({ name, label, options: values }) => {
      this.#selects[name] = select(values, "", () => this.#restart(), label);
      return this.#selects[name];
    });
    this.#search = options.search ? h("input", { type: "search", "aria-label": options.search, placeholder: options.search, spellcheck: "false",
      autocomplete: "off", oninput: () => {
        clearTimeout(this.#typing);
        this.#typing = setTimeout(() => this.#restart(), TYPING);
      } }) : null;
    this.#head = h("tr", { role: "row" });
    this.#table = h("table", { role: "table", class: "table" }, h("caption", { class: "hidden" }, options.caption),
      h("thead", { role: "rowgroup" }, this.#head), this.#body);
    this.element = h("section", { class: "card list", "aria-label": options.caption, "aria-busy": "true" },
      h("div", { class: "toolbar", hidden: !this.#search }, this.#search, filters, options.controls ?? [], h("div", { class: "spring" }), this.#count, this.#bulk),
      this.#problem, h("div", { class: "scroll" }, this.#table), this.#below);
    this.#showHead();
    this.#showLoading();
  }

  get selected() {
    return [...this.#selected.values()];
  }

  clearSelection() {
    this.#selected.clear();
  }

  #restart() {
    this.#offset = 0;
    return this.refresh();
  }

  async refresh() {
    const turn = ++this.#latest;
    const query = { offset: this.#offset, limit: SIZE, sort: this.#sort, text: this.#search?.value.trim() ?? "" };
    for (const [name, control] of Object.entries(this.#selects)) query[name] = control.value;
    try {
      const found = await this.#options.load(query);
      if (turn !== this.#latest) return;
      // The last page may be gone.
      if (this.#offset && this.#offset >= found.matched) {
        this.#offset = Math.max(0, Math.floor((found.matched - 1) / SIZE) * SIZE);
        await this.refresh();
        return;
      }
      this.#problem.replaceChildren();
      this.#rows = found.rows;
      this.#show(found, query);
    } catch (error) {
      if (turn === this.#latest) {
        this.#problem.replaceChildren(alertOf(explain(error)));
        if (!this.#rows.length) this.#body.replaceChildren();
      }
    } finally {
      if (turn === this.#latest) this.element.setAttribute("aria-busy", "false");
    }
  }

  #showLoading() {
    this.#body.replaceChildren(...Array.from({ length: 5 }, () => h("tr", { class: "loading", "aria-hidden": "true" },
      h("td", { colspan: "20" }, h("span", {})))));
  }

  #showHead() {
    const cells = this.#options.columns.map((column) => {
      const direction = this.#sort === column.sort ? "ascending" : this.#sort === `-${column.sort}` ? "descending" : "none";
      const sortable = column.sort ? h("button", { type: "button", class: "sort", "data-key": `sort ${column.sort}`, onclick: () => this.#sortBy(column) },
        column.label, h("span", { class: "arrow", "aria-hidden": "true" }, direction === "descending" ? "↓" : direction === "ascending" ? "↑" : "↕")) : column.label;
      return h("th", { role: "columnheader", scope: "col", class: column.class, "aria-sort": column.sort ? direction : null }, sortable);
    });
    if (this.#options.bulk) {
      this.#all = h("input", { type: "checkbox", "aria-label": text.selectPage, "data-key": "select all", onchange: (event) => this.#selectPage(event.target.checked) });
      cells.unshift(h("th", { role: "columnheader", scope: "col", class: "tick" }, this.#all));
    }
    if (this.#options.actions) cells.push(h("th", { role: "columnheader", scope: "col", class: "ends" }, h("span", { class: "hidden" }, text.actions)));
    this.#head.replaceChildren(...cells);
  }

  #sortBy(column) {
    this.#sort = this.#sort === column.sort ? `-${column.sort}` : column.sort;
    this.#keepingFocus(() => this.#showHead());
    this.#restart();
  }

  #keepingFocus(change) {
    const key = this.element.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    change();
    if (key && document.activeElement?.dataset?.key !== key) focusKey(key);
  }

  #show({ rows, total, matched }, query) {
    const filtered = query.text || Object.keys(this.#selects).some((name) => query[name]);
    this.#count.replaceChildren(filtered ? text.countMatching(matched, total) : text.count(total));
    for (const [key] of this.#selected) {
      const row = rows.find((each) => this.#options.key(each) === key);
      // A row that is gone cannot stay selected unseen.
      if (row) this.#selected.set(key, row);
      else this.#selected.delete(key);
    }
    this.#keepingFocus(() => {
      this.#body.replaceChildren(...rows.map((row) => this.#row(row)));
      this.#table.hidden = !rows.length;
      if (!rows.length) {
        this.#problem.replaceChildren(h("div", { class: "empty" }, h("p", { class: "empty-title" }, filtered ? text.noMatch : this.#options.empty.title),
          h("p", {}, filtered ? text.noMatchHint : this.#options.empty.hint)));
      }
      this.#showBulk();
      this.#showPager(matched);
    });
  }

  #row(row) {
    const key = this.#options.key(row);
    const cells = this.#options.columns.map((column, index) => h(index ? "td" : "th", { role: index ? "cell" : "rowheader", scope: index ? null : "row", class: column.class, "data-label": column.label }, together(column.cell(row))));
    if (this.#options.bulk) {
      cells.unshift(h("td", { role: "cell", class: "tick" }, h("input", { type: "checkbox", checked: this.#selected.has(key), "data-key": `select ${key}`,
        "aria-label": text.selectRow(this.#options.label(row)), onchange: (event) => this.#tick(key, row, event.target.checked) })));
    }
    const actions = this.#options.actions?.(row);
    if (actions) cells.push(h("td", { role: "cell", class: "ends" }, h("div", { class: "row-actions" }, actions)));
    return h("tr", { role: "row", class: this.#selected.has(key) ? "selected" : null }, cells);
  }

  #tick(key, row, on) {
    if (on) this.#selected.set(key, row);
    else this.#selected.delete(key);
    this.#keepingFocus(() => this.#repaint());
  }

  #selectPage(on) {
    for (const row of this.#rows) {
      if (on) this.#selected.set(this.#options.key(row), row);
      else this.#selected.delete(this.#options.key(row));
    }
    this.#keepingFocus(() => this.#repaint());
  }

  #repaint() {
    this.#body.replaceChildren(...this.#rows.map((row) => this.#row(row)));
    this.#showBulk();
  }

  #showBulk() {
    const count = this.#selected.size;
    if (this.#all) {
      this.#all.checked = count > 0 && count === this.#rows.length;
      this.#all.indeterminate = count > 0 && count < this.#rows.length;
    }
    this.#bulk.replaceChildren(...(count ? this.#options.bulk(this.selected) : []));
    this.#count.hidden = count > 0;
  }

  #showPager(matched) {
    if (matched <= SIZE) {
      this.#below.replaceChildren();
      return;
    }
    const last = Math.min(this.#offset + this.#rows.length, matched);
    const go = (offset, key) => () => {
      this.#offset = offset;
      this.#selected.clear();
      this.refresh().then(() => {
        this.element.scrollIntoView({ block: "start" });
        focusKey(key);
      });
    };
    const end = Math.floor((matched - 1) / SIZE) * SIZE;
    const step = (label, key, offset, possible) => {
      const made = button(label, possible ? go(offset, key) : null, { key, kind: "small" });
      // Not `disabled`: the button that was just pressed would lose the focus on the last page.
      if (!possible) made.setAttribute("aria-disabled", "true");
      return made;
    };
    this.#below.replaceChildren(h("nav", { "aria-label": text.pages(this.#options.caption) },
      step(text.first, "page first", 0, this.#offset > 0),
      step(text.previous, "page previous", Math.max(0, this.#offset - SIZE), this.#offset > 0),
      h("p", {}, text.range(this.#offset + 1, last, matched)),
      step(text.next, "page next", this.#offset + SIZE, last < matched),
      step(text.last, "page last", end, last < matched)));
  }
}

// A cell has one child, so that a narrow page can lay it out beside its label.
export function together(content) {
  return Array.isArray(content) ? h("div", {}, content) : content;
}

// For lists that arrive whole: filters, sorts and cuts them here, like the platform does with long ones.
export function locally(rows, query, { matches, sorts }) {
  const wanted = query.text.toLowerCase();
  let found = rows.filter((row) => matches(row, query, wanted));
  const key = sorts[query.sort.replace(/^-/, "")];
  if (key) {
    const compare = new Intl.Collator(undefined, { numeric: true }).compare;
    found = found.toSorted((a, b) => compare(String(key(a)), String(key(b))));
    if (query.sort.startsWith("-")) found.reverse();
  }
  return { rows: found.slice(query.offset, query.offset + query.limit), total: rows.length, matched: found.length };
}

