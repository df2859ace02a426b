// The calls of the playground. A refusal becomes an Error with the words of the server.

import { BETWEEN, parsed } from "/_emulator/assets/api.js";

const token = new URLSearchParams(location.search).get("token");

async function call(method, path, { body, signal } = {}) {
  const headers = { "x-attio-emulator": "playground" };
  if (token) headers.authorization = `Bearer ${token}`;
  if (body !== undefined) headers["content-type"] = "application/json";
  let response;
  let text;
  try {
    response = await fetch(`/_playground/${path}`, { method, headers, body: body && JSON.stringify(body), signal, cache: "no-store" });
    text = await response.text();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw Object.assign(new Error("The server does not answer. Is it still running?"), { isAway: true });
  }
  const found = parsed(text);
  if (!response.ok) throw Object.assign(new Error(found?.error ?? `The server answered ${response.status}.`), { isAway: BETWEEN.includes(response.status) });
  return found;
}

export const get = (path) => call("GET", path);
export const post = (path, body, signal) => call("POST", path, { body, signal });
