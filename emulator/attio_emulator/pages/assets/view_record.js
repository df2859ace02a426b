// One record: every value with its history, who wrote it, in which request and from what; what points to it and where it points.

import { get, piece } from "./api.js";
import { blame } from "./blame.js";
import { code, fill, h, plain, redraw, text } from "./dom.js";
import { actor, badge, calmly, count, empty, fail, head, insist, newest, plural, recordLink, requestLink, toast, when } from "./parts.js";
import { to } from "./router.js";
import { slider } from "./slider.js";
import { noteCard } from "./view_notes.js";
import { taskCard } from "./view_tasks.js";

export async function show(view) {
  const [, named, , id] = view.path;
  const open = new Set(); // attributes whose history is open
  let at = view.query.get("at") ?? "";
  const origins = new Map();
  let showEmpty = false;
  const ask = newest(() => get(`ui/objects/${piece(named)}/records/${piece(id)}`, { at }, view.signal));
  const [object, first] = await Promise.all([get(`ui/objects/${piece(named)}`, {}, view.signal), ask()]);
  let one = first;
  let gone = false; // or not to be reached

  const values = h("div");
  const around = h("aside", { class: "stack around", "aria-label": "Around this record" });
  const banner = h("div");
  const travelling = h("div", { class: "travel" });
  let stops = "";

  function drawSlider() {
    const wanted = JSON.stringify(one.moments);
    if (wanted === stops || travelling.contains(document.activeElement)) return;
    stops = wanted;
    fill(travelling, slider(one.moments, at || null, travel, "Moment"));
  }

  async function travel(moment) {
    at = moment ?? "";
    view.stay({ at });
    await load().catch((error) => insist(error, look));
  }

  const look = calmly(() => (view.signal.aborted ? null : load())); // also of the past

  async function load() {
    let answer;
    try {
      answer = await ask();
    } catch (error) {
      if (error.status === 404) {
        gone = true;
        fill(banner, h("p", { class: "notice warn", role: "status" }, "This record no longer exists: it was deleted, or the state was replaced. Its last version is below."));
      }
      if (error.isAway) {
        gone = true;
        fail(banner, error);
      }
      throw error;
    }
    if (answer === null) return;
    if (!gone && JSON.stringify(answer) === JSON.stringify(one) && values.childNodes.length) return;
    gone = false;
    one = answer;
    draw();
  }

  function draw() {
    const rows = one.attributes.filter((row) => row.slug !== "created_at" && row.slug !== "created_by");
    const filled = rows.filter((row) => row.values.length || row.ended_total);
    const shown = showEmpty ? rows : filled;
    redraw(values, () => fill(values,
      h("dl", { class: "values panel" }, shown.map(attribute)),
      rows.length > filled.length && h("p", { class: "gap" }, h("button", { type: "button", class: "small quiet", "data-key": "empty", "aria-expanded": String(showEmpty), on: { click: () => { showEmpty = !showEmpty; draw(); } } }, showEmpty ? "Hide attributes without a value" : `Show ${plural(rows.length - filled.length, "attribute")} without a value`)),
      !filled.length && empty("No values")));
    fill(banner, one.assumed && h("p", { class: "notice warn" }, "No request wrote this record: a reference to it presumed that it exists."));
    redraw(around, drawAround);
    drawSlider();
  }

  function attribute(row) {
    const key = `history:${row.slug}`;
    const isOpen = open.has(row.slug);
    const toggle = () => {
      open.has(row.slug) ? open.delete(row.slug) : open.add(row.slug);
      draw();
    };
    return h(
      "div", { class: "value-row" },
      h("dt", {}, text(row.title), h("span", { class: "small" }, code(row.slug, { class: "faint" }), " ", h("span", { class: "faint" }, row.type)), row.is_unique && badge("unique", "accent")),
      h("dd", {},
        row.values.length ? row.values.map((each) => value(row, each)) : h("p", { class: "faint" }, at ? "No value then" : "No value"),
        row.ended_total > 0 && h("button", { type: "button", class: "small quiet history", "data-key": key, "aria-expanded": String(isOpen), on: { click: toggle } }, isOpen ? "Hide history" : `History (${count(row.ended_total)})`, h("span", { class: "vh" }, " of ", text(row.title))),
        isOpen && h("ol", { class: "plain timeline" }, row.ended.map((each) => h("li", {}, value(row, each, true))), row.ended_total > row.ended.length && h("li", { class: "small faint" }, `The newest ${row.ended.length} of ${count(row.ended_total)}.`))),
    );
  }

  function value(row, each, ended) {
    const origin = originOf(row, each);
    const shown = each.record ? recordLink(each.record[0], each.record[1], each.text, { at }) : text(each.text);
    return h(
      "div", { class: ["value", ended && "ended"] },
      h("div", { class: "value-text" }, shown, each.length > each.text.length && h("span", { class: "small faint" }, ` (${count(each.length)} characters)`)),
      h("div", { class: "small soft meta" },
        ended ? [when(each.active_from), " until ", when(each.active_until)] : ["since ", when(each.active_from)], " \u00b7 ", actor(each.actor), " \u00b7 ", requestLink(each.request_id),
        each.received_at && [" \u00b7 received ", when(each.received_at)],
        origin && [" \u00b7 ", origin.link]),
      origin?.box,
    );
  }

  /** Where a value came from, opened in place; it stays as it is when the record is drawn anew. */
  function originOf(row, each) {
    if (!view.about.blame || !each.request_id || ["seed", "system", "existing"].includes(each.request_id)) return null;
    const query = { request_id: each.request_id, pointer: each.pointer, attribute: row.slug, object: one.object, record_id: one.id };
    const key = JSON.stringify(query);
    if (!origins.has(key)) origins.set(key, blame(view.about.blame, query));
    return origins.get(key);
  }

  function drawAround() {
    const part = (title, number, ...inside) => h("section", { class: "panel" }, h("header", {}, h("h2", {}, title), number === null ? null : h("span", { class: "badge" }, count(number))), h("div", { class: "inside stack-small" }, inside));
    fill(
      around,
      part("Record", null, h("dl", { class: "facts" },
        h("dt", {}, "ID"), h("dd", {}, code(one.id), " ", copyButton(one.id)),
        h("dt", {}, "Created"), h("dd", {}, when(one.created_at)),
        h("dt", {}, "By"), h("dd", {}, actor(one.created_by)))),
      one.referenced_by.map((each) => part([text(each.plural_noun), h("span", { class: "soft" }, " by ", text(each.title))], each.total,
        h("ul", { class: "plain" }, each.records.map((pointing) => h("li", {}, recordLink(each.object, pointing.id, pointing.name)))),
        each.total > each.records.length && h("p", { class: "small faint" }, `The first ${each.records.length}.`))),
      one.entries.length > 0 && part("In lists", one.entries.length, h("ul", { class: "plain" }, one.entries.map((each) => h("li", {}, h("a", { href: to(["objects", each.list, "records", each.id]) }, text(each.name)))))),
      one.notes.length > 0 && part("Notes", one.notes.length, one.notes.map((each) => noteCard(each, false))),
      one.tasks.length > 0 && part("Tasks", one.tasks.length, one.tasks.map((each) => taskCard(each, false))),
    );
  }

  view.render(one.name, head(text(one.name), {
    crumbs: h("a", { href: to(["objects", object.slug], { at }) }, text(object.plural_noun)),
    beside: [badge(plain(object.kind === "list" ? "entry" : object.singular_noun))],
  }), travelling, banner, h("div", { class: "split" }, values, around));
  draw();
  const again = calmly(() => (view.signal.aborted || at ? null : load()));
  let changes = null;
  view.onNews((piece) => {
    if (piece.changes !== changes) again();
    changes = piece.changes;
  });
  view.onQuery(async (query) => {
    if ((query.get("at") ?? "") === at) return;
    at = query.get("at") ?? "";
    stops = "";
    await load().catch((error) => insist(error, look));
    drawSlider();
  });
}

function copyButton(id) {
  return h("button", { type: "button", class: "small quiet", "aria-label": "Copy the ID", on: { click: async () => {
    try {
      await navigator.clipboard.writeText(id);
      toast("Copied");
    } catch {
      toast("The browser does not let this page copy; select the ID instead.", "bad");
    }
  } } }, "Copy");
}
