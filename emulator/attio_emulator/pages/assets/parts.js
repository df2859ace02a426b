// What several views are made of: badges, times, actors, links, paging, notes at the edge, the dialog that asks.

import { code, fill, h, plain, put, text } from "./dom.js";
import { to } from "./router.js";

const NUMBER = new Intl.NumberFormat("en");
export const count = (number) => NUMBER.format(number);
export const plural = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;

export function badge(label, kind, title) {
  return h("span", { class: ["badge", kind], title }, label);
}

/** A moment as the emulator writes it, in UTC; to the millisecond, which its clock counts by. */
export function when(iso, { short = false } = {}) {
  if (!iso) return h("span", { class: "faint" }, "\u2013");
  const shown = iso.replace("T", " ").replace(/(\.\d{3})\d*Z$/, short ? "" : "$1").replace(/Z$/, "");
  return h("time", { datetime: iso, title: `${iso.slice(0, 23)}Z (UTC)`, class: "number nowrap" }, shown);
}

const ACTORS = { "api-token": "API key", app: "App", "workspace-member": "Member", system: "Attio" };

export function actor(one) {
  const kind = ACTORS[one.type] ?? one.type;
  const named = one.name ?? (one.id ? one.id.slice(0, 8) : "");
  return h("span", { title: one.id ? plain(`${one.type} ${one.id}`) : null }, kind, named && [" ", text(named)]);
}

export function recordLink(object, id, name, query) {
  return h("a", { href: to(["objects", object, "records", id], query) }, text(name || id));
}

/** Where a request can be read; those of the workspace file and of Attio itself are none. */
export function requestLink(id) {
  if (!id || id === "seed") return h("span", { class: "faint" }, "workspace file");
  if (id === "system" || id === "existing") return h("span", { class: "faint" }, "Attio itself");
  return h("a", { href: to(["requests", id]), title: plain(id) }, "request ", code(id.slice(0, 8)));
}

export function empty(title, ...more) {
  return h("div", { class: "empty" }, h("h2", {}, title), more.some(Boolean) ? h("p", {}, more) : null);
}

export function failed(error) {
  return h("div", { class: "notice bad", role: "alert" }, text(error.message));
}

/** Say why a box cannot be filled; what says so already stays, so that it is not read out again and again. */
export function fail(box, error) {
  const said = failed(error);
  if (box.childNodes.length !== 1 || !box.firstChild.isEqualNode(said)) fill(box, said);
}

/** Do again, a second later, what failed because nobody answered: that may pass by itself. */
export function insist(error, again) {
  if (error.isAway) setTimeout(again, 1000);
}

export function status(number) {
  return badge(String(number), number >= 500 ? "bad" : number >= 400 ? "warn" : "good");
}

export function field(label, input) {
  return h("label", { class: "field" }, label, input);
}

/** Where the page begins that is shown in the place of one behind the last row, as where rows went meanwhile; null where it has some. */
export function pageInstead({ offset, limit, total }) {
  return offset > 0 && offset >= total ? Math.max(0, Math.floor((total - 1) / limit) * limit) : null;
}

/** Buttons for pages; `turn(offset)` is called with where the next one begins. */
export function pager({ offset, limit, total }, turn) {
  const from = total === 0 ? 0 : offset + 1;
  const until = Math.min(offset + limit, total);
  const last = Math.max(0, Math.floor((total - 1) / limit) * limit);
  const step = (label, sign, wanted, off) => h("button", { type: "button", class: "small", disabled: off, "aria-label": label, title: label, on: { click: () => turn(wanted) } }, sign);
  return h(
    "div", { class: "row pager" },
    h("span", { class: "soft number" }, total === 0 ? "None" : `${count(from)}\u2013${count(until)} of ${count(total)}`),
    total > limit && h(
      "span", { class: "row push", role: "group", "aria-label": "Pages" },
      step("First page", "\u00ab", 0, offset === 0),
      step("Previous page", "\u2039 Previous", Math.max(0, offset - limit), offset === 0),
      step("Next page", "Next \u203a", offset + limit, until >= total),
      step("Last page", "\u00bb", last, until >= total),
    ),
  );
}

/** A table in a box that scrolls sideways by itself, by keyboard as well. */
export function table(label, heads, rows, props = {}) {
  return h(
    "div", { class: "scroll panel", tabindex: "0", role: "region", "aria-label": label, ...props },
    h("table", {}, h("thead", {}, h("tr", {}, heads.map((one) => (one instanceof Node ? one : h("th", { scope: "col" }, one))))), h("tbody", {}, rows)),
  );
}

/** Text as it was sent, cut by the server where it is long. */
export function body(one, label) {
  if (!one) return h("p", { class: "faint" }, "No body.");
  const box = h("pre", { class: "body", tabindex: "0", role: "region", "aria-label": label, dir: "auto" });
  put(box, [...text(one.text).childNodes]);
  return [box, one.length > one.text.length && h("p", { class: "small faint" }, `The first ${count(one.text.length)} of ${count(one.length)} characters.`)];
}

export function toast(message, kind = "good") {
  const one = h("div", { class: ["toast", kind] }, text(message));
  document.getElementById("toasts").append(one);
  setTimeout(() => one.remove(), kind === "bad" ? 9000 : 4000);
}

/** Do something that may be refused; a refusal is told at the edge. The answer says whether it was done. */
export async function attempt(work, done) {
  try {
    await work();
    if (done) toast(done);
    return true;
  } catch (error) {
    if (error.name !== "AbortError") toast(error.message, "bad"); // else the view was left, and nobody waits for it
    return false;
  }
}

/** Show a dialog until it is answered, or the place in which it was opened is left, as by the back button. */
export function ask(dialog) {
  const leave = () => dialog.close();
  const leaving = ["popstate", "pagehide"];
  for (const one of leaving) addEventListener(one, leave);
  dialog.addEventListener("close", () => {
    for (const one of leaving) removeEventListener(one, leave);
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
}

/** Ask before what cannot be undone; resolves to whether it is wanted. */
export function confirmed({ title, message, action }) {
  return new Promise((resolve) => {
    const dialog = h(
      "dialog", { "aria-labelledby": "dialog-title" },
      h("h2", { id: "dialog-title" }, title),
      h("p", { class: "soft" }, message),
      h("form", { method: "dialog", class: "row" }, h("button", { value: "no" }, "Cancel"), h("button", { value: "yes", class: "danger" }, action)),
    );
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"));
    ask(dialog);
  });
}

/** The head of a view: its name, what stands beside it, a sentence below. */
export function head(title, { beside = [], lead = null, actions = [], crumbs = null } = {}) {
  return h("div", { class: "head" }, crumbs && h("nav", { class: "crumbs", "aria-label": "Above" }, crumbs), h("h1", { tabindex: "-1" }, title), beside, actions.length ? h("div", { class: "row push" }, actions) : null, lead && h("p", { class: "lead" }, lead));
}

/** Asks, and has the answer to the newest question only: to one that another followed the answer, or the failure, comes too late and is null. */
export function newest(ask) {
  let asked = 0;
  return async (...given) => {
    const number = ++asked;
    try {
      const answer = await ask(...given);
      return number === asked ? answer : null;
    } catch (error) {
      if (number === asked) throw error;
      return null;
    }
  };
}

/** A control that looks again no more than twice a second, however often it is called; once more if it is called while it looks, and again
until somebody answers. */
export function calmly(work, pause = 500) {
  let timer = null;
  let last = 0;
  let isAtWork = false;
  let isStale = false;
  function look() {
    isStale = isAtWork;
    if (!isAtWork) timer ??= setTimeout(run, Math.max(0, last + pause - Date.now()));
  }
  async function run() {
    timer = null;
    isAtWork = true;
    last = Date.now();
    try {
      await work();
    } catch (error) {
      insist(error, look); // meanwhile what is shown stays as it is: the view has been left, or the bar says that the connection is lost
    }
    isAtWork = false;
    if (isStale) look();
  }
  return look;
}
