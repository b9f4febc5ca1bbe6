// Requests to the platform's API. The session is in a cookie that scripts cannot read. The header tells the platform
// that this page sent the request: no other page can send it.

const ROOT = new URL("../", document.baseURI);

export const API = "api/v1";
export const TOKENS = `${API}/platform/configuration/security/enrollment-tokens`;
export const RUNNERS = `${API}/platform/infrastructure/runners`;
export const OWN = "ecctl/v1";
export const SESSION = `${OWN}/console/session`;

export class ApiError extends Error {
  constructor(status, code, message, retryAfter) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

let onSignedOut = () => {};
export function whenSignedOut(listener) {
  onSignedOut = listener;
}

export async function call(method, path, body, parameters) {
  const url = new URL(path, ROOT);
  for (const [name, value] of Object.entries(parameters ?? {})) {
    if (value !== "" && value !== null && value !== undefined) url.searchParams.set(name, value);
  }
  const headers = { "X-Ecctl-Console": "1" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(url, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      credentials: "same-origin",
      redirect: "error",
    });
  } catch {
    throw new ApiError(0, "network", "");
  }
  let value = {};
  try {
    value = await response.json();
  } catch {
    if (response.ok) throw new ApiError(0, "network", "");
  }
  if (response.ok) return value;
  const error = value.errors?.[0] ?? {};
  if (response.status === 401 && path !== SESSION) onSignedOut();
  throw new ApiError(response.status, error.code ?? "", error.message ?? "", response.headers.get("Retry-After"));
}

// Asked for as soon as this module runs, while the others are still on their way: the page needs it before all else.
export const firstSession = call("GET", SESSION).then((session) => ({ session }), (error) => ({ error }));

export function segment(name) {
  return encodeURIComponent(name);
}

const SOONEST = 3000;
const LATEST = 20000;
const GIVE_UP = 60000;

// One small request tells which lists have changed. It is sent more and more rarely while nothing changes or the
// platform fails, not at all while the page is hidden, and never twice at the same time.
export class Watcher {
  #timer = 0;
  #busy = false;
  #delay = SOONEST;
  #versions = null;
  #onChange;
  #onState;

  constructor(onChange, onState) {
    this.#onChange = onChange;
    this.#onState = onState;
    document.addEventListener("visibilitychange", this.#whenVisible);
    this.#plan();
  }

  #whenVisible = () => {
    clearTimeout(this.#timer);
    if (!document.hidden) this.#ask();
  };

  #plan() {
    clearTimeout(this.#timer);
    if (!document.hidden && this.#onChange) {
      this.#timer = setTimeout(() => this.#ask(), this.#delay * (0.9 + Math.random() / 5));
    }
  }

  soon() {
    this.#delay = SOONEST;
    this.#plan();
  }

  async #ask() {
    if (this.#busy || !this.#onChange) return;
    this.#busy = true;
    try {
      const { versions } = await call("GET", `${OWN}/versions`);
      const before = this.#versions;
      this.#versions = versions;
      this.#onState?.(true);
      // The first time, everything may have changed since the page read it.
      const changed = Object.keys(versions).filter((kind) => versions[kind] !== before?.[kind]);
      this.#delay = changed.length ? SOONEST : Math.min(this.#delay * 1.3, LATEST);
      await this.#onChange?.(changed);
    } catch (error) {
      this.#onState?.(error.status === 401);
      this.#delay = Math.min(this.#delay * 2, GIVE_UP);
    } finally {
      this.#busy = false;
      this.#plan();
    }
  }

  stop() {
    this.#onChange = null;
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#whenVisible);
  }
}
