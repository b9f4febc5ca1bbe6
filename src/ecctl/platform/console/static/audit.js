// The audit log: newest entries first, filtered by the platform, followed while the page is open.

import { call, OWN } from "./api.js";
import { h, named, visible } from "./dom.js";
import { together } from "./list.js";
import { alertOf, badge, button, explain, select, time } from "./parts.js";
import { text } from "./strings.js";

const t = text.audit;
const SIZE = 100;
const MOST = 2000;
const TYPING = 250;

export function auditPage() {
  let entries = [];
  let cursor = "";
  let latest = 0;
  let typing = 0;
  let following = true;

  const later = () => {
    clearTimeout(typing);
    typing = setTimeout(restart, TYPING);
  };
  const kind = select(t.kinds, "", () => restart(), t.kind);
  const actor = h("input", { type: "search", "aria-label": t.actor, placeholder: t.actor, autocomplete: "off", spellcheck: "false", oninput: later });
  const part = h("input", { type: "search", "aria-label": t.part, placeholder: t.part, autocomplete: "off", spellcheck: "false", oninput: later });
  const since = h("input", { type: "datetime-local", onchange: () => restart(), "aria-label": t.since });
  const until = h("input", { type: "datetime-local", onchange: () => restart(), "aria-label": t.until });
  const follow = h("input", { type: "checkbox", checked: true, id: "follow", onchange: () => {
    following = follow.checked;
    if (following) restart();
  } });
  const body = h("tbody", { role: "rowgroup" });
  const problem = h("div", {});
  const below = h("div", { class: "pager" });
  const count = h("p", { class: "count", role: "status" });
  const heads = [t.time, t.event, t.subject, t.who, t.detail];
  const table = h("table", { class: "table", role: "table" }, h("caption", { class: "hidden" }, t.title),
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, heads.map((head) => h("th", { role: "columnheader", scope: "col" }, head)))), body);
  const element = h("section", { class: "card list", "aria-label": t.title, "aria-busy": "true" },
    h("div", { class: "toolbar" }, part, actor, kind,
      h("div", { class: "range" }, h("span", { class: "hint", "aria-hidden": "true" }, t.since), since, h("span", { class: "hint", "aria-hidden": "true" }, t.until), until),
      h("div", { class: "spring" }), h("div", { class: "choice follow" }, follow, h("label", { for: "follow" }, t.follow)), count),
    problem, h("div", { class: "scroll" }, table), below);

  const query = (more) => ({
    limit: SIZE,
    event: kind.value,
    principal: actor.value.trim(),
    text: part.value.trim(),
    since: since.value ? new Date(since.value).toISOString() : "",
    until: until.value ? new Date(until.value).toISOString() : "",
    before: more ? cursor : "",
  });

  async function read(more) {
    const turn = ++latest;
    element.setAttribute("aria-busy", "true");
    try {
      const found = await call("GET", `${OWN}/audit/_search`, undefined, query(more));
      if (turn !== latest) return;
      problem.replaceChildren();
      if (more) {
        entries = [...entries, ...found.entries];
        cursor = found.before;
      } else {
        // What was read before stays below the new entries, if they meet.
        const newest = found.entries;
        const meet = newest.length ? entries.findIndex((entry) => entry.id === newest.at(-1).id) : -1;
        if (meet >= 0 && entries.length > SIZE) entries = [...newest, ...entries.slice(meet + 1)].slice(0, MOST);
        else {
          entries = newest;
          cursor = found.before;
        }
      }
      show();
    } catch (error) {
      if (turn === latest) problem.replaceChildren(alertOf(explain(error)));
    } finally {
      if (turn === latest) element.setAttribute("aria-busy", "false");
    }
  }

  function restart() {
    entries = [];
    cursor = "";
    return read(false);
  }

  function show() {
    body.replaceChildren(...entries.map(row));
    table.hidden = !entries.length;
    count.replaceChildren(text.number(entries.length), cursor ? "+" : "");
    if (!entries.length) problem.replaceChildren(h("div", { class: "empty" }, h("p", { class: "empty-title" }, cursor ? t.none : t.nothing), h("p", {}, cursor ? t.noneHint : text.noMatchHint)));
    below.replaceChildren(...(cursor && entries.length < MOST ? [h("nav", { "aria-label": t.older }, button(entries.length ? t.older : t.further, () => read(true), { kind: "small", key: "older" }))] : []));
  }

  return {
    title: t.title,
    lead: t.lead,
    administer: true,
    kinds: ["audit"],
    element,
    actions: [],
    refresh: async () => {
      if (following || !entries.length) await read(false);
    },
    stop: () => clearTimeout(typing),
  };
}

const TONES = { "token.refused": "bad", "login.failed": "bad", "token.revoked": "warn", "key.retired": "warn", "user.deleted": "warn", "runner.deleted": "warn", "api_key.deleted": "warn" };

function row(entry) {
  const label = t.events[entry.event];
  const cells = [
    time(entry.at, { exact: true }),
    badge(TONES[entry.event] ?? "off", label ?? visible(entry.event)),
    entry.subject ? named(entry.subject, "mono") : h("span", { class: "muted" }, text.none),
    entry.principal ? [named(entry.principal), h("p", { class: "hint nowrap" }, t.by[entry.by] ?? visible(entry.by))] : h("span", { class: "muted" }, text.none),
    entry.detail?.length ? named(detail(entry.detail)) : h("span", { class: "muted" }, text.none),
  ];
  return h("tr", { role: "row" }, cells.map((cell, index) => h("td", { role: "cell", "data-label": [t.time, t.event, t.subject, t.who, t.detail][index] }, together(cell))));
}

function detail(stored) {
  const value = typeof stored === "string" && stored.startsWith("[") ? parsed(stored) : stored;
  return Array.isArray(value) ? value.join(", ") : String(value);
}

function parsed(stored) {
  try {
    return JSON.parse(stored);
  } catch {
    return stored;
  }
}
