// Notes, each on its record.

import { get } from "./api.js";
import { block, h, text } from "./dom.js";
import { actor, empty, head, recordLink, when } from "./parts.js";
import { collection } from "./collection.js";

export function noteCard(note, withRecord = true) {
  return h("article", { class: "card" }, h("h3", {}, text(note.title || "Untitled")), h("p", { class: "small soft" }, withRecord && [recordLink(note.record.object, note.record.id, note.record.name), " \u00b7 "], actor(note.created_by), " \u00b7 ", when(note.created_at, { short: true })), block(note.content, { class: "note" }));
}

export async function show(view) {
  const { elements, load } = collection(view, {
    label: "Search notes",
    ask: (query) => get("ui/notes", query, view.signal),
    draw: (rows) => h("div", { class: "stack" }, rows.map((one) => h("div", { class: "panel" }, h("div", { class: "inside" }, noteCard(one))))),
    none: (search) => (search ? empty("No notes match") : empty("No notes yet", "What a client creates with ", h("code", {}, "POST /v2/notes"), " shows up here.")),
  });
  view.render("Notes", head("Notes"), elements);
  await load();
}
