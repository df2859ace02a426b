// One event at every stage: received, filtered, and for each subscription matched, mapped, sent, answered, written.

import { block, code, h, text } from "/_emulator/assets/dom.js";
import { badge, status, when } from "/_emulator/assets/parts.js";

const WORDS = JSON.parse(document.querySelector("meta[name=verdicts]").content);

/** A verdict as people are told it. */
export const told = (verdict) => WORDS[verdict] ?? verdict;

const GOOD = ["written", "repeat"];
const CALM = ["unmatched", "filtered"];
const UNKNOWN = ["waiting", "unresolved", "unconfirmed"];

/** How a verdict is coloured. */
export const kindOf = (verdict) => (GOOD.includes(verdict) ? "good" : CALM.includes(verdict) ? null : UNKNOWN.includes(verdict) ? "warn" : "bad");

const STAGE = { good: "went-well", bad: "went-wrong", warn: "may-go-wrong" };
const stageOf = (verdict) => STAGE[kindOf(verdict)];

const json = (value, label) => block(JSON.stringify(value, null, 2), { class: "body", tabindex: "0", role: "region", "aria-label": label });
/** What is opened stays so when the trace is drawn anew, by its key. */
const folded = (key, label, ...inside) => h("details", { "data-key": key }, h("summary", {}, label), h("div", { class: "stack-small" }, inside));
const fact = (name, value) => [h("dt", {}, name), h("dd", {}, value)];

export function trace(one) {
  const { received, filtered, subscriptions } = one.stages;
  const refused = received.code !== undefined;
  const matched = subscriptions.filter((stage) => stage.matched);
  const others = subscriptions.filter((stage) => !stage.matched);
  return h(
    "ol", { class: "plain stages" },
    h(
      "li", { class: refused ? stageOf(one.verdicts[0]) : STAGE.good },
      h("h3", {}, refused ? "Not accepted" : "Received"),
      refused && h("p", {}, code(received.code), " ", text(received.why)),
      h("dl", { class: "facts small" }, fact("Source", text(one.source ?? "unknown")), fact("messageId", code(one.message_id ?? "none"))),
      folded("event", "The event", json(one.event, "The event")),
    ),
    filtered.filtered && h("li", { class: STAGE.warn }, h("h3", {}, "Filtered"), h("p", {}, code(filtered.reason), " ", text(filtered.why))),
    filtered.event && h("li", { class: STAGE.good }, h("h3", {}, "Filtered"), folded("filtered", "After the filters", json(filtered.event, "The event after the filters"))),
    matched.map(subscription),
    others.length > 0 && h("li", {}, h("h3", {}, "Not matched"), others.map(unmatched)),
  );
}

function unmatched(stage, index) {
  return folded(
    `unmatched ${index}`,
    text(stage.subscription),
    h("p", { class: "small soft" }, code(stage.trigger)),
    h("ul", {}, stage.failed_clauses.map((one) => h("li", {}, code(one.clause), " found ", code(JSON.stringify(one.found) ?? "nothing")))),
  );
}

/** A mapping may read a path at several places, and finds the same there. */
const onceEach = (reads) => [...new Map(reads.map((one) => [one.path, one])).values()];

function subscription(stage, number) {
  const { loss } = stage;
  return h(
    "li", { class: stageOf(stage.verdict) },
    h("div", { class: "row" }, h("h3", {}, text(stage.subscription)), badge(told(stage.verdict), kindOf(stage.verdict)), h("span", { class: "small soft" }, text(stage.action))),
    loss && [mistake(loss), loss.also.map((one) => mistake(one, "Seen once another mistake is fixed: "))],
    stage.records.length > 0 && h("ul", { class: "plain" }, stage.records.map(record)),
    stage.retries.length > 0 && h("p", { class: "small soft" }, "Tried again at ", stage.retries.map((one, index) => [index > 0 && ", ", when(one.again_at)])),
    stage.requests.map((one, index) => request(one, `${number} request ${index}`)),
    folded(`${number} read`, "What the mapping read", h("dl", { class: "facts small" }, onceEach(stage.reads).map((one) => fact(code(one.path), one.found ? code(JSON.stringify(one.value)) : h("span", { class: "faint" }, "nothing there"))))),
    folded(`${number} payload`, "Payload", json(stage.payload ?? stage.mapped, "The payload")),
  );
}

function mistake(one, before = "") {
  const place = [one.mapping.file, one.mapping.line].filter(Boolean).join(":");
  return h("div", { class: "notice bad" }, h("p", {}, before, text(one.message)), one.hint && h("p", {}, text(one.hint)), h("p", { class: "small" }, code(place), one.path && [" ", code(one.path)]));
}

const piece = encodeURIComponent;

function record(one) {
  return h("li", {}, h("a", { href: `/#/objects/${piece(one.object)}/records/${piece(one.record_id)}` }, text(one.object), " ", code(one.record_id.slice(0, 8))), " ", h("span", { class: "soft" }, text(one.result)));
}

function request(one, key) {
  return folded(
    key,
    h("span", {}, code(one.method), " ", code(one.url.replace(/^https:\/\/[^/]+/, "")), " ", status(one.status)),
    h("div", { class: "pair" }, h("div", {}, h("h4", {}, "Request"), json(one.body, "Request body")), h("div", {}, h("h4", {}, "Response"), json(one.response, "Response body"))),
  );
}
