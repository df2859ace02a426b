// The ways to the views, at the left or in a menu, with counts that follow what happens.

import { get } from "./api.js";
import { fill, h, redraw, text } from "./dom.js";
import { connection, listen, news } from "./live.js";
import { calmly, count, insist } from "./parts.js";
import { here, to } from "./router.js";

let objects = [];
let lists = [];
let isLoaded = false;
const element = document.getElementById("side");
const box = h("div", { class: "side-list", id: "side-list" });
const current = h("span", {}, "Menu");
const toggle = h("button", { type: "button", class: "side-toggle", "aria-expanded": "false", "aria-controls": "side-list", on: { click: () => open(toggle.getAttribute("aria-expanded") !== "true") } }, current, h("span", { "aria-hidden": "true" }, "\u25be"));

function open(wanted) {
  toggle.setAttribute("aria-expanded", String(wanted));
  element.classList.toggle("open", wanted);
}

function way(label, path, number, kind) {
  const at = here().path;
  const on = path.length === 0 ? at.length === 0 : path.every((one, index) => at[index] === one);
  if (on) redraw(current, () => fill(current, label instanceof Node ? label.cloneNode(true) : label));
  return h(
    "li", {},
    h("a", { href: to(path), "aria-current": on ? "page" : null, class: kind },
      h("span", { class: "cut" }, label),
      number === undefined || number === null ? null : h("span", { class: ["count", "number", kind === "alarm" && number > 0 && "bad"] }, count(number))),
  );
}

function group(title, ways) {
  return [h("h2", { class: "side-title" }, title), h("ul", { class: "plain" }, ways)];
}

/** Draw the ways as they are now. */
export function draw() {
  const now = news();
  const active = new Set(now.active);
  redraw(box, () => fill(
    box,
    group("Records", [
      way("All objects", []),
      objects.filter((one) => active.has(one.slug)).map((one) => way(text(one.plural_noun), ["objects", one.slug], now.records[one.slug] ?? 0)),
    ]),
    group("Collections", [
      way("Lists", ["lists"], lists.length),
      lists.map((one) => way(text(one.name), ["objects", one.id], now.records[one.id] ?? one.entries, "sub")),
      way("Notes", ["notes"], now.notes),
      way("Tasks", ["tasks"], now.tasks),
    ]),
    group("Traffic", [
      way("Requests", ["requests"], now.kept),
      way("Rejections", ["rejections"], now.rejections, "alarm"),
      way("Batch queue", ["queue"], now.queue.batches),
      way("Webhooks", ["webhooks"], now.deliveries.total),
    ]),
    group("Emulator", [way("Faults", ["faults"], now.faults), way("State and clock", ["state"])]),
  ));
}

async function load() {
  const [found, listed] = await Promise.all([get("ui/objects"), get("ui/lists")]);
  objects = found.data;
  lists = listed.data;
  isLoaded = true;
  draw();
}

/** Put the ways in their place, with those to objects and lists as soon as somebody answers. */
export function start() {
  fill(element, toggle, box);
  draw();
  const again = calmly(load, 2000);
  let { changes } = news();
  listen((piece) => {
    if (!isLoaded && connection() === "live") again(); // nobody answered at first
    if (!piece) return;
    draw();
    if (piece.changes !== changes) again();
    changes = piece.changes;
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && element.classList.contains("open")) {
      open(false);
      toggle.focus();
    }
  });
  return load().catch((error) => {
    if (!error.isAway) throw error;
    insist(error, again);
  });
}

export function close() {
  open(false);
}
