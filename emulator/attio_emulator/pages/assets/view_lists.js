// The lists of the workspace. Their entries are shown as the records of an object are.

import { get } from "./api.js";
import { code, fill, h, redraw, text } from "./dom.js";
import { calmly, count, empty, head, table, when } from "./parts.js";
import { to } from "./router.js";

export async function show(view) {
  const box = h("div");
  async function load() {
    const rows = (await get("ui/lists", {}, view.signal)).data;
    redraw(box, () => fill(box, rows.length === 0
      ? empty("No lists", "Define them in the workspace file, or create them with ", code("POST /v2/lists"), ".")
      : table("Lists", ["List", "Of", h("th", { scope: "col", class: "number" }, "Entries"), "Created"], rows.map((one) => h(
        "tr", {},
        h("td", {}, h("a", { href: to(["objects", one.id]), class: "strong" }, text(one.name)), " ", code(one.slug, { class: "faint" })),
        h("td", {}, h("a", { href: to(["objects", one.parent]) }, text(one.parent))),
        h("td", { class: "number" }, count(one.entries)),
        h("td", { class: "small" }, when(one.created_at, { short: true })),
      )))));
  }
  view.render("Lists", head("Lists"), box);
  await load();
  const again = calmly(() => (view.signal.aborted ? null : load()), 2000);
  view.onNews(again);
}
