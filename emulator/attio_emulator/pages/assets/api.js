// The calls of the emulator. A refusal becomes an Error with the words of the server.

export const token = new URLSearchParams(location.search).get("token");

/** What is told where nobody answers; `isAway` says that it may be so for a while only. */
export const away = () => Object.assign(new Error("The emulator does not answer. Is it still running?"), { isAway: true });

/** An address with a query; values that are null or empty are left out, lists are repeated. */
export function address(path, query = {}) {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat()) if (one !== null && one !== undefined && one !== "") pairs.append(name, one);
  }
  const text = pairs.toString();
  return text ? `${path}?${text}` : path;
}

async function call(method, path, { query, body, signal } = {}) {
  const headers = { "x-attio-emulator": "page" };
  if (token) headers.authorization = `Bearer ${token}`;
  if (body !== undefined) headers["content-type"] = "application/json";
  let response;
  let text;
  try {
    response = await fetch(address(path, query), { method, headers, body, signal, cache: "no-store" });
    text = await response.text();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw away();
  }
  const found = parsed(text);
  const { status } = response;
  if (!response.ok) throw Object.assign(new Error(found?.error ?? found?.message ?? `The emulator answered ${status}.`), { status, isAway: BETWEEN.includes(status) });
  return found;
}

/** What something in between answers for a server that is not there. */
export const BETWEEN = [502, 503, 504];

/** What an answer holds; null if it is no JSON, as of an empty one. */
export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export const get = (path, query, signal) => call("GET", `/_emulator/${path}`, { query, signal });
export const post = (path, body) => call("POST", `/_emulator/${path}`, { body: body === undefined ? undefined : JSON.stringify(body) });
export const put = (path, text) => call("PUT", `/_emulator/${path}`, { body: text });
export const remove = (path) => call("DELETE", `/_emulator/${path}`);

/** A piece of a path. */
export const piece = encodeURIComponent;
