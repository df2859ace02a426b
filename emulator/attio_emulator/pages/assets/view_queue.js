// The batches that were answered and are not written yet.

import { get, post } from "./api.js";
import { code, fill, h, redraw, text } from "./dom.js";
import { actor, attempt, body, calmly, count, empty, head, newest, plural, requestLink, when } from "./parts.js";

export async function show(view) {
  const box = h("div", { class: "stack" });
  let last = "";
  const flush = h("button", { type: "button", class: "main", on: { click: async () => {
    if (await attempt(() => post("flush"), "Everything in the queue is written") && !(await attempt(load))) again();
  } } }, "Flush");

  const ask = newest(() => get("ui/queue", {}, view.signal));

  const again = calmly(() => (view.signal.aborted ? null : load()));

  async function load() {
    const found = await ask();
    if (found === null) return;
    const known = JSON.stringify(found.data);
    if (known === last) return;
    last = known;
    redraw(box, () => fill(box, found.total === 0
      ? empty("Nothing waits", view.about.batch_lag > 0 ? `Batches are written ${view.about.batch_lag} seconds after they were answered.` : ["Batches are written as soon as they are answered. With ", code("--batch-lag", { class: "nowrap" }), " they wait, as they do in production."])
      : [h("p", { class: "soft" }, plural(found.total, "batch", "batches")), found.data.map(batch)]));
  }

  function batch(one) {
    return h(
      "article", { class: "panel" },
      h("header", {}, h("h2", {}, plural(one.total, "assertion")), requestLink(one.request_id), h("span", { class: "soft small" }, actor(one.actor)), h("span", { class: "push small soft" }, "due ", when(one.due))),
      h("div", { class: "inside stack-small" },
        one.assertions.map((row, index) => h("details", { "data-key": `${one.request_id} ${index}` }, h("summary", {}, text(row.object), " by ", code(row.matching_attribute), " ", text(row.match, { class: "soft" })), body(row.values, "Values"))),
        one.total > one.assertions.length && h("p", { class: "small faint" }, `and ${count(one.total - one.assertions.length)} more`)),
    );
  }

  view.render("Batch queue", head("Batch queue", { actions: [flush], lead: "Batches answered with 202 but not written yet. Flush also does what Attio does by itself after a while." }), box);
  await load();
  view.onNews(again);
}
