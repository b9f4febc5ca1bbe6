// Enrollment tokens: list, create, rotate, revoke.

import { call, OWN, segment, TOKENS } from "./api.js";
import { h, named } from "./dom.js";
import { List } from "./list.js";
import { button, callout, choice, chosen, codeBlock, confirmDialog, dialogForm, explain, group, Invalid, notice, openDialog, roleChips, select, time } from "./parts.js";
import { text } from "./strings.js";

const t = text.tokens;
export const ROLES = Object.keys(text.roles);

export function tokensPage({ mayChange, changed }) {
  const list = new List({
    caption: t.title,
    search: t.search,
    sort: "-created",
    filters: [{ name: "role", label: t.roles, options: [["", text.anyRole], ...ROLES.map((role) => [role, role])] }],
    columns: [
      { key: "id", label: t.id, class: "id", cell: (token) => named(token.token_id, "mono") },
      { key: "roles", label: t.roles, sort: "roles", cell: (token) => roleChips(token.roles) },
      { key: "created", label: t.created, sort: "created", cell: (token) => time(token.creation_date) },
      { key: "creator", label: t.creator, sort: "creator", cell: (token) => (token.created_by ? named(token.created_by) : h("span", { class: "muted" }, text.none)) },
      { key: "hosts", label: t.hosts, sort: "hosts", class: "number", cell: hosts },
    ],
    key: (token) => token.token_id,
    label: (token) => token.token_id,
    empty: t.empty,
    load: async (query) => {
      const found = await call("GET", `${OWN}/enrollment-tokens`, undefined, query);
      return { ...found, rows: found.tokens };
    },
    bulk: mayChange ? (tokens) => [button(t.revokeAction(tokens.length), () => revoke(tokens, finish), { kind: "danger small", key: "revoke selected" })] : null,
    actions: mayChange ? (token) => [
      button(t.rotate, () => rotate(token, finish), { kind: "ghost small", name: t.rotateOf(token.token_id), key: `rotate ${token.token_id}` }),
      button(t.revoke, () => revoke([token], finish), { kind: "ghost small bad", name: t.revokeOf(token.token_id), key: `revoke ${token.token_id}` }),
    ] : null,
  });
  const finish = async () => {
    list.clearSelection();
    await changed();
  };
  return {
    title: t.title,
    lead: t.lead,
    kinds: ["tokens", "runners"],
    element: list.element,
    actions: mayChange ? [button(t.create, () => create(finish), { kind: "primary", symbol: "plus", key: "create token" })] : [],
    refresh: () => list.refresh(),
  };
}

function hosts(token) {
  if (!token.host_count) return h("span", { class: "muted" }, "0");
  return button(text.number(token.host_count), () => openDialog(t.hostsTitle, [
    h("p", { class: "muted" }, named(token.token_id, "mono")),
    h("ul", { class: "plain" }, token.hosts.map((host) => h("li", {}, named(host, "mono")))),
    token.host_count > token.hosts.length ? h("p", {}, t.moreHosts(token.host_count - token.hosts.length)) : null,
  ]), { kind: "ghost small", name: t.hostsOf(token.host_count, token.token_id), key: `hosts ${token.token_id}` });
}

function create(finish) {
  const f = t.form;
  const warnings = h("div", { role: "status" });
  const duration = select(f.durations, "3600", null, f.after);
  const fields = [
    group(f.roles, ROLES.map((role) => choice("checkbox", "role", role, role, text.roles[role], false))),
    group(f.validity,
      h("div", { class: "choice-row" }, choice("radio", "validity", "expires", f.expires, f.expiresHint, true), duration),
      choice("radio", "validity", "persistent", f.persistent, f.persistentHint, false)),
    warnings,
  ];
  const dialog = dialogForm({
    title: f.title,
    fields,
    action: f.action,
    wide: true,
    submit: async (opened) => {
      const roles = chosen(opened.element, "role");
      if (!roles.length) throw new Invalid(f.noRole, opened.element.querySelector("[name=role]"));
      const persistent = chosen(opened.element, "validity")[0] === "persistent";
      const body = persistent ? { persistent, roles } : { persistent, roles, validity_in_seconds: Number(duration.value) };
      const made = await call("POST", TOKENS, body);
      showMade(opened, made, roles, [button(text.done, () => opened.close(), { kind: "primary" })]);
      await finish();
    },
  });
  dialog.element.addEventListener("change", () => {
    const persistent = chosen(dialog.element, "validity")[0] === "persistent";
    duration.disabled = persistent;
    warnings.replaceChildren(
      ...(chosen(dialog.element, "role").length === ROLES.length ? [callout("warn", h("p", {}, f.allRoles))] : []),
      ...(persistent ? [callout("warn", h("p", {}, f.noEnd))] : []));
  });
}

function showMade(dialog, made, roles, actions) {
  const m = t.made;
  const secure = location.protocol === "https:";
  dialog.replace(m.title,
    callout("warn", h("p", {}, m.once)),
    codeBlock(m.token, made.token),
    h("p", { class: "hint" }, secure ? m.installHint : m.installHintPlain),
    codeBlock(m.install, `ecctl host enroll --host ${location.origin}${secure ? " --ca-file ca.pem" : ""} --token-file token.jwt --roles ${roles.join(",")}`),
    made.token_id ? h("p", { class: "hint" }, m.id(made.token_id)) : null,
    h("div", { class: "actions" }, actions));
}

function rotate(token, finish) {
  const r = t.rotateForm;
  dialogForm({
    title: r.title,
    fields: [h("p", {}, r.hint), h("p", { class: "muted" }, named(token.token_id, "mono")), roleChips(token.roles)],
    action: r.action,
    wide: true,
    submit: async (dialog) => {
      const made = await call("POST", TOKENS, { persistent: true, roles: token.roles });
      const problem = h("div", {});
      const revokeOld = button(r.revokeOld, async () => {
        revokeOld.disabled = true;
        try {
          await call("DELETE", `${TOKENS}/${segment(token.token_id)}`);
          dialog.close();
          notice(t.revoked(1));
          await finish();
        } catch (error) {
          problem.replaceChildren(callout("bad", h("p", { role: "alert" }, explain(error))));
          revokeOld.disabled = false;
        }
      }, { kind: "danger" });
      showMade(dialog, made, token.roles, [problem, button(r.keepOld, () => dialog.close()), revokeOld]);
      await finish();
    },
  });
}

function revoke(tokens, finish) {
  confirmDialog({
    title: t.revokeTitle(tokens.length),
    body: [h("p", {}, t.revokeHint), h("ul", { class: "plain tall" }, tokens.map((token) => h("li", {}, named(token.token_id, "mono"), roleChips(token.roles))))],
    action: t.revokeAction(tokens.length),
    run: async () => {
      let done = 0;
      try {
        for (const token of tokens) {
          await call("DELETE", `${TOKENS}/${segment(token.token_id)}`).catch((error) => {
            // Somebody else was faster: it is revoked all the same.
            if (error.status !== 404) throw error;
          });
          done += 1;
        }
        notice(t.revoked(done));
      } catch (error) {
        if (!done) throw error;
        notice(t.partly(done, tokens.length, explain(error)), "bad");
      }
      await finish();
    },
  });
}
