// Parts that all pages use: buttons, dialogs, notices, times and roles.

import { ApiError } from "./api.js";
import { h, icon, named, uniqueId, visible } from "./dom.js";
import { text } from "./strings.js";

export function button(label, onclick, { kind = "", symbol = "", name = "", key = "", disabled = false } = {}) {
  return h("button", { type: "button", class: `button ${kind}`, onclick, disabled, "aria-label": name || null, "data-key": key || null },
    symbol ? icon(symbol) : null, h("span", {}, label));
}

// Errors

export function explain(error) {
  if (!(error instanceof ApiError)) throw error;
  if (error.status === 0) return text.errors.network;
  if (error.status === 401) return text.errors.signedOut;
  if (error.status === 403 && error.code === "root.unauthorized.rbac") return text.errors.forbidden;
  if (error.status === 429) return text.errors.throttled(error.retryAfter ?? "60");
  return error.message ? text.errors.refused(visible(error.message)) : text.errors.failed(error.status);
}

export function callout(kind, ...children) {
  return h("div", { class: `callout ${kind}` }, icon(kind === "good" ? "check" : "warning"), h("div", {}, ...children));
}

export function alertOf(message) {
  const element = callout("bad", h("p", {}, message));
  element.setAttribute("role", "alert");
  return element;
}

// Notices: one line that says what happened, for eyes and screen readers.

const region = h("div", { class: "notices", role: "status", "aria-live": "polite" });
export const noticeRegion = region;

export function notice(message, kind = "good") {
  const close = button(text.dismiss, () => line.remove(), { kind: "ghost small icon-only", symbol: "close" });
  const line = h("div", { class: `notice ${kind}` }, icon(kind === "good" ? "check" : "warning"), h("p", {}, visible(message)), close);
  region.replaceChildren(line);
}

export function clearNotices() {
  region.replaceChildren();
}

// Dialogs: <dialog> confines the focus, closes on Escape, and returns the focus.

export function openDialog(title, body, { wide = false, onclose = null } = {}) {
  const id = uniqueId("dialog");
  const heading = h("h2", { id, tabindex: "-1" }, title);
  const close = button(text.close, () => dialog.close(), { kind: "ghost small icon-only", symbol: "close" });
  const content = h("div", { class: "dialog-body" }, body);
  const dialog = h("dialog", { "aria-labelledby": id, class: wide ? "wide" : null },
    h("div", { class: "dialog-head" }, heading, close), content);
  const opener = document.activeElement?.dataset?.key;
  dialog.addEventListener("close", () => {
    // What it showed may be secret: nothing of it stays in the document.
    dialog.remove();
    onclose?.();
    if (opener && document.activeElement === document.body) focusKey(opener);
  });
  document.body.append(dialog);
  dialog.showModal();
  return {
    close: () => dialog.close(),
    replace: (newTitle, ...children) => {
      heading.replaceChildren(newTitle);
      content.replaceChildren(...children);
      heading.focus();
    },
    element: dialog,
  };
}

export function focusKey(key) {
  for (const element of document.querySelectorAll("[data-key]")) {
    if (element.dataset.key === key) {
      element.focus();
      return true;
    }
  }
  return false;
}

// A form in a dialog: fields, an error, and a row of buttons. `submit` may throw an ApiError.
export function dialogForm({ title, fields, action, kind = "primary", submit, wide = false }) {
  const problem = h("div", {});
  const send = h("button", { type: "submit", class: `button ${kind}` }, action);
  const form = h("form", { novalidate: true, class: "form" }, fields, problem,
    h("div", { class: "actions" }, button(text.cancel, () => dialog.close()), send));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (send.disabled) return;
    send.disabled = true;
    problem.replaceChildren();
    try {
      await submit(dialog);
    } catch (error) {
      problem.replaceChildren(alertOf(error instanceof Invalid ? error.message : explain(error)));
      if (error instanceof Invalid) error.focus?.focus();
    } finally {
      send.disabled = false;
    }
  });
  const dialog = openDialog(title, form, { wide });
  return dialog;
}

export class Invalid extends Error {
  constructor(message, focus) {
    super(message);
    this.focus = focus;
  }
}

export function confirmDialog({ title, body, action, run }) {
  return dialogForm({ title, fields: body, action, kind: "danger", submit: async (dialog) => {
    await run();
    dialog.close();
  } });
}

// Fields

export function field(label, control, hint) {
  const id = uniqueId("field");
  control.id = id;
  if (hint) control.setAttribute("aria-describedby", `${id}-hint`);
  return h("div", { class: "field" }, h("label", { for: id }, label), control,
    hint ? h("p", { class: "hint", id: `${id}-hint` }, hint) : null);
}

export function choice(type, name, value, label, explanation, checked) {
  const id = uniqueId("choice");
  const input = h("input", { type, name, value, id, checked, "aria-describedby": explanation ? `${id}-hint` : null });
  return h("div", { class: "choice" }, input, h("div", {}, h("label", { for: id }, label),
    explanation ? h("p", { class: "hint", id: `${id}-hint` }, explanation) : null));
}

export function group(legend, ...children) {
  return h("fieldset", {}, h("legend", {}, legend), ...children);
}

export function select(options, value, onchange, label) {
  const control = h("select", { onchange, "aria-label": label || null },
    options.map(([key, name]) => h("option", { value: key }, name)));
  control.value = value;
  return control;
}

export function chosen(form, name) {
  return [...form.querySelectorAll("input")].filter((input) => input.name === name && input.checked).map((input) => input.value);
}

// Values

const DATE = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

export function time(iso, { exact = false, day = false } = {}) {
  const date = new Date(iso ?? NaN);
  if (Number.isNaN(date.getTime())) return h("span", { class: "muted" }, text.none);
  return h("time", { datetime: date.toISOString() }, (exact ? EXACT : day ? DAY : DATE).format(date));
}

export function roleChips(roles) {
  if (!roles.length) return h("span", { class: "muted" }, text.noRoles);
  return h("ul", { class: "chips" }, roles.map((role) => h("li", { class: "chip" }, named(role))));
}

export function badge(kind, label) {
  return h("span", { class: `badge ${kind}` }, label);
}

export function codeBlock(label, value) {
  const id = uniqueId("code");
  const copy = button(text.copy, async () => {
    try {
      await navigator.clipboard.writeText(value);
      done.replaceChildren(text.copied);
    } catch {
      getSelection().selectAllChildren(code);
      done.replaceChildren(text.selected);
    }
  }, { symbol: "copy", kind: "small", name: text.copyNamed(label) });
  const done = h("span", { class: "muted", role: "status" });
  const code = h("code", { id, tabindex: "0", role: "textbox", "aria-readonly": "true", "aria-label": label }, value);
  return h("div", { class: "code" }, h("div", { class: "code-head" }, h("span", { class: "label" }, label), done, copy), code);
}
