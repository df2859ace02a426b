// The whole state at once: saved, brought back, begun anew; and the clock.

import { address, get, post, put, token } from "./api.js";
import { code, fill, h } from "./dom.js";
import { attempt, calmly, confirmed, field, head, insist, newest, when } from "./parts.js";

const STEPS = [["1 minute", 60], ["1 hour", 3600], ["1 day", 86400], ["30 days", 2592000]];

export async function show(view) {
  const part = (title, ...inside) => h("section", { class: "panel" }, h("header", {}, h("h2", {}, title)), h("div", { class: "inside stack-small" }, inside));

  const file = h("input", { type: "file", accept: "application/json,.json", id: "restore-file", "aria-label": "Snapshot to restore" });
  file.addEventListener("change", async () => {
    const chosen = file.files[0];
    if (!chosen) return;
    const wanted = await confirmed({ title: "Restore this snapshot?", message: "It replaces everything that is there now: schema, records, lists, the queue. To keep that, save a snapshot first.", action: "Restore" });
    if (wanted) await attempt(async () => put("state", await chosen.text()), "Restored");
    file.value = "";
  });

  const reset = (to, title, message, action, done) => async () => {
    if (await confirmed({ title, message, action })) await attempt(() => post(`reset?to=${to}`), done);
  };

  const clock = h("div", { class: "stack-small" });
  const moment = h("p", { class: "clock-time number" });
  const seconds = h("input", { type: "number", min: "0", step: "any", value: "60" });
  async function advance(by) {
    if (await attempt(() => post("clock", { advance: by }), "The clock was advanced")) await tell().catch((error) => insist(error, again));
  }
  const ask = newest(() => get("clock", {}, view.signal));
  const again = calmly(() => tell());
  async function tell() {
    const found = await ask();
    if (found !== null) fill(moment, when(found.at), h("span", { class: "soft small" }, " UTC"));
  }
  if (view.about.clock.kind === "virtual") {
    fill(clock, moment, h("p", { class: "soft" }, "A virtual clock: it stands still but for a millisecond with each reading. Batches and retries that come due are done as it goes on."),
      h("div", { class: "row", role: "group", "aria-label": "Advance the clock" }, STEPS.map(([label, by]) => h("button", { type: "button", on: { click: () => advance(by) } }, `+ ${label}`))),
      h("form", { class: "row end", on: { submit: (event) => { event.preventDefault(); advance(Number(seconds.value)); } } }, field("Seconds", seconds), h("button", { type: "submit" }, "Advance")));
  } else {
    fill(clock, moment, h("p", { class: "soft" }, "The clock of this computer: it goes by itself."));
  }

  view.render("State and clock", head("State and clock"), h("div", { class: "grid wide" },
    part("Clock", clock),
    part("Snapshot", h("p", { class: "soft" }, "Everything there is, as one JSON file: schema, records with their history, lists, notes, tasks, what waits and what was refused. ", code("--state", { class: "nowrap" }), " and ", code("check --from", { class: "nowrap" }), " read it."),
      h("p", {}, h("a", { class: "button main", href: address("/_emulator/state", { token }), download: "attio-state.json" }, "Save a snapshot"))),
    part("Restore", h("p", { class: "soft" }, "A snapshot takes the place of everything that is there."), file),
    part("Begin anew", h("p", { class: "soft" }, "Requests, rejections and fault rules are forgotten, too."),
      h("div", { class: "row" },
        h("button", { type: "button", class: "danger", on: { click: reset("seed", "Reset to the seed?", "The workspace returns to its file, with the records that the file has.", "Reset", "Back at the seed") } }, "Reset to the seed"),
        h("button", { type: "button", class: "danger", on: { click: reset("empty", "Reset to empty?", "The schema stays; all records are deleted.", "Reset", "Empty") } }, "Reset to empty"))),
  ));
  await tell();
  if (view.about.clock.kind !== "virtual") {
    const timer = setInterval(() => tell().catch(() => {}), 1000);
    view.signal.addEventListener("abort", () => clearInterval(timer));
  } else view.onNews(again);
}
