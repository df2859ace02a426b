// Webhooks and what was delivered to them, attempt by attempt.

import { get } from "./api.js";
import { code, fill, h, redraw, text } from "./dom.js";
import { attempt, badge, body, calmly, count, empty, head, newest, pageInstead, pager, table, when } from "./parts.js";

const KINDS = { active: "good", delivered: "good", pending: "accent", degraded: "warn", failed: "bad", inactive: "bad", cancelled: null };
const ROWS = 50;

export async function show(view) {
  const box = h("div", { class: "stack" });
  let offset = 0;
  let last = "";
  const ask = newest(() => get("ui/webhooks", { offset, limit: ROWS }, view.signal));

  async function load() {
    const found = await ask();
    if (found === null) return;
    const instead = pageInstead({ offset, limit: ROWS, total: found.total });
    if (instead !== null) {
      offset = instead;
      return load();
    }
    const known = JSON.stringify(found);
    if (known === last) return;
    last = known;
    if (!found.webhooks.length && !found.total) {
      fill(box, empty("No webhooks", "Create one with ", code("POST /v2/webhooks"), ". Each event and each attempt to deliver it shows up here."));
      return;
    }
    redraw(box, () => fill(
      box,
      h("h2", {}, "Targets"),
      found.webhooks.length ? table("Webhooks", ["Target", "State", "Events"], found.webhooks.map((one) => h("tr", {}, h("td", {}, code(one.target_url)), h("td", {}, badge(one.status, KINDS[one.status])), h("td", {}, one.events.map((event) => [badge(text(event)), " "]))))) : h("p", { class: "soft" }, "None at present."),
      h("h2", {}, "Deliveries"),
      found.dropped > 0 && h("p", { class: "notice" }, `${count(found.dropped)} ${found.dropped === 1 ? "delivery was" : "deliveries were"} dropped, the oldest first: too many waited.`),
      found.total ? [h("div", { class: "panel rows" }, found.data.map(delivery)), pager({ offset, limit: ROWS, total: found.total }, turn)] : h("p", { class: "soft" }, "None so far."),
    ));
  }

  const again = calmly(() => (view.signal.aborted ? null : load()));

  async function turn(wanted) {
    offset = wanted;
    if (!(await attempt(load))) again();
  }

  function delivery(one) {
    const event = JSON.stringify(one.event, null, 2);
    return h(
      "details", { class: "inside", "data-key": one.id },
      h("summary", {}, badge(one.status, KINDS[one.status]), " ", text(one.event.event_type), h("span", { class: "small soft" }, " to ", code(one.target_url ?? "a deleted webhook"), " \u00b7 ", when(one.created_at), " \u00b7 ", `${count(one.attempts.length)} ${one.attempts.length === 1 ? "attempt" : "attempts"}`)),
      one.next_attempt_at && h("p", { class: "small soft" }, "next attempt ", when(one.next_attempt_at)),
      h("ol", { class: "small" }, one.attempts.map((attempt) => h("li", {}, when(attempt.at), " ", attempt.status ? `answered ${attempt.status}` : attempt.error ? text(attempt.error) : "not sent"))),
      one.status === "cancelled" && h("p", { class: "small soft" }, "Cancelled: it is not tried again. Hosts that are not this computer are named with ", code("--webhook-host", { class: "nowrap" }), "."),
      body({ text: event, length: event.length }, "The event"),
    );
  }

  view.render("Webhooks", head("Webhooks"), box);
  await load();
  view.onNews(again);
}
