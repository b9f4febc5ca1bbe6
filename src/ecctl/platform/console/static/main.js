// The frame: sign-in, navigation by the address's fragment, live updates.

import { call, firstSession, SESSION, Watcher, whenSignedOut } from "./api.js";
import { h, icon, named } from "./dom.js";
import { alertOf, button, callout, clearNotices, explain, noticeRegion } from "./parts.js";
import { text } from "./strings.js";
import { tokensPage } from "./tokens.js";

// Pages other than the first are loaded when they are opened.
const PAGES = [
  { path: "tokens", symbol: "tokens", label: text.tokens.title, open: tokensPage },
  { path: "hosts", symbol: "hosts", label: text.hosts.title, load: async () => (await import("./hosts.js")).hostsPage },
  { path: "users", symbol: "users", label: text.users.title, load: async () => (await import("./users.js")).usersPage },
  { path: "keys", symbol: "keys", label: text.keys.title, load: async () => (await import("./keys.js")).keysPage },
  { path: "audit", symbol: "audit", label: text.audit.title, administer: true, load: async () => (await import("./audit.js")).auditPage },
  { path: "status", symbol: "status", label: text.status.title, load: async () => (await import("./status.js")).statusPage },
];

let session = null;
let watcher = null;
let page = null;
let turns = 0;

function signIn(message, kind = "warn") {
  stop();
  document.title = `${text.signIn.title} · ${text.product}`;
  const s = text.signIn;
  const problem = h("div", {}, message ? callout(kind, h("p", {}, message)) : null);
  const user = h("input", { id: "user", name: "username", autocomplete: "username", autocapitalize: "none", spellcheck: "false", required: true });
  const password = h("input", { id: "password", name: "password", type: "password", autocomplete: "current-password", required: true });
  const send = h("button", { type: "submit", class: "button primary wide" }, s.action);
  const form = h("form", { novalidate: true, class: "form" }, problem,
    h("div", { class: "field" }, h("label", { for: "user" }, s.user), user),
    h("div", { class: "field" }, h("label", { for: "password" }, s.password), password), send);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (send.disabled) return;
    if (!user.value || !password.value) {
      problem.replaceChildren(alertOf(s.missing));
      (user.value ? password : user).focus();
      return;
    }
    send.disabled = true;
    try {
      session = await call("POST", SESSION, { username: user.value, password: password.value });
      start(true);
    } catch (error) {
      problem.replaceChildren(alertOf(error.status === 401 ? s.wrong : explain(error)));
      password.value = "";
      password.focus();
    } finally {
      send.disabled = false;
    }
  });
  document.body.replaceChildren(h("main", { class: "sign-in" },
    h("div", { class: "brand" }, h("img", { src: "icon.svg", alt: "", width: "40", height: "40" }),
      h("div", {}, h("h1", {}, text.product), h("p", { class: "muted" }, s.lead))),
    h("div", { class: "card" }, form)));
  user.focus();
}

function stop() {
  watcher?.stop();
  page?.stop?.();
  watcher = page = session = null;
  for (const dialog of document.querySelectorAll("dialog")) dialog.close();
  clearNotices();
}

function start(moveFocus) {
  const isAdministrator = session.roles.includes("ece_platform_admin");
  const isViewer = session.roles.includes("ece_platform_viewer");
  const main = h("main", { id: "content", tabindex: "-1" });
  const live = h("p", { class: "live" }, text.live);
  const links = PAGES.filter((each) => isAdministrator || !each.administer).map((each) =>
    h("li", {}, h("a", { href: `#/${each.path}`, "data-path": each.path }, icon(each.symbol), h("span", {}, each.label))));
  document.body.replaceChildren(
    h("a", { class: "skip", href: "#content", onclick: (event) => {
      event.preventDefault();
      main.focus();
    } }, text.skip),
    h("div", { class: "frame" },
      h("header", { class: "side" },
        h("div", { class: "brand" }, h("img", { src: "icon.svg", alt: "", width: "32", height: "32" }),
          h("div", {}, h("p", { class: "product" }, text.product), h("p", { class: "muted" }, text.platform))),
        h("nav", { "aria-label": text.navigation }, h("ul", {}, links)),
        h("section", { class: "account", "aria-label": text.account },
          h("div", {}, h("p", { class: "user" }, named(session.user_name)),
            h("p", { class: "muted" }, isAdministrator ? text.administrator : isViewer ? text.viewer : text.otherRole), live),
          button(text.signOut, signOut, { kind: "small" }))),
      main));
  watcher = new Watcher(async (changed) => {
    if (page && changed.some((kind) => page.kinds.includes(kind))) await page.refresh();
  }, (isLive) => {
    live.classList.toggle("stale", !isLive);
    live.replaceChildren(isLive ? text.live : text.stale);
  });
  const context = { session, mayChange: isAdministrator, changed: async () => {
    await page?.refresh();
    watcher?.soon();
  } };
  open(main, context, moveFocus);
  onhashchange = () => open(main, context, true);
}

async function open(main, context, moveFocus) {
  const [path] = location.hash.replace(/^#\/?/, "").split("?");
  const chosen = PAGES.find((each) => each.path === path && (context.mayChange || !each.administer)) ?? PAGES[0];
  for (const link of document.querySelectorAll("nav a[data-path]")) {
    if (link.dataset.path === chosen.path) {
      link.setAttribute("aria-current", "page");
      link.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else link.removeAttribute("aria-current");
  }
  for (const dialog of document.querySelectorAll("dialog")) dialog.close();
  page?.stop?.();
  page = null;
  clearNotices();
  const turn = ++turns;
  let opened;
  try {
    const make = chosen.open ?? (await chosen.load());
    opened = make(context);
  } catch (error) {
    console.error(error);
    main.replaceChildren(alertOf(text.loadFailed));
    return;
  }
  // The session may have ended, or another page been opened, while the module was loaded.
  if (!session || !main.isConnected || turn !== turns) return;
  page = opened;
  document.title = `${opened.title} · ${text.product}`;
  const heading = h("h1", { tabindex: "-1" }, opened.title);
  main.replaceChildren(
    h("div", { class: "page-head" }, h("div", {}, heading, h("p", { class: "muted" }, opened.lead)), h("div", { class: "page-actions" }, opened.actions)),
    noticeRegion, opened.element);
  if (moveFocus) {
    heading.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
  await opened.refresh();
  performance.mark("ready");
}

async function signOut() {
  try {
    await call("DELETE", SESSION);
  } catch (error) {
    if (error.status !== 401) {
      noticeRegion.replaceChildren(alertOf(explain(error)));
      return;
    }
  }
  onhashchange = null;
  windows.postMessage("ended");
  signIn(text.signIn.out, "good");
}

whenSignedOut(() => {
  if (session) signIn(text.signIn.ended);
});

// Other windows of the same browser share the session: none of them goes on showing data after its end.
const windows = new BroadcastChannel("session");
windows.onmessage = () => {
  if (session) signIn(text.signIn.out, "good");
};

// A page that the browser kept for its Back button shows nothing of a session that may have ended.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

document.body.replaceChildren();
const first = await firstSession;
if (first.error) signIn(explain(first.error), "bad");
else if (first.session.user_name) {
  session = first.session;
  start(false);
} else signIn();

