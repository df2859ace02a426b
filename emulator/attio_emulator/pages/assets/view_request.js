// One request: what was sent, what was answered, and what of it was refused.

import { get, piece } from "./api.js";
import { blame } from "./blame.js";
import { code, h, plain, text } from "./dom.js";
import { badge, body, count, head, plural, status, when } from "./parts.js";
import { to } from "./router.js";
import { rejectionCard } from "./view_rejections.js";

/** What a request and its answer hold. */
export function bodies(one, view) {
  const origin = view.about.blame && blame(view.about.blame, { request_id: one.id }, "The events behind it");
  return h(
    "div", { class: "stack" },
    one.query.length > 0 && h("p", {}, h("span", { class: "soft" }, "Query "), code(one.query.map(([name, value]) => `${name}=${value}`).join("&"))),
    one.waits && h("p", { class: "notice warn" }, "Its writes wait in the ", h("a", { href: to(["queue"]) }, "batch queue"), "."),
    one.rejections.map((row) => rejectionCard(row, { link: false })),
    one.rejections_total > one.rejections.length && h("p", { class: "soft" }, `The first ${one.rejections.length} of `, h("a", { href: to(["rejections"], { search: one.id }) }, plural(one.rejections_total, "rejection")), "."),
    h("div", { class: "pair" },
      h("section", {}, h("h3", {}, "Request ", h("span", { class: "faint small" }, `${count(one.sent)} bytes`)), body(one.body, "Body of the request")),
      h("section", {}, h("h3", {}, "Response ", h("span", { class: "faint small" }, `${count(one.answered)} bytes`)), body(one.response, "Body of the response"))),
    origin && h("div", {}, origin.link, origin.box),
  );
}

export async function show(view) {
  const one = await get(`ui/requests/${piece(view.path[1])}`, {}, view.signal);
  view.render(plain(`${one.method} ${one.path}`), head([text(one.method), " ", text(one.path)], {
    crumbs: h("a", { href: to(["requests"]) }, "Requests"),
    beside: [status(one.status), one.token ? badge("with a token") : badge("without a token", "warn")],
    lead: [when(one.at), " \u00b7 ", code(one.id)],
  }), bodies(one, view));
}
