// Fault rules: what is to fail, edited as JSON, put in force and taken away.

import { get, put, remove } from "./api.js";
import { code, fill, h, text } from "./dom.js";
import { attempt, badge, calmly, empty, head, newest, plural, table } from "./parts.js";

const EXAMPLES = [
  ["429 once", [{ status: 429, headers: { "retry-after": "1" }, times: 1 }]],
  ["503 for every write", [{ method: "PUT", status: 503 }]],
  ["Two seconds late", [{ path: "/v2/*", delay: 2 }]],
  ["Every third batch", [{ match: { path: "/v2/batch/records", nth: { every: 3 } }, fault: { status: 500 } }]],
  ["Written, then reset", [{ match: { method: "PUT" }, fault: { kind: "apply_then_fail", by: "reset" }, times: 1 }]],
];

// what a rule has by itself; a rule that is switched off says so with `times` or `probability` 0
const USUALLY_NONE = ["after", "delay"];

const json = (value) => typeof value === "string" ? value : JSON.stringify(value);

// A rule has one of two forms: what it matches and what happens beside each other, or each under its name.
function told(rule) {
  const { method, path, ...rest } = rule.match ?? { method: rule.method, path: rule.path };
  const fault = rule.fault ?? {};
  const { status, code, kind, latency } = typeof fault === "string" ? { kind: fault } : { ...rule, ...fault };
  return {
    requests: [`${method ?? "any method"} ${path ?? "*"}`, ...Object.entries(rest).map(([name, value]) => `${name} ${json(value)}`)],
    answer: kind && kind !== "answer" ? badge(kind.replaceAll("_", " "), "bad") : status ? badge(String(status), "bad") : badge(code ? "refused" : "as usual", code ? "bad" : undefined),
    code,
    late: latency !== undefined ? badge(`${json(latency)} s late`, "warn") : rule.delay > 0 && badge(`${rule.delay} s late`, "warn"),
    often: [
      rule.times === undefined ? "always" : plural(rule.times, "time"),
      rule.after > 0 && ` after ${rule.after}`,
      rule.probability !== undefined && rule.probability < 1 && `, ${rule.probability * 100} % of them`,
      rule.scenario && `, ${rule.scenario}: ${rule.state ?? "any state"}${rule.then ? ` to ${rule.then}` : ""}`,
    ],
  };
}

export async function show(view) {
  const rules = h("div");
  const wrong = h("div", { role: "alert", id: "faults-wrong" });
  const editor = h("textarea", { class: "code", rows: "12", spellcheck: "false", "aria-label": "Fault rules as JSON", "aria-describedby": "faults-wrong faults-help" });
  const written = (rows) => JSON.stringify(rows.map(({ seen, ...rule }) => Object.fromEntries(Object.entries(rule).filter(([name, value]) => !(value === 0 && USUALLY_NONE.includes(name))))), null, 2);
  let last = "";
  let before = null; // what the editor had when the rules in force were wanted in it, until they are known
  const ask = newest(() => get("faults", {}, view.signal));

  const again = calmly(() => (view.signal.aborted ? null : load()));

  async function load({ edit = false } = {}) {
    if (edit) before = editor.value;
    const answer = await ask();
    if (answer === null) return;
    const found = answer.data;
    if (editor.value === before) editor.value = found.length ? written(found) : "[]";
    before = null;
    const known = JSON.stringify(found);
    if (known === last) return;
    last = known;
    fill(rules, found.length === 0
      ? empty("No faults", "Every request is answered as Attio would.")
      : table("Fault rules in force", ["Requests", "Response", "How often", "Met so far"], found.map((one) => {
        const { requests, answer, code: refusal, late, often } = told(one);
        return h(
          "tr", {},
          h("td", {}, requests.map((each, index) => [index > 0 && " ", code(each)])),
          h("td", {}, answer, refusal && [" ", text(refusal)], late && [" ", late]),
          h("td", {}, often),
          h("td", { class: "number" }, String(one.seen)),
        );
      })));
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
          if (!(await attempt(() => load({ edit: true })))) again();
        }
      } } }, "Remove all")),
    h("div", { class: "row small" }, h("span", { class: "soft" }, "Examples"), EXAMPLES.map(([label, rows]) => h("button", { type: "button", class: "small", on: { click: () => { editor.value = JSON.stringify(rows, null, 2); editor.focus(); } } }, label))),
    h("p", { class: "small soft", id: "faults-help" }, "A list of rules; the first that matches a request applies. Each may have ", ["method", "path", "status", "code", "body", "headers", "delay", "times", "after"].map((one, index) => [index > 0 && ", ", code(one)]), "; or ", code("match"), " and ", code("fault"), ", which know more."));

  view.render("Faults", head("Faults", { lead: "Requests that fail on purpose, as some do in production." }), h("div", { class: "split even" }, h("section", { class: "stack" }, h("h2", {}, "Rules"), form), h("section", { class: "stack" }, h("h2", {}, "In force"), rules)));
  await load({ edit: true });
  view.onNews(again);
}
