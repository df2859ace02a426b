// Where the page is: the fragment of the address, as a path and a query. `go` and `stay` write it, the listener hears of it.

import { address, piece } from "./api.js";

let heard = location.hash; // the address as the listener knows it: it hears of a change a moment later

/** {path: [pieces, decoded], query: URLSearchParams} of the address as it is. */
export function here() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  return { path: path.split("/").filter(Boolean).map(decoded), query: new URLSearchParams(query) };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The fragment of a place: to(["objects", "people"], {at: "..."}). */
export function to(path, query) {
  return address(`#/${path.map(piece).join("/")}`, query);
}

/** Go to a place; the back button leads back. */
export function go(path, query) {
  location.hash = to(path, query);
}

/** Call a listener whenever somebody went to another place: by a link, by the back button or by `go`. */
export function onMove(listener) {
  addEventListener("hashchange", () => {
    heard = location.hash;
    listener();
  });
}

/** Say in the address what is shown, without showing it anew; `step` makes it one for the back button. Not while somebody goes on. */
export function stay(path, query, { step = false } = {}) {
  const wanted = to(path, query);
  if (location.hash !== heard || wanted === (heard || "#/")) return;
  history[step ? "pushState" : "replaceState"](null, "", wanted);
  heard = location.hash;
}
