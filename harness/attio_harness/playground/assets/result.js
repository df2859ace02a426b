// The result beside the editors: what the server said of the texts, drawn anew each time; what was open stays open.

import { plain, redraw } from "/_emulator/assets/dom.js";
import { fail } from "/_emulator/assets/parts.js";
import { assumption, isChosen, set } from "./assumptions.js";
import { clauses, details, fields, figure, fill, goTo, h, isLost, keep, mistake, record, request, text, told, verdict } from "./result_parts.js";

const open = new Set();
let chosen = 1; // the number of the event that is shown
let isPicked = false; // whether somebody chose it

/** The event that somebody chose, else one that is lost. */
function choose(events) {
  const before = events.find((one) => one.number === chosen);
  isPicked = isPicked && before !== undefined;
  const wanted = isPicked || (before && isLost(before)) ? before : events.find(isLost);
  // where none is lost, one that is not there any more, or not among those that are shown, becomes the last before it
  chosen = (wanted ?? events.findLast((one) => one.number <= chosen) ?? events[0]).number;
}

export function draw(box, found, tools) {
  redraw(box, () => {
    if (found.events.length) choose(found.events); // else a text is half written, and the next may have them again
    for (const one of box.querySelectorAll("details[data-key]")) keep(open, one); // a browser tells a moment later that it was opened or closed
    const top = box.scrollTop;
    const focusedId = document.activeElement?.id;
    const focused = box.contains(document.activeElement) ? path(box, document.activeElement) : null;
    fill(box, summary(found), problems(found, tools), found.events.length ? event(found, tools, () => draw(box, found, tools)) : null, findings(found, tools), notes(found, tools), rests(found, tools));
    box.scrollTop = top;
    const same = focusedId ? box.querySelector(`#${CSS.escape(focusedId)}`) : null;
    if (focused) (same ?? focused.reduce((one, index) => one?.children[index], box) ?? box).focus({ preventScroll: true });
  });
}

export function failed(box, error) {
  redraw(box, () => fail(box, error));
}

/** The way from an element down to another, as the indexes of children. */
function path(from, to) {
  const found = [];
  for (let one = to; one !== from; one = one.parentElement) found.unshift([...one.parentElement.children].indexOf(one));
  return found;
}

function summary(found) {
  const counts = Object.entries(found.counts);
  const badges = found.problems.length && !counts.length
    ? [h("span", { class: "badge bad" }, `${figure(found.problems.length)} to fix before it can run`)]
    : counts.map(([name, count]) => verdict(name, found.total > 1 || count > 1 ? count : undefined));
  return h("header", { class: "row spread summary" }, h("h2", null, "Result"), h("div", { class: "row", id: "verdicts" }, badges, h("span", { class: "faint small number" }, `${figure(Math.round(found.ms))} ms`)));
}

function problems(found, tools) {
  if (!found.problems.length) return null;
  return h("section", { class: "part" }, h("h3", null, "What cannot be read"), h("ul", { class: "plain" }, found.problems.map((one) => mistake(one, tools))));
}

function findings(found, tools) {
  if (!found.findings.length) return null;
  const tones = { error: "bad", warning: "warn", note: "plain-note" };
  return h("section", { class: "part" }, h("h3", null, `Lint: ${figure(found.findings.length)}`), h("ul", { class: "plain" }, found.findings.map((one) => mistake(one, tools, tones[one.severity]))));
}

function notes(found, { show, changed }) {
  if (!found.notes.length) return null;
  return h("section", { class: "part" }, h("h3", null, `Notes: ${figure(found.notes.length)}`), h("ul", { class: "plain", id: "notes" }, found.notes.map((one) => h("li", { class: ["mistake", "plain-note"] },
    h("div", { class: "row spread" }, h("span", null, text(one.what)), goTo(one.place, show)),
    one.assume && !isChosen(one.assume) ? h("div", { class: "row repairs" }, h("button", { class: "small", type: "button", on: { click: () => {
      set(...one.assume.split("="));
      changed();
    } } }, `Assume ${one.assume}`)) : null))));
}

/** The assumptions that the verdicts rest on, and those that are set. */
function rests(found, { changed }) {
  if (!found.assumptions.length) return null;
  return h("section", { class: "part" }, h("h3", null, "What rests on an assumption"), h("ul", { class: "plain", id: "assumptions" }, found.assumptions.map((one) => assumption(one, changed, `assume-${one.id}`))));
}

function event(found, tools, again) {
  const one = found.events.find((each) => each.number === chosen);
  const stages = [...one.subscriptions].sort((a, b) => Number(b.matched) - Number(a.matched));
  return [
    found.events.length > 1 ? h("label", { class: "field" }, found.total > found.events.length ? `Event (${figure(found.events.length)} of ${figure(found.total)}, those that are lost first)` : `Event (one of ${figure(found.total)})`, h("select", {
      id: "event-choice",
      on: { change: (change) => { chosen = Number(change.target.value); isPicked = true; again(); } },
    }, [...found.events].sort((a, b) => isLost(b) - isLost(a)).map((each) => h("option", { value: each.number, selected: each.number === chosen }, plain(`${each.number}. ${each.type ?? "?"} ${each.name ?? ""}: ${each.verdicts.map(told).join(", ")}`))))) : null,
    one.filtered ? h("p", { class: "notice" }, "Filtered: ", text(one.filtered.why ?? one.filtered.reason)) : null,
    stages.map((stage, index) => subscription(stage, `${chosen} ${index}`, tools)),
  ];
}

function subscription(stage, key, tools) {
  return h("section", { class: ["part", "subscription"] },
    h("div", { class: "row spread" }, h("h3", null, text(stage.subscription), h("span", { class: "faint" }, " ", text(stage.action))), verdict(stage.verdict)),
    stage.mistakes.length ? h("ul", { class: "plain" }, stage.mistakes.map((one) => mistake(one, tools))) : null,
    h("h4", null, "Trigger"), clauses(stage.clauses),
    stage.records.length ? [h("h4", null, "Records"), stage.records.map(record)] : null,
    stage.fields.length ? [h("h4", null, "Fields"), fields(stage.fields, tools)] : null,
    stage.requests.length ? [h("h4", null, "Requests"), stage.requests.map((one, index) => request(one, `${key} ${index}`, open))] : null);
}
