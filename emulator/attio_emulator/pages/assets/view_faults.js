// Fault rules: what is to fail, edited as JSON, put in force and taken away.

import { get, put, remove } from "./api.js";
import { code, fill, h, text } from "./dom.js";
import { attempt, badge, calmly, empty, head, plural, table } from "./parts.js";

const EXAMPLES = [
  ["429 once", [{ status: 429, headers: { "retry-after": "1" }, times: 1 }]],
  ["503 for every write", [{ method: "PUT", status: 503 }]],
  ["Two seconds late", [{ path: "/v2/*", delay: 2 }]],
  ["Every third batch", [{ path: "/v2/batch/records", status: 500, after: 2, times: 1 }]],
];

export async function show(view) {
  const rules = h("div");
  const wrong = h("div", { role: "alert", id: "faults-wrong" });
  const editor = h("textarea", { class: "code", rows: "12", spellcheck: "false", "aria-label": "Fault rules as JSON", "aria-describedby": "faults-wrong faults-help" });
  const written = (rows) => JSON.stringify(rows.map(({ seen, ...rule }) => Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== 0))), null, 2);
  let last = "";

  async function load({ edit = false } = {}) {
    const found = (await get("faults", {}, view.signal)).data;
    if (edit) editor.value = found.length ? written(found) : "[]";
    const known = JSON.stringify(found);
    if (known === last) return;
    last = known;
    fill(rules, found.length === 0
      ? empty("No faults", "Every request is answered as Attio would.")
      : table("Fault rules in force", ["Requests", "Answer", "How often", "Met so far"], found.map((one) => h(
        "tr", {},
        h("td", {}, code(`${one.method ?? "any method"} ${one.path}`)),
        h("td", {}, one.status ? badge(String(one.status), "bad") : badge("as usual"), one.code && [" ", text(one.code)], one.delay > 0 && [" ", badge(`${one.delay} s late`, "warn")]),
        h("td", {}, one.times === undefined ? "always" : plural(one.times, "time"), one.after > 0 && ` after ${one.after}`),
        h("td", { class: "number" }, String(one.seen)),
      ))));
  }

  async function save() {
    fill(wrong);
    editor.removeAttribute("aria-invalid");
    try {
      JSON.parse(editor.value);
      await put("faults", editor.value);
      last = "";
      await load();
    } catch (error) {
      editor.setAttribute("aria-invalid", "true");
      fill(wrong, h("p", { class: "notice bad" }, text(error instanceof SyntaxError ? `This is not JSON: ${error.message}` : error.message)));
      editor.focus();
    }
  }

  const form = h("form", { class: "stack", on: { submit: (event) => { event.preventDefault(); save(); } } },
    editor, wrong,
    h("div", { class: "row" },
      h("button", { type: "submit", class: "main" }, "Put in force"),
      h("button", { type: "button", on: { click: async () => {
        if (await attempt(() => remove("faults"), "No more faults")) {
          fill(wrong);
          editor.removeAttribute("aria-invalid");
          await load({ edit: true });
        }
      } } }, "Remove all")),
    h("div", { class: "row small" }, h("span", { class: "soft" }, "Examples"), EXAMPLES.map(([label, rows]) => h("button", { type: "button", class: "small", on: { click: () => { editor.value = JSON.stringify(rows, null, 2); editor.focus(); } } }, label))),
    h("p", { class: "small soft", id: "faults-help" }, "A list of rules; the first that fits a request decides. Each may have ", ["method", "path", "status", "code", "body", "headers", "delay", "times", "after"].map((one, index) => [index > 0 && ", ", code(one)]), "."));

  view.render("Faults", head("Faults", { lead: "Requests that are to fail, as they do in production now and then." }), h("div", { class: "split even" }, h("section", { class: "stack" }, h("h2", {}, "Rules"), form), h("section", { class: "stack" }, h("h2", {}, "In force"), rules)));
  await load({ edit: true });
  view.onNews(calmly(() => (view.signal.aborted ? null : load())));
}
