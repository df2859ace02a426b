// The events of a local Segment as they come: the newest first, bounded, each with its trace when it is opened.

import { BETWEEN, parsed } from "/_emulator/assets/api.js";
import { arrange, code, fill, h, plain, redraw, text } from "/_emulator/assets/dom.js";
import { attempt, badge, calmly, confirmed, count, empty, fail, head, insist, when } from "/_emulator/assets/parts.js";
import { kindOf, told, trace } from "./trace.js";

const MOST = 200; // rows that are kept here, however many there are
const KIND_ASKED = { all: "", good: "&good=true", bad: "&good=false", waiting: "&verdict=waiting" };
const KINDS = { all: "All", good: "Good", bad: "Bad", waiting: "On their way" };

const main = document.getElementById("main");
const rows = new Map(); // seq -> {line, element}
let counts = { total: 0, good: 0, bad: 0, waiting: 0 };
let forgotten = 0; // of these, how many gave way to newer ones
let shown = "all";
let search = "";
let paused = false; // nothing comes or goes by itself; what is asked for is shown
let wrong = null; // why the server could not be asked
let asks = 0;
let state = "connecting";
let life = null; // which process tells, and since which reset: rows of another one are known no more
let heard = ""; // the address as `read` knows it: it hears of a change a moment later
let open = new Set(history.state?.open); // the events that somebody reads

async function call(method, path) {
  const { answer, text } = await fetch(path, { method, headers: { "x-attio-emulator": "page" }, cache: "no-store" })
    .then(async (answer) => ({ answer, text: await answer.text() }))
    .catch(() => { throw Object.assign(new Error("serve does not answer. Is it still running?"), { isAway: true }); });
  const found = parsed(text);
  if (!answer.ok) throw Object.assign(new Error(found?.error ?? `serve answered ${answer.status}.`), { isAway: BETWEEN.includes(answer.status) });
  return found;
}

const list = h("ol", { class: "plain stream events panel", "aria-label": "Events" });
const note = h("p", { class: "soft small gap", role: "status" });
const none = h("div", {});
const kinds = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, h("button", { type: "button", on: { click: () => choose(kind) } })]));
const input = h("input", { type: "search", autocomplete: "off", "aria-label": "Search events", placeholder: "Type, name, ID or verdict", on: { input: () => {
  search = input.value.trim().toLowerCase();
  draw();
  loadSoon();
} } });
const live = h("button", { type: "button", class: "small", id: "live", on: { click: () => {
  paused = !paused;
  draw();
  if (!paused) load();
} } });
const flush = h("button", { type: "button", on: { click: () => attempt(() => call("POST", "/_segment/flush"), "All waiting events are delivered") } }, "Deliver waiting events");
const forget = h("button", { type: "button", on: { click: async () => {
  const wanted = await confirmed({ title: "Forget the events?", message: "Their traces are deleted. Records in Attio stay.", action: "Forget them" });
  if (wanted) await attempt(() => call("POST", "/_segment/reset"), "Events forgotten");
} } }, "Forget all");

fill(
  main,
  head("Events", { lead: "What applications send to this local Segment, and what happens to it in Attio.", actions: [flush, forget] }),
  h("div", { class: "row toolbar" }, h("div", { class: "row", role: "group", "aria-label": "Which events" }, Object.values(kinds)), input),
  note, list, none,
);
document.getElementById("bar-end").append(live);

function choose(kind) {
  shown = kind;
  draw();
  keep({ step: true });
  load();
}

/** What is looked at, from the address. */
function read() {
  heard = location.hash;
  const said = new URLSearchParams(heard.slice(1));
  shown = said.get("show");
  if (!Object.hasOwn(KINDS, shown)) shown = "all";
  input.value = said.get("search") ?? "";
  search = input.value.trim().toLowerCase();
}

/** Say in the address what is looked at, and keep beside it what is open, for who comes back; `step` makes it one for the back button. Not while somebody goes on. */
function keep({ step = false } = {}) {
  if (location.hash !== heard) return;
  const said = String(new URLSearchParams({ ...(shown !== "all" && { show: shown }), ...(search && { search: input.value.trim() }) }));
  const wanted = said && `#${said}`;
  const state = { life: life ?? history.state?.life ?? null, open: [...open] };
  if (wanted === location.hash && JSON.stringify(state) === JSON.stringify(history.state)) return;
  history[step && wanted !== location.hash ? "pushState" : "replaceState"](state, "", wanted || location.pathname);
  heard = location.hash;
}

/** The lines of the kind that is shown, and with the text that is looked for, which may be older than what came by. */
async function load() {
  keep();
  const before = new Map([...rows].filter(([, one]) => matches(one.line)).map(([seq, one]) => [seq, one.line]));
  const asked = { shown, search, life };
  const number = ++asks;
  try {
    const text = search ? `&search=${encodeURIComponent(search)}` : "";
    const found = await call("GET", `/_segment/lines?limit=${MOST}${KIND_ASKED[shown]}${text}`);
    if (asked.shown !== shown || asked.search !== search || asked.life !== life) return; // something else is looked for by now
    const oldest = found.data.length === MOST ? found.data[0].seq : 0;
    const there = new Set(found.data.map((line) => line.seq));
    // what was of this kind and is not any more: its change went by with more than the stream tells
    for (const [seq, line] of before) if (seq >= oldest && !there.has(seq) && rows.get(seq)?.line === line) rows.delete(seq);
    for (const line of found.data) take(line);
    wrong = null;
  } catch (error) {
    if (number === asks) { // else it was asked again since
      wrong = error;
      insist(error, () => number === asks && load());
    }
  }
  draw();
}

const loadSoon = calmly(load, 300);

function take(line) {
  const known = rows.get(line.seq);
  if (known && known.line.change >= line.change) return;
  if (known) known.line = line;
  else rows.set(line.seq, { line, element: null, drawn: 0 });
}

/** What should be a text and may be anything, as SDKs sent it. */
const said = (value) => (typeof value === "string" ? value : JSON.stringify(value));

const matches = (line) => {
  if (shown === "good" && line.good !== true) return false;
  if (shown === "bad" && line.good !== false) return false;
  if (shown === "waiting" && line.good !== null) return false;
  if (!search) return true;
  const parts = [line.type, line.event, line.name, line.user_id, line.anonymous_id, line.group_id, line.previous_id, line.message_id, line.source, line.why, ...line.verdicts, ...line.verdicts.map(told)];
  return parts.some((one) => said(one ?? "").toLowerCase().includes(search));
};

function row(one) {
  const { line } = one;
  const named = line.event ?? line.name ?? line.group_id ?? line.previous_id;
  const summary = [
    h("span", { class: "method" }, code(said(line.type ?? "none"))),
    h("span", { class: "what" }, named && text(said(named), { class: "cut", title: plain(said(named)) }), text(said(line.user_id ?? line.anonymous_id ?? "nobody"), { class: "cut soft", title: plain(said(line.message_id ?? "")) })),
    h("span", { class: "verdicts" }, line.verdicts.map((verdict) => badge(told(verdict), kindOf(verdict), line.why && plain(line.why)))),
    h("span", { class: "small soft" }, when(line.received_at)),
  ];
  if (!one.element) {
    const inside = h("div", { class: "inside" });
    const details = h("details", { open: life !== null && open.has(line.seq), on: { toggle: () => {
      open[details.open ? "add" : "delete"](line.seq);
      keep();
      if (details.open) one.reload();
    } } }, h("summary", {}), inside);
    one.element = h("li", { "data-seq": line.seq }, details);
    one.reload = calmly(async () => {
      try {
        const found = await call("GET", `/_segment/events?seq=${line.seq}`);
        redraw(inside, () => fill(inside, found ? trace(found) : h("p", { class: "soft" }, "Its trace was dropped for newer ones, or by a reset.")));
      } catch (error) {
        fail(inside, error);
        insist(error, () => details.open && details.isConnected && one.reload());
      }
    }, 300);
  }
  const details = one.element.firstChild;
  redraw(details.firstChild, () => fill(details.firstChild, summary));
  if (details.open) one.reload();
  one.drawn = line.change;
  return one.element;
}

function draw() {
  const names = { all: counts.total, good: counts.good, bad: counts.bad, waiting: counts.waiting };
  for (const [kind, button] of Object.entries(kinds)) {
    redraw(button, () => fill(button, KINDS[kind], " ", h("span", { class: ["count", kind === "bad" && counts.bad > 0 && "bad"] }, count(names[kind]))));
    button.setAttribute("aria-pressed", String(kind === shown));
  }
  live.setAttribute("aria-pressed", String(paused));
  redraw(live, () => fill(live, h("span", { class: ["dot", paused ? "warn" : { live: "good", lost: "bad" }[state]] }), h("span", {}, paused ? "Paused" : { live: "Live", lost: "Not connected", connecting: "Connecting" }[state])));
  const sorted = [...rows.values()].sort((one, other) => other.line.seq - one.line.seq);
  const wanted = sorted.filter((one) => matches(one.line)).slice(0, MOST);
  // beside those that are shown, of each kind the newest stay, so that a flood of good ones does not hide the bad ones
  const kept = new Set(wanted);
  for (const kind of [true, false, null]) for (const one of sorted.filter((each) => each.line.good === kind).slice(0, MOST)) kept.add(one);
  for (const one of sorted) if (!kept.has(one)) rows.delete(one.line.seq);
  const elements = wanted.map((one) => (one.element && one.drawn === one.line.change ? one.element : row(one)));
  arrange(list, elements);
  list.hidden = elements.length === 0;
  if (wrong) fail(none, wrong);
  else fill(none, elements.length === 0 && (counts.total === 0
    ? empty("No events yet", "Point a Segment SDK at ", code(location.origin), ", and they appear here.")
    : empty("No matches", paused ? "No event from before the pause is of this kind, or has this text." : "No event is of this kind, or has this text.")));
  note.textContent = [
    elements.length === MOST && `The last ${count(elements.length)} are shown.`,
    forgotten > 0 && `The oldest ${count(forgotten)} are forgotten and cannot be searched.`,
  ].filter(Boolean).join(" ");
}

const drawSoon = calmly(draw, 200);

// A tab that nobody sees does not listen: a browser has six connections for an address, and each that listens takes one.
let source = null;

function follow() {
  if (source || document.visibilityState === "hidden") return;
  source = new EventSource("/_segment/stream");
  source.onopen = () => {
    state = "live";
    if (wrong) loadSoon();
    drawSoon();
  };
  source.addEventListener("events", (event) => {
    const news = JSON.parse(event.data);
    ({ counts, forgotten } = news);
    if (news.life !== life) {
      rows.clear();
      if (news.life !== (life ?? history.state?.life)) open = new Set();
      if (life !== null && (shown !== "all" || search)) loadSoon();
      ({ life } = news);
    } else if (paused) return drawSoon();
    for (const line of news.rows) take(line);
    if (news.more) loadSoon(); // there are more than it tells
    drawSoon();
  });
  source.onerror = () => {
    state = "lost";
    drawSoon();
    // one that a server refused is not tried again by itself
    if (source?.readyState !== EventSource.CLOSED) return;
    source = null;
    setTimeout(follow, 1000);
  };
}

function rest() {
  source?.close();
  source = null;
}

document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? rest() : follow()));
addEventListener("pagehide", rest);
addEventListener("pageshow", follow);

addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || /^(input|textarea|select)$/i.test(event.target.tagName)) return;
  event.preventDefault();
  input.focus();
});

addEventListener("hashchange", () => {
  read();
  draw();
  load();
});

read();
draw();
follow();
if (shown !== "all" || search) load();
