// What was refused or dropped, with all that Attio says of it and what it would never say.

import { get } from "./api.js";
import { code, h, text } from "./dom.js";
import { badge, body, count, empty, head, requestLink, when } from "./parts.js";
import { collection } from "./collection.js";
import { to } from "./router.js";

const MODES = { batch: ["dropped from a batch", "Attio answered 202 and then wrote nothing"], single: ["refused", null], system: ["Attio itself", null] };

export function rejectionCard(row, { link = true } = {}) {
  const [label, title] = MODES[row.mode] ?? [row.mode, null];
  const fact = (name, shown) => shown !== null && shown !== undefined && shown !== "" && [h("dt", {}, name), h("dd", {}, shown)];
  return h(
    "article", { class: "panel rejection" },
    h("header", {}, badge(text(row.code), "bad"), h("h3", {}, h("a", { href: to(["objects", row.object]) }, text(row.object)), row.attribute && [".", h("a", { href: to(["objects", row.object, "attributes"]) }, text(row.attribute))]), badge(label, row.mode === "batch" ? "warn" : null, title), h("span", { class: "small soft push" }, when(row.at))),
    h("div", { class: "inside" },
      h("p", {}, text(row.message)),
      h("dl", { class: "facts" },
        fact("Expected", row.expected && text(row.expected)),
        fact("Pointer", row.pointer && code(row.pointer)),
        fact("Matching attribute", row.matching_attribute && code(row.matching_attribute)),
        fact("Received at", row.received_at && text(row.received_at)),
        link && fact("Request", requestLink(row.request_id))),
      row.values && h("details", { "data-key": `${row.request_id} ${row.pointer} ${row.at}` }, h("summary", {}, "Values that were sent"), body(row.values, "Values that were sent"))),
  );
}

export async function show(view) {
  let forgotten = 0;
  const older = () => forgotten > 0 && `${count(forgotten)} older ones are forgotten.`;
  const { elements, load } = collection(view, {
    label: "Search rejections",
    ask: async (query) => {
      const found = await get("ui/rejections", query, view.signal);
      forgotten = found.forgotten;
      return found;
    },
    draw: (rows) => h("div", { class: "stack" }, forgotten > 0 && h("p", { class: "notice" }, older()), rows.map((row) => rejectionCard(row))),
    none: (search) => (search ? empty("No rejections match", older()) : empty("Nothing was refused", "What Attio refuses, or silently drops from a batch, shows up here with the reason.")),
  });
  view.render("Rejections", head("Rejections"), elements);
  await load();
}
