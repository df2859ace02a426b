// The records of an object, or the entries of a list: searched, filtered, sorted, paged, and as of a moment of the past.
// All of that happens in the emulator; here are never more than the rows of one page.

import { get, piece } from "./api.js";
import { fill, h, plain, redraw, text } from "./dom.js";
import { filters } from "./filters.js";
import { calmly, count, empty, fail, head, insist, newest, pageInstead, pager, plural, recordLink, when } from "./parts.js";
import { to } from "./router.js";
import { slider } from "./slider.js";
import { beside, tabs } from "./view_attributes.js";

const ROWS = 50;
const COLUMNS = 7;
const NOT_SHOWN = ["record_id", "entry_id", "created_at", "parent_record"];

function stateOf(query) {
  const number = Number.parseInt(query.get("page") ?? "1", 10);
  return {
    search: query.get("search") ?? "",
    where: query.getAll("where"),
    sort: query.get("sort") ?? "",
    order: query.get("order") ?? "",
    at: query.get("at") ?? "",
    page: number >= 1 && number < 1e7 ? number : 1,
  };
}

function rowsOf(where) {
  return where.flatMap((one) => {
    try {
      const row = JSON.parse(one);
      return Array.isArray(row) ? [[String(row[0]), String(row[1]), String(row[2] ?? "")]] : [];
    } catch {
      return [];
    }
  });
}

export async function show(view) {
  const path = view.path;
  const named = piece(path[1]);
  const ask = (state) => get(`ui/objects/${named}/records`, { search: state.search, where: state.where, sort: state.sort, order: state.order, at: state.at, offset: (state.page - 1) * ROWS, limit: ROWS }, view.signal);
  let state = stateOf(view.query);
  const [object, first] = await Promise.all([get(`ui/objects/${named}`, {}, view.signal), ask(state).catch((error) => ({ error }))]);
  if (first.error?.name === "AbortError") return;
  const attributes = object.attributes.filter((one) => !one.is_archived && !NOT_SHOWN.includes(one.slug));
  const word = object.kind === "list" ? "entry" : "record";
  const words = object.kind === "list" ? "entries" : "records";
  const remembered = `columns:${object.id}`;
  let columns = null;
  try {
    columns = JSON.parse(localStorage.getItem(remembered));
  } catch {
    // nothing is remembered here
  }
  let found = null;
  let asked = 0;
  let listed = ""; // the columns as the menu has them

  const box = h("div", { "aria-live": "off" });
  const said = h("p", { class: "vh", role: "status" });
  const search = h("input", { type: "search", "aria-label": `Search ${words}`, placeholder: `Search ${words}`, title: "Press / to search", value: state.search });
  const filtering = filters(attributes.length ? attributes : object.attributes, rowsOf(state.where), (rows) => change({ where: rows.map((row) => JSON.stringify(row)) }, true));
  const addFilter = h("button", { type: "button", id: "add-filter", on: { click: () => filtering.add() } }, "Filter");
  const travelling = h("div", { class: "travel", hidden: true });
  const travelButton = h("button", { type: "button", "aria-expanded": "false", on: { click: () => openTravel(travelling.hidden) } }, "Time travel");
  const menu = h("div", { class: "menu-box" });
  const columnsMenu = h("details", { class: "menu" }, h("summary", { class: "button" }, "Columns"), menu);

  function showTravel(wanted) {
    travelling.hidden = !wanted;
    travelButton.setAttribute("aria-expanded", String(wanted));
    if (!wanted) fill(travelling); // a slider that was moved a moment ago travels no more
  }

  const askMoments = newest(() => get(`ui/objects/${named}/moments`, {}, view.signal));

  async function openTravel(wanted) {
    showTravel(wanted);
    if (!wanted) {
      if (state.at) change({ at: "" }, true);
      return;
    }
    let moments;
    try {
      moments = (await askMoments())?.data;
    } catch (error) {
      if (error.name === "AbortError") return;
      fail(travelling, error);
      insist(error, () => !travelling.hidden && travelling.querySelector("[role=alert]") && !view.signal.aborted && openTravel(true));
      return;
    }
    if (!moments || travelling.hidden) return;
    fill(travelling, moments.length ? [slider(moments, state.at || null, (at) => change({ at: at ?? "" }, false), "Moment"), h("p", { class: "small faint below" }, `Those ${words} that are still there, as they were then.`)] : h("p", { class: "soft small" }, "Nothing was written yet."));
  }

  function change(changed, step) {
    state = { ...state, page: 1, ...changed };
    view.stay({ search: state.search, where: state.where, sort: state.sort, order: state.order, at: state.at, page: state.page > 1 ? state.page : null }, { step });
    return load();
  }

  async function load() {
    const number = ++asked;
    box.setAttribute("aria-busy", "true");
    try {
      const answer = await ask(state);
      // what is the same stays as it is, with the text that somebody has marked in it
      if (number !== asked || (found && box.querySelector("table") && JSON.stringify(found) === JSON.stringify(answer))) return;
      const instead = pageInstead({ offset: answer.offset, limit: ROWS, total: answer.total });
      if (instead !== null) return change({ page: instead / ROWS + 1 }, false);
      found = answer;
      draw();
    } catch (error) {
      if (error.name === "AbortError" || number !== asked) return;
      fail(box, error);
      insist(error, () => number === asked && !view.signal.aborted && load());
    } finally {
      if (number === asked) box.removeAttribute("aria-busy");
    }
  }

  function shownColumns() {
    if (columns) return attributes.filter((one) => columns.includes(one.slug));
    const filled = attributes.filter((one) => !["created_by", "name"].includes(one.slug) && found.data.some((row) => row.values[one.slug]));
    return filled.slice(0, COLUMNS);
  }

  function drawMenu(shown) {
    const slugs = shown.map((one) => one.slug);
    if (JSON.stringify(slugs) === listed) return;
    listed = JSON.stringify(slugs);
    redraw(menu, () => fill(menu, h("fieldset", {}, h("legend", { class: "vh" }, "Columns"), attributes.map((one) => {
      const box = h("input", { type: "checkbox", checked: slugs.includes(one.slug), "data-key": `column:${one.slug}` });
      box.addEventListener("change", () => {
        columns = attributes.filter((each) => (each.slug === one.slug ? box.checked : slugs.includes(each.slug))).map((each) => each.slug);
        box.checked ? slugs.push(one.slug) : slugs.splice(slugs.indexOf(one.slug), 1);
        try {
          localStorage.setItem(remembered, JSON.stringify(columns));
        } catch {
          // not remembered, then
        }
        drawRows();
      });
      return h("label", { class: "check" }, box, text(one.title));
    }))));
  }

  function heading(label, slug) {
    const on = state.sort === slug || (slug === "created_at" && !state.sort);
    const order = on ? state.order || (slug === "created_at" ? "desc" : "asc") : null;
    const next = order === "asc" ? "desc" : "asc";
    return h("th", { scope: "col", "aria-sort": order === "asc" ? "ascending" : order === "desc" ? "descending" : null },
      h("button", { type: "button", class: "sort", "data-sort": slug, "data-key": `sort:${slug}`, on: { click: () => change({ sort: slug, order: next }, true) } }, label, h("span", { "aria-hidden": "true", class: "arrow" }, order === "asc" ? "\u2191" : order === "desc" ? "\u2193" : "")));
  }

  function cell(values) {
    if (!values) return h("td", { class: "faint" }, "\u2013");
    return h("td", {}, h("span", { class: "cell" }, values.map((one, index) => [
      index > 0 && ", ",
      one.more ? h("span", { class: "faint" }, `and ${one.more} more`) : one.record ? recordLink(one.record[0], one.record[1], one.text, { at: state.at }) : text(one.text),
    ])));
  }

  function row(one, shown) {
    const link = h("a", { href: to(["objects", object.slug, "records", one.id], { at: state.at }), class: "strong" }, text(one.name));
    const parent = one.values.parent_record?.[0];
    const open = (event) => {
      if (!event.target.closest("a, button") && !getSelection().toString()) link.click();
    };
    return h("tr", { class: "opens", on: { click: open } },
      h("th", { scope: "row", class: "name" }, h("span", { class: "cell" }, parent ? recordLink(parent.record[0], parent.record[1], parent.text) : link, parent && h("a", { href: link.getAttribute("href"), class: "small soft" }, " entry"))),
      shown.map((column) => cell(one.values[column.slug])),
      h("td", { class: "small" }, when(one.created_at, { short: true })));
  }

  function draw() {
    drawMenu(shownColumns());
    drawRows();
    fill(said, plural(found.total, word, words));
  }

  function drawRows() {
    const shown = shownColumns();
    const any = state.search || state.where.length || state.at;
    redraw(box, () => fill(
      box,
      found.total === 0
        ? any
          ? empty(`No ${words} match`, h("button", { type: "button", on: { click: clear } }, "Show all"))
          : empty(`No ${words} yet`, object.active ? "What a client writes shows up here at once." : ["Attio refuses what is written: the object is not activated. ", h("a", { href: "#/" }, "Activate it")])
        : h("div", { class: "scroll panel", tabindex: "0", role: "region", "aria-label": `Table of ${words}` },
          h("table", { class: "records" }, h("thead", {}, h("tr", {}, h("th", { scope: "col", class: "name" }, object.kind === "list" ? "Record" : plain(object.singular_noun)), shown.map((one) => heading(text(one.title), one.slug)), heading("Created", "created_at"))), h("tbody", {}, found.data.map((one) => row(one, shown))))),
      found.total > 0 && pager({ offset: found.offset, limit: ROWS, total: found.total }, (offset) => change({ page: offset / ROWS + 1 }, true)),
    ));
  }

  function clear() {
    search.value = "";
    filtering.set([]);
    showTravel(false);
    change({ search: "", where: [], at: "" }, true);
    search.focus();
  }

  let timer = null;
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => change({ search: search.value }, false), 120);
  });

  const total = h("span", { class: "badge" }, count(object.records));
  view.render(object.plural_noun, head(text(object.plural_noun), { beside: [...beside(object), total] }), tabs(object, "records"),
    h("div", { class: "toolbar row" }, search, addFilter, columnsMenu, travelButton), filtering.element, travelling, said, box);
  if (first.error) {
    fail(box, first.error);
    insist(first.error, () => asked === 0 && !view.signal.aborted && load());
  } else if (pageInstead({ offset: first.offset, limit: ROWS, total: first.total }) !== null) await load();
  else {
    found = first;
    draw();
  }
  if (state.at) openTravel(true);

  columnsMenu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && columnsMenu.open) {
      columnsMenu.open = false;
      columnsMenu.querySelector("summary").focus();
    }
  });
  const outside = (event) => {
    if (!columnsMenu.contains(event.target)) columnsMenu.open = false;
  };
  document.addEventListener("click", outside);
  view.signal.addEventListener("abort", () => document.removeEventListener("click", outside));

  view.onQuery((query) => {
    const wanted = stateOf(query);
    if (JSON.stringify(wanted) === JSON.stringify(state)) return;
    const isAtSame = wanted.at === state.at;
    state = wanted;
    clearTimeout(timer);
    search.value = state.search;
    filtering.set(rowsOf(state.where));
    if (!isAtSame) openTravel(state.at !== "");
    load();
  });
  const again = calmly(() => (view.signal.aborted ? null : load()));
  let changes = null;
  view.onNews((piece) => {
    fill(total, count(piece.records[object.slug] ?? 0));
    if (!state.at && piece.changes !== changes) again();
    changes = piece.changes;
  });
}
