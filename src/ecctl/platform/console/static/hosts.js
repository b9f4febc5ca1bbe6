// Hosts: list, set roles, remove.

import { call, OWN, RUNNERS, segment } from "./api.js";
import { h, named } from "./dom.js";
import { List } from "./list.js";
import { badge, button, choice, chosen, confirmDialog, dialogForm, group, notice, roleChips, time } from "./parts.js";
import { text } from "./strings.js";

const t = text.hosts;
const ROLES = Object.keys(text.roles);

export function hostsPage({ mayChange, changed }) {
  const list = new List({
    caption: t.title,
    search: t.search,
    sort: "-joined",
    filters: [{ name: "role", label: t.roles, options: [["", text.anyRole], ...ROLES.map((role) => [role, role])] }],
    columns: [
      { label: t.name, sort: "name", cell: (host) => [named(host.runner_id, "strong"), host.host_ip === host.runner_id ? null : h("p", { class: "hint" }, named(host.host_ip))] },
      { label: t.health, cell: (host) => (host.healthy && host.connected ? badge("good", t.healthy) : badge("bad", host.connected ? t.unhealthy : t.disconnected)) },
      { label: t.roles, sort: "roles", cell: (host) => roleChips(host.roles) },
      { label: t.zone, sort: "zone", cell: (host) => named(host.zone) },
      { label: t.joined, sort: "joined", cell: (host) => [time(host.joined_date), host.token_id ? h("p", { class: "hint nowrap" }, named(host.token_id, "mono")) : null] },
    ],
    key: (host) => host.runner_id,
    label: (host) => host.runner_id,
    empty: t.empty,
    load: async (query) => {
      const found = await call("GET", `${OWN}/hosts`, undefined, query);
      return { ...found, rows: found.hosts };
    },
    bulk: mayChange ? (hosts) => [button(t.removeAction(hosts.length), () => remove(hosts, finish), { kind: "danger small", key: "remove selected" })] : null,
    actions: mayChange ? (host) => [
      button(t.setRoles, () => setRoles(host, finish), { kind: "ghost small", name: t.setRolesOf(host.runner_id), key: `roles ${host.runner_id}` }),
      button(t.remove, () => remove([host], finish), { kind: "ghost small bad", name: t.removeOf(host.runner_id), key: `remove ${host.runner_id}` }),
    ] : null,
  });
  const finish = async () => {
    list.clearSelection();
    await changed();
  };
  return { title: t.title, lead: t.lead, kinds: ["runners"], element: list.element, actions: [], refresh: () => list.refresh() };
}

function setRoles(host, finish) {
  dialogForm({
    title: t.setRolesTitle,
    fields: [
      h("p", {}, named(host.runner_id, "strong")),
      group(t.roles, ROLES.map((role) => choice("checkbox", "role", role, role, text.roles[role], host.roles.includes(role)))),
    ],
    action: t.setRolesAction,
    wide: true,
    submit: async (dialog) => {
      // Roles that every host has are not offered, and must not be lost.
      const others = host.roles.filter((role) => !ROLES.includes(role));
      const roles = [...chosen(dialog.element, "role"), ...others].map((role) => ({ role_name: role }));
      await call("PUT", `${RUNNERS}/${segment(host.runner_id)}/roles`, { roles });
      dialog.close();
      notice(t.rolesSet(host.runner_id));
      await finish();
    },
  });
}

function remove(hosts, finish) {
  confirmDialog({
    title: t.removeTitle(hosts.length),
    body: [h("p", {}, t.removeHint), h("ul", { class: "plain tall" }, hosts.map((host) => h("li", {}, named(host.runner_id), roleChips(host.roles))))],
    action: t.removeAction(hosts.length),
    run: async () => {
      for (const host of hosts) {
        await call("DELETE", `${RUNNERS}/${segment(host.runner_id)}`).catch((error) => {
          if (error.status !== 404) throw error;
        });
      }
      notice(t.removed(hosts.length));
      await finish();
    },
  });
}
