// Status: versions, store, certificate, and charts of the last hour.

import { call, OWN } from "./api.js";
import { chart } from "./chart.js";
import { h, named } from "./dom.js";
import { alertOf, badge, callout, explain, time } from "./parts.js";
import { text } from "./strings.js";

const t = text.status;
const EVERY = 10000;
const SOON = 30 * 86400_000;

export function statusPage() {
  const problem = h("div", {});
  const content = h("div", { class: "stack" });
  const element = h("div", { class: "stack", "aria-busy": "true" }, problem, content);
  let timer = 0;

  async function refresh() {
    clearTimeout(timer);
    try {
      const found = await call("GET", `${OWN}/status`);
      problem.replaceChildren();
      content.replaceChildren(...show(found));
    } catch (error) {
      problem.replaceChildren(alertOf(explain(error)));
    } finally {
      element.setAttribute("aria-busy", "false");
      if (element.isConnected || !timer) plan();
    }
  }

  function plan() {
    clearTimeout(timer);
    // A sample is taken every ten seconds: asking more often would show nothing new.
    timer = setTimeout(() => (document.hidden ? plan() : refresh()), EVERY);
  }

  return { title: t.title, lead: t.lead, kinds: [], element, actions: [], refresh, stop: () => clearTimeout(timer) };
}

function show(found) {
  const { store, samples } = found;
  const certificate = found.certificate_expiration_date;
  const soon = certificate && new Date(certificate) - new Date(found.time) < SOON;
  return [
    ...(store.ready ? [] : [callout("bad", h("p", {}, t.notReady))]),
    ...(store.alarms?.length ? [callout("bad", h("p", {}, t.alarms(store.alarms.join(", "))))] : []),
    h("div", { class: "tiles" },
      tile(t.version, h("p", { class: "big" }, `ecctl ${found.version}`), h("p", { class: "hint" }, t.api(found.api_version))),
      tile(t.store, h("p", { class: "big" }, t.kinds[store.kind] ?? store.kind, " ", store.ready ? badge("good", t.ready) : badge("bad", t.unavailable)),
        h("p", { class: "hint" }, t.failures(store.failed_commits, store.lost_audit_entries))),
      tile(t.certificate, certificate ? h("p", { class: "big" }, time(certificate, { day: true })) : h("p", { class: "big muted" }, t.noTls), h("p", { class: "hint" }, soon ? badge("warn", t.expiresSoon) : certificate ? t.expires : t.noTlsHint)),
      tile(t.uptime, h("p", { class: "big" }, uptime(found)), h("p", { class: "hint" }, t.since, " ", time(found.start_date)))),
    h("div", { class: "charts" },
      chart({
        title: t.requests,
        unit: t.perSecond,
        interval: samples.interval_seconds,
        series: [{ name: t.all, values: samples.requests.map((count) => count / samples.interval_seconds) },
          { name: t.failed, values: samples.failures.map((count) => count / samples.interval_seconds) }],
      }),
      chart({
        title: t.latency,
        unit: t.milliseconds,
        interval: samples.interval_seconds,
        series: [{ name: t.median, values: samples.median_seconds.map(inMilliseconds) }, { name: t.p95, values: samples.p95_seconds.map(inMilliseconds) }],
      })),
    ...(store.members ? [members(store.members)] : []),
  ];
}

function inMilliseconds(seconds) {
  return seconds === null ? null : seconds * 1000;
}

function uptime({ start_date: start, time: now }) {
  if (!start) return text.unknown;
  const minutes = Math.max(0, Math.floor((new Date(now) - new Date(start)) / 60000));
  return t.duration(Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60);
}

function tile(label, ...children) {
  return h("section", { class: "card tile", "aria-label": label }, h("h2", {}, label), ...children);
}

function members(found) {
  const heads = [t.endpoint, t.state, t.memberVersion, t.size, t.term];
  const rows = found.map((member) => h("tr", { role: "row" }, [
    named(member.endpoint, "mono"),
    member.version ? badge("good", member.state === "leader" ? t.leader : t.follower) : badge("bad", t.unreachable),
    member.version ? named(member.version) : text.none,
    member.size === undefined ? text.none : t.megabytes(member.size / 1e6),
    member.term ?? text.none,
  ].map((cell, index) => h("td", { role: "cell", "data-label": heads[index] }, cell))));
  return h("section", { class: "card list", "aria-label": t.members }, h("div", { class: "toolbar" }, h("h2", {}, t.members)),
    h("div", { class: "scroll" }, h("table", { class: "table", role: "table" }, h("caption", { class: "hidden" }, t.members),
      h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, heads.map((head) => h("th", { role: "columnheader", scope: "col" }, head)))), h("tbody", { role: "rowgroup" }, rows))));
}
