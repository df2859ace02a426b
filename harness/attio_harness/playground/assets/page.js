// The playground: four texts, the result beside them as they are typed, and what can be done with the whole.

import { code, fill, h, plain, text } from "/_emulator/assets/dom.js";
import { ask, insist } from "/_emulator/assets/parts.js";
import * as assumptions from "./assumptions.js";
import { get, post } from "./calls.js";
import { learn } from "./completion.js";
import { NAMES, editor, setMarks, setText, show } from "./editors.js";
import { draw, failed } from "./result.js";
import { told } from "./result_parts.js";
import { read, written } from "./share.js";

const WAIT = 30; // milliseconds after the last key
const FILES = { mapping: ["mapping.json", "application/json"], trigger: ["trigger.txt", "text/plain"], event: ["events.json", "application/json"], workspace: ["workspace.yaml", "application/yaml"] };

const box = document.getElementById("result");
const triggerLanguage = document.getElementById("trigger-language");
const toasts = document.getElementById("toasts");
const views = Object.fromEntries(NAMES.map((name) => [name, editor(name, document.getElementById(name), changed)]));
const mode = h("select", { "aria-label": "How events are sent", on: { change: changed } }, ["auto", "single", "batch"].map((one) => h("option", { value: one }, `mode ${one}`)));
const begin = h("select", { "aria-label": "Begin with", id: "preset" }, h("option", { value: "" }, "Begin with\u2026"));
const assumptionsButton = h("button", { type: "button", on: { click: showAssumptions } });
let have = null;
let timer = null;
let asked = null; // of the call under way
let typed = null; // when the first key since the last result was pressed
let version = 0;
let judged = null; // {version, found} of the latest result
let wanted = null; // {version, label} of a repair that was pressed where the texts had changed since
let presets = []; // texts to begin with
let most = {}; // characters of each text that are judged
let address = location.hash; // what this page wrote behind the #, or read there

const state = () => ({ ...Object.fromEntries(NAMES.map((name) => [name, views[name].state.doc.toString()])), mode: mode.value, assume: assumptions.chosen() });

function changed() {
  version += 1;
  fill(assumptionsButton, "Assumptions", assumptions.howMany() > 0 && ` (${assumptions.howMany()} set)`);
  begin.value = ""; // what it named is another text by now, and can be chosen again
  typed ??= performance.now();
  document.body.dataset.state = "waiting";
  clearTimeout(timer);
  timer = setTimeout(evaluate, WAIT);
}

async function evaluate() {
  asked?.abort();
  asked = new AbortController();
  const mine = version;
  const given = state();
  remember(given, mine); // first: texts that are too long, or typed while nothing answers, are not to go with a reload
  try {
    const found = await post("evaluate", { ...given, have }, asked.signal);
    if (mine !== version) return;
    have = found.words.tag ?? have;
    learn(found.words);
    marks(found, mine);
    const isUsed = found.uses_trigger || !given.trigger.trim();
    triggerLanguage.textContent = isUsed ? "FQL" : "FQL, not used";
    triggerLanguage.title = isUsed ? "" : "Every subscription of the mapping has its own trigger.";
    draw(box, found, { show: (place) => show(views[place.editor], place), apply: (repair) => apply(repair, mine), changed });
    if (typed !== null) document.body.dataset.latency = String(Math.round(performance.now() - typed));
    typed = null;
    document.body.dataset.state = "done";
    judged = { version: mine, found };
    applyWanted();
  } catch (error) {
    if (error.name !== "AbortError" && mine === version) {
      failed(box, error);
      document.body.dataset.state = "failed";
      insist(error, () => mine === version && document.body.dataset.state === "failed" && evaluate());
    }
  }
}

function marks(found, of) {
  const losses = found.events.flatMap((event) => event.subscriptions.flatMap((stage) => stage.mistakes.map((one) => ({ ...one, severity: "error" }))));
  const seen = new Set();
  const all = [...found.problems.map((one) => ({ ...one, severity: "error" })), ...found.findings, ...losses].filter((one) => {
    const key = one.place && `${one.place.editor} ${one.place.from} ${one.message}`;
    return key && !seen.has(key) && seen.add(key);
  });
  for (const name of NAMES) setMarks(views[name], all.filter((one) => one.place.editor === name).slice(0, 200), (repair) => apply(repair, of));
}

function apply(repair, of) {
  if (of !== version) { // the text is another one by now, and has its own repairs
    wanted = { version, label: repair.label };
    return applyWanted();
  }
  for (const name of NAMES) { // of each editor it is one change, which is taken back as one
    const changes = repair.edits.filter((one) => one.editor === name).map((one) => ({ from: one.from, to: one.to, insert: one.text }));
    if (changes.length) views[name].dispatch({ changes, userEvent: "input.repair" });
  }
  toast(`${repair.label}: done. Undo with Ctrl Z in the ${repair.edits[0].editor}.`);
}

/** Do what was pressed on the result before, if this one has one such repair as well. */
function applyWanted() {
  if (wanted?.version !== version || judged?.version !== version) return;
  const { label } = wanted;
  wanted = null;
  const { events, findings, problems } = judged.found;
  const mistakes = [...problems, ...findings, ...events.flatMap((event) => event.subscriptions.flatMap((stage) => stage.mistakes))];
  const same = new Map(mistakes.flatMap((one) => one.repairs).filter((one) => one.label === label).map((one) => [JSON.stringify(one.edits), one]));
  if (same.size === 1) apply([...same.values()][0], version);
  else toast(`${label}: not done, since the texts have changed.`, true);
}

function toast(said, bad = false) {
  const one = h("p", { class: ["toast", bad && "bad"] }, text(said));
  toasts.append(one);
  setTimeout(() => one.remove(), 6000);
}

// -- the whole as an address, a file, a test ----------------------------------------------------------------------------

async function remember(given, of) {
  // of more than a link holds the address has nothing, rather than what was there before
  const made = await written(given).catch(() => location.pathname + location.search);
  if (of !== version || location.hash !== address) return; // other texts by now, or another link, which is about to be read
  window.history.replaceState(null, "", made);
  address = location.hash;
}

function load(given) {
  for (const name of NAMES) if (typeof given[name] === "string") setText(views[name], given[name]);
  mode.value = given.mode;
  if (!mode.value) mode.value = "auto"; // a link may say what is none
  assumptions.choose(given.assume ?? "");
  changed();
}

async function loadAddress() {
  const mine = address = location.hash;
  try {
    const given = await read(mine);
    if (given && location.hash === mine) load(given); // else another link came meanwhile
    return Boolean(given);
  } catch (error) {
    toast(error.message, true);
    return false;
  }
}

function download(name, content, type) {
  const link = h("a", { href: URL.createObjectURL(new Blob([content], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function dialog(title, ...inside) {
  document.querySelector("dialog[open]")?.close(); // of a button that was pressed twice before the first was answered
  const close = h("button", { type: "button", on: { click: () => one.close() } }, "Close");
  const one = h("dialog", { "aria-label": title }, h("h2", null, title), inside, h("div", { class: "row" }, close));
  ask(one);
  return one;
}

function showAssumptions() {
  const list = h("div", {}, assumptions.all(changed));
  const none = h("button", { type: "button", on: { click: () => {
    assumptions.choose("");
    changed();
    fill(list, assumptions.all(changed));
  } } }, "Reset all");
  const one = dialog("Assumptions", h("p", { class: "soft" }, "What no document says of Attio and of Segment, and what would be different otherwise, as with ", code("check --assume"), "."), list);
  one.lastElementChild.prepend(none); // beside the button that closes it
}

async function share() {
  const made = await written(state()).catch((error) => toast(error.message, true));
  if (!made) return;
  const link = new URL(made, location.href);
  link.search = "";
  const field = h("input", { readonly: true, "aria-label": "Link", value: link.href, class: "wide" });
  const copied = await navigator.clipboard?.writeText(link.href).then(() => true, () => false);
  dialog("A link with all four texts", h("p", { class: "soft" }, copied ? "Copied to the clipboard." : "Copy it from here.", " The texts, and the assumptions that are set, are in the link itself, behind the #: no server is sent them."), field);
  field.select();
}

async function saveTest() {
  try {
    const made = await post("test", state());
    download(made.name, made.text, "text/x-python");
    toast(`Saved as ${made.name}. Run it with pytest.`);
  } catch (error) {
    toast(error.message, true);
  }
}

/** What should be a text and may be anything, as SDKs sent it. */
const said = (value) => (typeof value === "string" ? value : JSON.stringify(value));

/** What tells an event from others of its type: what it is about, and whose it is. */
const about = (event) => [event.event ?? event.name ?? event.groupId ?? event.previousId, event.userId ?? event.anonymousId];

async function recent() {
  try {
    const { recent: rows } = await get("recent");
    const list = h("ul", { class: "plain recent" }, (rows ?? []).map((row) => h("li", null, h("button", { type: "button", class: "quiet", on: { click: () => take(row.event) } },
      text([row.event.type, ...about(row.event), row.source, (row.verdicts ?? []).map(told).join(", ")].filter(Boolean).map(said).join(" \u00b7 "))))));
    const none = rows ? "No events received yet." : "Events are received by attio-harness serve.";
    const one = dialog("Recent events", rows?.length ? list : h("p", { class: "soft" }, none));
    function take(event) {
      setText(views.event, `${JSON.stringify(event, null, 2)}\n`);
      one.close();
    }
  } catch (error) {
    toast(error.message, true);
  }
}

async function isPacked(file) {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  return first === 0x1f && second === 0x8b;
}

// a character has at most four bytes, so that a file far too large is not read
const isLong = async (file, most) => file.size > 4 * most || (file.size > most && [...(await file.text())].length > most);

function tools(name) {
  const input = h("input", { type: "file", hidden: true, tabindex: "-1", "aria-hidden": "true", on: { change: async () => {
    const [file] = input.files;
    if (file && (await isPacked(file))) toast(`${file.name} is packed with gzip: unpack it first, or use attio-harness check.`, true);
    else if (file && (await isLong(file, most[name]))) toast(`${file.name} has more than ${most[name].toLocaleString("en")} characters, the most that is judged here: use attio-harness check.`, true);
    else if (file) setText(views[name], await file.text());
    input.value = "";
  } } });
  const title = document.getElementById(`${name}-title`).textContent.toLowerCase();
  fill(document.getElementById(`${name}-tools`), input,
    h("button", { type: "button", class: "quiet small", "aria-label": `Open a file as ${title}`, on: { click: () => input.click() } }, "Open"),
    h("button", { type: "button", class: "quiet small", "aria-label": `Save the ${title} as a file`, on: { click: () => download(FILES[name][0], views[name].state.doc.toString(), FILES[name][1]) } }, "Save"));
}

async function start() {
  fill(assumptionsButton, "Assumptions");
  addEventListener("hashchange", () => location.hash !== address && loadAddress());
  for (const name of NAMES) tools(name);
  fill(document.getElementById("controls"), begin, mode, assumptionsButton,
    h("button", { type: "button", on: { click: recent } }, "Recent events"),
    h("button", { type: "button", on: { click: saveTest } }, "Save as test"),
    h("button", { type: "button", class: "main", on: { click: share } }, "Share"));
  const isLinked = loadAddress();
  begin.addEventListener("change", () => {
    const one = presets.find((each) => each.name === begin.value);
    if (one) beginWith(one);
  });
  await offer(isLinked);
}

function beginWith(one) {
  load(one);
  begin.value = one.name;
}

/** Offer the texts to begin with, as soon as the server answers. */
async function offer(isLinked) {
  try {
    ({ presets, most } = await get("presets"));
    for (const one of presets) begin.append(h("option", { value: one.name }, plain(one.title)));
    if (!(await isLinked) && version === 0) beginWith(presets[0]); // else there are texts, or somebody began to write
  } catch (error) {
    if (version === 0) failed(box, error); // else a result is shown, or why there is none
    insist(error, () => offer(isLinked));
  }
}

start();
