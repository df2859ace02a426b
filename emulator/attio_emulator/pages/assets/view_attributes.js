// The attributes of an object or a list: type, what may be in it, and what it points to.

import { get, piece } from "./api.js";
import { code, fill, h, redraw, text } from "./dom.js";
import { badge, calmly, head, plural, table } from "./parts.js";
import { to } from "./router.js";

const FEW = 12;

/** The two ways to look at an object. */
export function tabs(object, current) {
  const one = (label, path, name) => h("a", { href: to(path), "aria-current": name === current ? "page" : null }, label);
  return h("nav", { class: "tabs", "aria-label": "Of this object" }, one(object.kind === "list" ? "Entries" : "Records", ["objects", object.slug], "records"), one("Attributes", ["objects", object.slug, "attributes"], "attributes"));
}

/** What stands beside the name of an object. */
export function beside(object) {
  return [object.kind === "list" ? badge("list", "accent") : code(object.slug, { class: "faint" }), !object.active && badge("not activated", "warn")];
}

export async function show(view) {
  const ask = () => get(`ui/objects/${piece(view.path[1])}`, {}, view.signal);
  const box = h("div");
  let known = "";

  function draw(object) {
    const { attributes } = object;
    if (JSON.stringify(attributes) === known) return;
    known = JSON.stringify(attributes);
    redraw(box, () => fill(box,
      h("p", { class: "soft small gap" }, plural(attributes.length, "attribute")),
      table("Attributes", ["Attribute", "Type", "Rules", "Details"], attributes.map(row))));
  }

  const object = await ask();
  view.render(`${object.plural_noun}: attributes`, head(text(object.plural_noun), { beside: beside(object) }), tabs(object, "attributes"), box);
  draw(object);
  const again = calmly(async () => (view.signal.aborted ? null : draw(await ask())));
  let changes = null;
  view.onNews((piece) => {
    if (piece.changes !== changes) again();
    changes = piece.changes;
  });
}

function row(one) {
  return h(
    "tr", { class: one.is_archived ? "faint" : null },
    h("td", {}, text(one.title), h("br"), code(one.slug, { class: "faint" }), one.description && h("div", { class: "small soft" }, text(one.description))),
    h("td", {}, badge(one.type)),
    h("td", {}, h("span", { class: "row" },
      one.is_unique && badge("unique", "accent"), one.is_required && badge("required", "warn"), one.is_multiselect && badge("several values"),
      one.is_archived && badge("archived"), one.is_enriched && badge("filled by Attio"), !one.is_writable && !one.is_enriched && badge("read only"))),
    h("td", {}, about(one)),
  );
}

function about(one) {
  const found = [];
  if (one.choices.length) {
    const list = (choices) => choices.map((choice) => [badge(text(choice.title), choice.is_archived ? "faint" : null, choice.is_archived ? "archived" : null), " "]);
    found.push(list(one.choices.slice(0, FEW)));
    if (one.choices.length > FEW) found.push(h("details", { "data-key": one.slug }, h("summary", {}, `${one.choices.length - FEW} more`), list(one.choices.slice(FEW))));
  }
  if (["select", "status"].includes(one.type) && !one.choices.length) found.push(h("span", { class: "warn" }, "no options: nothing can be written"));
  if (one.currency) found.push(code(one.currency));
  if (one.type === "record-reference") {
    found.push("to ", one.allowed_objects.length ? one.allowed_objects.map((slug, index) => [index > 0 && ", ", h("a", { href: to(["objects", slug]) }, text(slug))]) : "any object");
    if (one.inverse) found.push(" \u21c4 ", code(one.inverse.join(".")));
  }
  if (one.default) found.push(h("div", { class: "small soft" }, "default ", code(JSON.stringify(one.default.template ?? one.default))));
  return found.length ? found : h("span", { class: "faint" }, "\u2013");
}
