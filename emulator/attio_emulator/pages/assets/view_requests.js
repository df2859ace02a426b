// What clients ask, as it happens: the newest first, bounded, each with its bodies when it is opened.

import { get, piece, remove } from "./api.js";
import { arrange, code, fill, h, plain } from "./dom.js";
import { news } from "./live.js";
import { attempt, calmly, confirmed, count, empty, fail, head, insist, newest, status, when } from "./parts.js";
import { to } from "./router.js";
import { bodies } from "./view_request.js";

const MOST = 200; // rows that are kept here, however many there are

export async function show(view) {
  let search = view.query.get("search") ?? "";
  let only = view.query.get("only") === "failed" ? "failed" : "";
  let missed = 0;
  let forgotten = 0;
  let came = 0; // pieces of news
  // another server, or one that forgot what is shown, however many came since
  const lifeOf = (piece) => `${piece.life} ${piece.cleared}`;
  let life = lifeOf(news());
  let shown = null; // the life of the rows
  const ask = newest(() => get("ui/requests", { search, only, limit: MOST / 2 }, view.signal));
  const list = h("ol", { class: "plain stream panel", "aria-label": "Requests" });
  const note = h("p", { class: "soft small gap", role: "status" });
  const box = h("div", {}, note, list);
  const input = h("input", { type: "search", "aria-label": "Search requests", placeholder: "Path, method or status", title: "Press / to search", value: search });
  const failedOnly = h("button", { type: "button", "aria-pressed": String(only === "failed"), on: { click: () => {
    only = only ? "" : "failed";
    failedOnly.setAttribute("aria-pressed", String(only === "failed"));
    again();
  } } }, "Refused only");
  const forget = h("button", { type: "button", on: { click: async () => {
    const wanted = await confirmed({ title: "Forget the requests?", message: "The journal is emptied. Records stay.", action: "Forget them" });
    if (wanted && (await attempt(() => remove("requests"), "Requests forgotten"))) again();
  } } }, "Forget all");

  function row(one) {
    const inside = h("div", { class: "inside" });
    const summary = h(
      "summary", {},
      h("span", { class: "method" }, code(one.method)), code(one.path, { class: "path cut", title: plain(one.path) }), status(one.status),
      h("span", { class: "small soft" }, when(one.at)),
    );
    const load = async () => {
      if (!details.open || !details.isConnected) return fill(inside); // it is asked for once it is opened again
      if (inside.childNodes.length === 0) fill(inside, h("p", { class: "soft" }, "Loading"));
      try {
        fill(inside, bodies(await get(`ui/requests/${piece(one.id)}`, {}, view.signal), view), h("p", {}, h("a", { href: to(["requests", one.id]) }, "Open on its own page")));
      } catch (error) {
        if (error.name === "AbortError") return;
        fail(inside, error);
        insist(error, load);
      }
    };
    const details = h("details", { "data-id": one.id, on: { toggle: () => inside.childNodes.length === 0 && load() } }, summary, inside);
    return h("li", {}, details);
  }

  function say(total) {
    fill(note, list.childNodes.length === 0 ? "" : [`${count(Math.min(total, list.childNodes.length))} of ${count(total)} shown`, forgotten > 0 && `; ${count(forgotten)} older ones are forgotten`, missed > 0 && `; ${count(missed)} went by faster than they could be shown`]);
    list.hidden = list.childNodes.length === 0;
    box.querySelector(".empty")?.remove();
    if (list.hidden) box.append(search || only ? empty("No requests match", forgotten > 0 && `${count(forgotten)} older ones are forgotten.`) : empty("No requests yet", "Point a client at ", code(location.origin), " and each of its requests shows up here."));
  }

  async function load() {
    view.stay({ search, only });
    const before = came;
    const found = await ask();
    if (found === null) return;
    missed = 0;
    forgotten = found.forgotten;
    // another server may have given the same IDs to its own
    const there = new Map(shown === life ? [...list.children].map((one) => [one.firstChild.dataset.id, one]) : []);
    shown = life;
    arrange(list, found.data.map((one) => there.get(one.id) ?? row(one)));
    say(found.total);
    if (came !== before) calm(); // the answer may be from before that
  }

  const again = () => load().catch((error) => {
    if (error.name === "AbortError") return;
    fail(note, error);
    insist(error, calm);
  });
  let timer = null;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      search = input.value;
      again();
    }, 120);
  });
  const calm = calmly(() => (view.signal.aborted ? null : again()));
  view.render("Requests", head("Requests", { actions: [forget] }), h("div", { class: "toolbar row" }, input, failedOnly), box);
  const loaded = load();
  view.onNews((piece) => {
    came += 1;
    if (life !== lifeOf(piece)) {
      life = lifeOf(piece);
      return calm();
    }
    if (search) return piece.requests.length ? calm() : null;
    const fresh = piece.requests.filter((one) => !only || one.status >= 400);
    const there = new Set([...list.querySelectorAll("details")].map((one) => one.dataset.id));
    missed += piece.missed;
    list.prepend(...fresh.filter((one) => !there.has(one.id)).map(row));
    // those that somebody reads stay
    for (const one of [...list.children].slice(MOST)) if (!one.firstChild.open) one.remove();
    say(only ? list.childNodes.length : piece.kept);
  });
  view.onQuery((query) => {
    const wanted = [query.get("search") ?? "", query.get("only") === "failed" ? "failed" : ""];
    if (wanted[0] === search && wanted[1] === only) return;
    [search, only] = wanted;
    input.value = search;
    failedOnly.setAttribute("aria-pressed", String(only === "failed"));
    again();
  });
  await loaded;
}
