// The page of the emulator: which view an address means, and what every view is given. Views are in modules of their own.

import { away, get } from "./api.js";
import { fill, h, plain, put, text } from "./dom.js";
import * as live from "./live.js";
import { failed, insist, when } from "./parts.js";
import { here, onMove, stay } from "./router.js";
import * as side from "./side.js";

// The pieces of a path, a star for any, and the module of the view; the first that fits.
const VIEWS = [
  [[], "objects"],
  [["objects", "*"], "table"],
  [["objects", "*", "attributes"], "attributes"],
  [["objects", "*", "records", "*"], "record"],
  [["lists"], "lists"],
  [["notes"], "notes"],
  [["tasks"], "tasks"],
  [["requests"], "requests"],
  [["requests", "*"], "request"],
  [["rejections"], "rejections"],
  [["queue"], "queue"],
  [["webhooks"], "webhooks"],
  [["faults"], "faults"],
  [["state"], "state"],
];

const NOT_CONNECTED = "Not connected";
const main = document.getElementById("main");
const about = JSON.parse(document.querySelector("meta[name=about]").content);
let shown = null; // {path, view, controller, update, isAway}

function viewOf(path) {
  const fits = ([pattern]) => pattern.length === path.length && pattern.every((one, index) => one === "*" || one === path[index]);
  return VIEWS.find(fits)?.[1];
}

async function show({ first = false } = {}) {
  const place = here();
  const same = shown && shown.path.join("\n") === place.path.join("\n");
  if (same && shown.update) return shown.update(place.query);
  shown?.controller.abort();
  const controller = new AbortController();
  const began = live.news();
  const view = viewOf(place.path);
  const mine = { path: place.path, controller, update: null, isAway: false };
  shown = mine;
  side.draw();
  side.close();
  const context = {
    about,
    path: place.path,
    query: place.query,
    signal: controller.signal,
    /** Put a finished view in the place of the one before; not if somebody went on meanwhile. */
    render(title, ...nodes) {
      if (shown !== mine) return false;
      document.title = plain(`${title} \u00b7 ${about.workspace.name}: local Attio`);
      fill(main, ...nodes);
      if (!first && !same) {
        scrollTo(0, 0);
        main.querySelector("h1")?.focus({ preventScroll: true });
      }
      return true;
    },
    /** Say in the address what is shown, as `stay` does; not if somebody went on meanwhile, as while a search waits for more letters. */
    stay(query, options) {
      if (shown === mine) stay(place.path, query, options);
    },
    /** Called with the query when the address changes within the view. */
    onQuery(update) {
      mine.update = update;
    },
    /** Called with each piece of news until the view is left. */
    onNews(listener) {
      const end = live.listen((piece) => piece && listener(piece));
      controller.signal.addEventListener("abort", end);
      // what came while the view asked for what it shows
      const latest = live.news();
      if (latest !== began) listener(latest);
    },
  };
  try {
    if (!view) throw new Error(`There is no view ${location.hash}.`);
    const { show: draw } = await import(`./view_${view}.js`).catch(() => { throw away(); });
    if (shown === mine) await draw(context);
  } catch (error) {
    if (error.name === "AbortError" || shown !== mine) return;
    mine.update = null; // to come here again is to try again
    mine.isAway = error.isAway;
    const again = () => get("ui/news", {}, controller.signal).then(() => show(), (failure) => insist(failure, again));
    insist(error, again);
    context.render(error.isAway ? NOT_CONNECTED : "Not found", h("div", { class: "head" }, h("h1", { tabindex: "-1" }, "This cannot be shown")), failed(error), h("p", {}, h("a", { href: "#/" }, "All objects")));
  }
}

function liveButton() {
  const dot = h("span", { class: "dot" });
  const label = h("span");
  const clock = h("span", { class: "small clock", title: "The clock of the emulator (UTC)" });
  const button = h("button", { type: "button", class: "quiet small", id: "live", on: { click: () => live.pause(!live.isPaused()) } }, dot, label);
  const draw = () => {
    const state = live.isPaused() ? "paused" : live.connection();
    dot.className = `dot ${{ live: "good", paused: "warn", lost: "bad" }[state] ?? ""}`;
    fill(label, { live: "Live", paused: "Paused", lost: NOT_CONNECTED, connecting: "Connecting" }[state]);
    button.setAttribute("aria-pressed", String(live.isPaused()));
    button.title = live.isPaused() ? "Follow what happens again" : "Stop following what happens";
    fill(clock, about.clock.kind === "virtual" ? ["virtual clock ", when(live.news().at, { short: true })] : null);
  };
  live.listen(draw);
  draw();
  put(document.getElementById("bar-end"), clock, button);
}

// What was answered and is not on disk is told above everything else, for as long as it is so.
function notSaved() {
  const element = document.getElementById("not-saved");
  const state = live.news().on_disk;
  element.hidden = !state?.why;
  if (element.hidden) return fill(element);
  const said = state.saved ? `${state.file} is not up to date` : `Not saved: changes are not kept in ${state.file}`;
  fill(element, text(said), " since ", when(state.since, { short: true }), ". ", text(state.why), ". It is tried again until it works.");
}

onMove(() => show());
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault(); // the fragment says which view is shown
  main.focus();
});
addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const search = main.querySelector("input[type=search]");
  if (search) {
    event.preventDefault();
    search.focus();
  }
});

// a view that nobody answered is shown once somebody does
live.listen(() => shown?.isAway && live.connection() === "live" && show());
liveButton();
notSaved();
live.listen(notSaved);
const ready = Promise.all([show({ first: true }), side.start()]);
ready.catch((error) => fill(main, failed(error))).finally(live.start);
