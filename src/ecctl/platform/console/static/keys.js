// Signing keys: list, rotate, retire.

import { call, OWN, segment } from "./api.js";
import { h, named } from "./dom.js";
import { List, locally } from "./list.js";
import { badge, button, callout, confirmDialog, dialogForm, notice, time } from "./parts.js";
import { text } from "./strings.js";

const t = text.keys;
const KEYS = `${OWN}/signing-keys`;
const KINDS = { signing: "good", verifying: "warn", retired: "off" };

export function keysPage({ mayChange, changed }) {
  const list = new List({
    caption: t.title,
    sort: "-created",
    columns: [
      { label: t.name, cell: (key) => named(key.name, "strong") },
      { label: t.state, cell: (key) => [badge(KINDS[key.state] ?? "off", t.states[key.state] ?? key.state), h("p", { class: "hint" }, t.stateHints[key.state] ?? "")] },
      { label: t.created, sort: "created", cell: (key) => time(key.creation_date) },
      { label: t.tokens, sort: "tokens", class: "number", cell: (key) => text.number(key.tokens) },
    ],
    key: (key) => key.name,
    label: (key) => key.name,
    empty: t.empty,
    load: async (query) => {
      const [{ keys }, usage] = await Promise.all([call("GET", KEYS), call("GET", `${KEYS}/_usage`)]);
      const counts = new Map(usage.keys.map((key) => [key.name, key.persistent_tokens]));
      const rows = keys.map((key, index) => ({ ...key, index, tokens: counts.get(key.name) ?? 0 }));
      return locally(rows, query, { matches: () => true, sorts: { created: (key) => key.index, tokens: (key) => key.tokens } });
    },
    actions: mayChange ? (key) => (key.state === "retired" ? [] : [
      button(t.retire, () => retire(key, changed), { kind: "ghost small bad", name: t.retireOf(key.name), key: `retire ${key.name}` }),
    ]) : null,
  });
  return {
    title: t.title,
    lead: t.lead,
    kinds: ["signing_keys", "tokens"],
    element: list.element,
    actions: mayChange ? [button(t.rotate, () => rotate(changed), { kind: "primary", key: "rotate key" })] : [],
    refresh: () => list.refresh(),
  };
}

function rotate(changed) {
  dialogForm({
    title: t.rotateTitle,
    fields: h("p", {}, t.rotateHint),
    action: t.rotateAction,
    submit: async (dialog) => {
      const made = await call("POST", `${KEYS}/_rotate`);
      dialog.close();
      notice(t.rotated(made.name));
      await changed();
    },
  });
}

function retire(key, changed) {
  confirmDialog({
    title: t.retireTitle,
    body: [
      h("p", {}, named(key.name, "strong")),
      callout("bad", h("p", {}, t.retireHint(key.tokens))),
      key.state === "signing" ? callout("warn", h("p", {}, t.retireSigning)) : null,
    ],
    action: t.retireAction,
    run: async () => {
      await call("POST", `${KEYS}/${segment(key.name)}/_retire`);
      notice(t.retired(key.name));
      await changed();
    },
  });
}
