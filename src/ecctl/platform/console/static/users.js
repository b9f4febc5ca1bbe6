// Users and API keys: list, create, change, disable, delete.

import { API, call, segment } from "./api.js";
import { h, named } from "./dom.js";
import { List, locally } from "./list.js";
import { badge, button, callout, choice, chosen, codeBlock, confirmDialog, dialogForm, field, group, Invalid, notice, roleChips, select, time } from "./parts.js";
import { text } from "./strings.js";

const t = text.users;
const k = text.apiKeys;
const USERS = `${API}/users`;
const KEYS = `${USERS}/auth/keys`;
const ROLES = Object.keys(t.roleHints);

export function usersPage({ mayChange, changed, session }) {
  const list = new List({
    caption: t.title,
    search: t.search,
    sort: "name",
    columns: [
      { label: t.user, sort: "name", cell: (user) => [named(user.user_name, "strong"), h("div", { class: "hint" }, [user.full_name, user.email].filter(Boolean).map((part) => named(part)))] },
      { label: t.state, sort: "state", cell: (user) => (user.security.enabled ? badge("good", t.enabled) : badge("off", t.disabled)) },
      { label: t.roles, cell: (user) => roleChips(user.security.roles) },
      { label: t.created, sort: "created", cell: (user) => (user.builtin ? h("span", { class: "muted" }, t.builtIn) : time(user.metadata?.created_at)) },
    ],
    key: (user) => user.user_name,
    label: (user) => user.user_name,
    empty: t.empty,
    load: async (query) => locally((await call("GET", USERS, undefined, { include_disabled: "true" })).users, query, {
      matches: (user, _, wanted) => [user.user_name, user.full_name, user.email].some((part) => (part ?? "").toLowerCase().includes(wanted)),
      sorts: { name: (user) => user.user_name, state: (user) => user.security.enabled, created: (user) => user.metadata?.created_at ?? "" },
    }),
    actions: mayChange ? (user) => userActions(user, session, changed) : null,
  });
  const keys = keyList({ mayChange, changed });
  return {
    title: t.title,
    lead: t.lead,
    kinds: ["users", "api_keys"],
    element: h("div", { class: "stack" }, list.element,
      h("div", { class: "page-head sub" }, h("div", {}, h("h2", {}, k.title), h("p", { class: "muted" }, mayChange ? k.lead : k.leadOwn)),
        button(k.create, () => createKey(changed), { symbol: "plus", key: "create api key" })),
      keys.element),
    actions: mayChange ? [button(t.create, () => createUser(changed), { kind: "primary", symbol: "plus", key: "create user" })] : [],
    refresh: async () => {
      await Promise.all([list.refresh(), keys.refresh()]);
    },
  };
}

function userActions(user, session, changed) {
  const name = user.user_name;
  const path = `${USERS}/${segment(name)}`;
  const isSelf = name === session.user_name;
  const edit = button(t.edit, () => editUser(user, changed), { kind: "ghost small", name: t.editOf(name), key: `edit ${name}` });
  if (user.builtin) return [edit];
  const enable = user.security.enabled
    ? button(t.disable, () => confirmDialog({
      title: t.disableTitle,
      body: [h("p", {}, named(name, "strong")), h("p", {}, t.disableHint), isSelf ? callout("warn", h("p", {}, t.self)) : null],
      action: t.disableAction,
      run: async () => {
        await call("PATCH", path, { security: { enabled: false } });
        notice(t.disabledNow(name));
        await changed();
      },
    }), { kind: "ghost small", name: t.disableOf(name), key: `state ${name}` })
    : button(t.enable, () => dialogForm({
      title: t.enableTitle,
      fields: [h("p", {}, named(name, "strong")), h("p", {}, t.enableHint)],
      action: t.enableAction,
      submit: async (dialog) => {
        await call("PATCH", path, { security: { enabled: true } });
        dialog.close();
        notice(t.enabledNow(name));
        await changed();
      },
    }), { kind: "ghost small", name: t.enableOf(name), key: `state ${name}` });
  const remove = button(t.remove, () => confirmDialog({
    title: t.removeTitle,
    body: [h("p", {}, named(name, "strong")), h("p", {}, t.removeHint), isSelf ? callout("warn", h("p", {}, t.self)) : null],
    action: t.removeAction,
    run: async () => {
      await call("DELETE", path);
      notice(t.removed(name));
      await changed();
    },
  }), { kind: "ghost small bad", name: t.removeOf(name), key: `delete ${name}` });
  return [edit, enable, remove];
}

function roleFields(roles) {
  return group(t.roles, ROLES.map((role) => choice("checkbox", "role", role, role, t.roleHints[role], roles.includes(role))));
}

function createUser(changed) {
  const f = t.form;
  const name = h("input", { name: "user_name", maxlength: "254", autocomplete: "off", autocapitalize: "none", spellcheck: "false" });
  const password = h("input", { type: "password", name: "new", autocomplete: "new-password" });
  const full = h("input", { name: "full_name", maxlength: "1024", autocomplete: "off" });
  const email = h("input", { type: "email", name: "mail", maxlength: "1024", autocomplete: "off" });
  dialogForm({
    title: f.createTitle,
    fields: [field(f.name, name), field(f.password, password, f.passwordHint), field(f.full, full), field(f.email, email), roleFields([])],
    action: f.createAction,
    submit: async (dialog) => {
      const roles = chosen(dialog.element, "role");
      if (!name.value) throw new Invalid(f.noName, name);
      if (password.value.length < 8) throw new Invalid(f.shortPassword, password);
      if (!roles.length) throw new Invalid(f.noRole, dialog.element.querySelector("[name=role]"));
      await call("POST", USERS, {
        user_name: name.value,
        ...(full.value ? { full_name: full.value } : {}),
        ...(email.value ? { email: email.value } : {}),
        security: { roles, password: password.value },
      });
      dialog.close();
      notice(t.made(name.value));
      await changed();
    },
  });
}

function editUser(user, changed) {
  const f = t.form;
  const password = h("input", { type: "password", name: "new", autocomplete: "new-password" });
  const full = h("input", { name: "full_name", maxlength: "1024", autocomplete: "off", value: user.full_name ?? "" });
  const email = h("input", { type: "email", name: "mail", maxlength: "1024", autocomplete: "off", value: user.email ?? "" });
  dialogForm({
    title: f.editTitle,
    fields: [h("p", {}, named(user.user_name, "strong")), field(f.full, full), field(f.email, email),
      field(f.newPassword, password, f.newPasswordHint), user.builtin ? null : roleFields(user.security.roles)],
    action: f.editAction,
    submit: async (dialog) => {
      const roles = chosen(dialog.element, "role");
      if (password.value && password.value.length < 8) throw new Invalid(f.shortPassword, password);
      if (!user.builtin && !roles.length) throw new Invalid(f.noRole, dialog.element.querySelector("[name=role]"));
      // Roles that this page does not know stay.
      const others = user.security.roles.filter((role) => !ROLES.includes(role));
      await call("PATCH", `${USERS}/${segment(user.user_name)}`, {
        full_name: full.value,
        email: email.value,
        security: { ...(user.builtin ? {} : { roles: [...roles, ...others] }), ...(password.value ? { password: password.value } : {}) },
      });
      dialog.close();
      notice(t.edited(user.user_name));
      await changed();
    },
  });
}

function keyList({ mayChange, changed }) {
  return new List({
    caption: k.title,
    search: k.search,
    sort: "expires",
    columns: [
      { label: k.description, sort: "description", cell: (key) => named(key.description, "strong") },
      { label: k.owner, sort: "owner", cell: (key) => named(key.user_id) },
      { label: k.created, sort: "created", cell: (key) => time(key.creation_date) },
      { label: k.expires, sort: "expires", cell: (key) => [time(key.expiration_date), " ", expiry(key)] },
      { label: k.id, class: "id", cell: (key) => named(key.id, "mono") },
    ],
    key: (key) => key.id,
    label: (key) => key.description,
    empty: k.empty,
    load: async (query) => locally((await call("GET", mayChange ? `${KEYS}/_all` : KEYS)).keys, query, {
      matches: (key, _, wanted) => [key.description, key.user_id, key.id].some((part) => part.toLowerCase().includes(wanted)),
      sorts: { description: (key) => key.description, owner: (key) => key.user_id, created: (key) => key.creation_date, expires: (key) => key.expiration_date },
    }),
    actions: (key) => [button(k.remove, () => confirmDialog({
      title: k.removeTitle,
      body: [h("p", {}, named(key.description, "strong")), h("p", { class: "muted" }, named(key.user_id), " · ", named(key.id, "mono")), h("p", {}, k.removeHint)],
      action: k.removeAction,
      run: async () => {
        await call("DELETE", mayChange ? `${USERS}/${segment(key.user_id)}/auth/keys/${segment(key.id)}` : `${KEYS}/${segment(key.id)}`);
        notice(k.removed);
        await changed();
      },
    }), { kind: "ghost small bad", name: k.removeOf(key.description), key: `delete key ${key.id}` })],
  });
}

const SOON = 7 * 86400_000;

function expiry(key) {
  const left = new Date(key.expiration_date) - Date.now();
  if (left <= 0) return badge("bad", k.expired);
  return left < SOON ? badge("warn", k.expiresSoon) : null;
}

function createKey(changed) {
  const description = h("input", { name: "description", maxlength: "1024", autocomplete: "off" });
  const expires = select(k.durations, "90d");
  dialogForm({
    title: k.createTitle,
    fields: [h("p", {}, k.createHint), field(k.description, description, k.descriptionHint), field(k.validity, expires)],
    action: k.createAction,
    submit: async (dialog) => {
      if (!description.value.trim()) throw new Invalid(k.noDescription, description);
      const made = await call("POST", KEYS, { description: description.value.trim(), expiration: expires.value });
      dialog.replace(k.made, callout("warn", h("p", {}, k.once)), codeBlock(k.key, made.key),
        h("div", { class: "actions" }, button(text.done, () => dialog.close(), { kind: "primary" })));
      await changed();
    },
  });
}
