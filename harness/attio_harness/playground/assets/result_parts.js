// Pieces of the result: values, clauses, mistakes, tables. Everything shown is text.

import { block, code, fill, h, text } from "/_emulator/assets/dom.js";
import { count as figure, status } from "/_emulator/assets/parts.js";

export { block, code, figure, fill, h, text };

const TONES = { written: "good", unmatched: "", filtered: "", unresolved: "warn", unconfirmed: "warn" };

const WORDS = JSON.parse(document.querySelector("meta[name=verdicts]").content);

/** A verdict as people are told it. */
export const told = (name) => WORDS[name] ?? name;

const tone = (name) => TONES[name] ?? "bad";

/** Whether an event loses something. */
export const isLost = (event) => event.verdicts.some((name) => tone(name) === "bad");

export function verdict(name, count) {
  return h("span", { class: ["badge", tone(name)] }, count === undefined ? told(name) : `${figure(count)} ${told(name)}`);
}

export function value(found) {
  if (!found.there) return h("span", { class: "faint" }, "nothing");
  return code(JSON.stringify(found.value));
}

export function clauses(rows) {
  return h("ul", { class: "plain clauses" }, rows.map((one) =>
    h("li", { class: one.met ? "met" : "unmet" },
      h("span", { class: ["sign", one.met ? "good" : "bad"], "aria-hidden": "true" }, one.met ? "\u2713" : "\u2717"),
      h("span", { class: "vh" }, one.met ? "met: " : "not met: "), code(one.clause),
      h("span", { class: "soft small" }, " found ", code(one.found)))));
}

export function goTo(place, show, name) {
  if (!place) return null;
  return h("button", { class: "quiet small", type: "button", on: { click: () => show(place) } }, name ?? `${place.editor} ${place.line}:${place.column}`);
}

/** A mistake or a finding: what, where, what to do, and the buttons that do it. */
export function mistake(one, { show, apply }, tone = "bad") {
  return h("li", { class: ["mistake", tone] },
    h("div", { class: "row spread" }, h("strong", null, text(one.message)), goTo(one.place, show)),
    one.rule ? h("p", { class: "faint small" }, `${one.rule} ${one.name}, ${one.severity}`) : null,
    one.code ? h("p", { class: "faint small" }, text(one.code), one.path ? [", from ", code(one.path)] : null) : null,
    one.hint ? h("p", { class: "soft" }, text(one.hint)) : null,
    one.repairs.length ? h("div", { class: "row repairs" }, one.repairs.map((repair) =>
      h("button", { class: "small", type: "button", on: { click: () => apply(repair) } }, text(repair.label)))) : null);
}

export function fields(rows, { show }) {
  if (!rows.length) return null;
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Fields" }, h("table", { class: "fields" },
    h("colgroup", null, h("col"), h("col"), h("col"), h("col", { class: "less" })),
    h("thead", null, h("tr", null, ["Field", "Read", "Mapped", "Sent"].map((one) => h("th", { scope: "col" }, one)))),
    h("tbody", null, rows.map((row) => h("tr", null,
      h("th", { scope: "row" }, goTo(row.place, show, row.field)),
      h("td", null, row.reads.length ? row.reads.map((one) => h("div", { class: one.found ? null : "warn" }, code(one.path), one.found ? null : " is not there")) : h("span", { class: "faint" }, "a value of the mapping")),
      h("td", null, value(row.mapped)),
      h("td", { class: row.changed ? "warn" : null }, row.mapped.there && row.sent.there && !row.changed ? h("span", { class: "faint" }, "the same") : value(row.sent)))))));
}

export function request(one, key, open) {
  const path = String(one.url).replace(/^https:\/\/[^/]+/, "");
  return details(key, open, [code(`${one.method} ${path}`), " ", status(one.status)], () => [
    h("h4", null, "Request"), block(JSON.stringify(one.body, null, 2)), h("h4", null, "Response"), block(JSON.stringify(one.answer, null, 2))]);
}

export function record(one) {
  return h("div", { class: "record" },
    h("div", { class: "row" }, h("strong", null, text(one.object)), h("span", { class: "badge good" }, text(one.result))),
    h("dl", null, Object.entries(one.values).map(([slug, rows]) => [h("dt", null, text(slug)), h("dd", null, rows.map((each) => h("div", null, code(typeof each === "string" ? each : JSON.stringify(each)))))])));
}

/** Remember whether a part is open. */
export const keep = (open, part) => (part.open ? open.add(part.dataset.key) : open.delete(part.dataset.key));

/** A part that is opened and closed, and stays as it was when the result is drawn again. */
export function details(key, open, summary, inside) {
  const element = h("details", { open: open.has(key), "data-key": key }, h("summary", null, summary));
  let filled = false;
  const draw = () => { if (element.open && !filled) { filled = true; element.append(...[inside()].flat(2)); } };
  element.addEventListener("toggle", () => { if (element.isConnected) keep(open, element); draw(); });
  draw();
  return element;
}
