// Tasks: what is to be done, by whom and until when, and the records that they are about.

import { get } from "./api.js";
import { h, text } from "./dom.js";
import { actor, badge, empty, head, recordLink, when } from "./parts.js";
import { collection } from "./collection.js";

export function taskCard(task, withRecords = true) {
  return h(
    "article", { class: "card" },
    h("p", {}, task.completed_at ? badge("done", "good") : badge("open"), " ", text(task.content)),
    h("p", { class: "small soft" },
      task.deadline_at && ["due ", when(task.deadline_at, { short: true }), " \u00b7 "],
      task.assignees.map((one) => [actor(one), " \u00b7 "]),
      withRecords && task.records.map((one) => [recordLink(one.object, one.id, one.name), " \u00b7 "]),
      "created ", when(task.created_at, { short: true })),
  );
}

export async function show(view) {
  const { elements, load } = collection(view, {
    label: "Search tasks",
    ask: (query) => get("ui/tasks", query, view.signal),
    draw: (rows) => h("div", { class: "panel rows" }, rows.map((one) => h("div", { class: "inside" }, taskCard(one)))),
    none: (search) => (search ? empty("No tasks match") : empty("No tasks yet", "What a client creates with ", h("code", {}, "POST /v2/tasks"), " shows up here.")),
  });
  view.render("Tasks", head("Tasks"), elements);
  await load();
}
