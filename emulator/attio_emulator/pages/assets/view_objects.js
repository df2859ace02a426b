// All objects of the workspace, with the switch that an admin has in Attio's settings.

import { get, piece, post } from "./api.js";
import { code, fill, h, plain, redraw, text } from "./dom.js";
import { attempt, badge, calmly, count, head, table } from "./parts.js";
import { to } from "./router.js";

export async function show(view) {
  const box = h("div");
  const load = async () => draw((await get("ui/objects", {}, view.signal)).data);

  function draw(objects) {
    redraw(box, () => fill(box, table("Objects", [
      "Object", "State",
      h("th", { scope: "col", class: "number" }, "Records"),
      h("th", { scope: "col", class: "number" }, "Attributes"),
    ], objects.map(row))));
  }

  function row(one) {
    const named = plain(one.plural_noun);
    const change = async () => {
      const done = await attempt(() => post(`objects/${piece(one.slug)}/${one.active ? "deactivate" : "activate"}`), `${named} ${one.active ? "switched off" : "activated"}`);
      if (done) again();
    };
    return h(
      "tr", {},
      h("td", {}, h("a", { href: to(["objects", one.slug]), class: "strong" }, text(one.plural_noun)), " ", code(one.slug, { class: "faint" })),
      h("td", {}, h("span", { class: "row" },
        one.can_be_inactive || !one.active
          ? h("button", { type: "button", role: "switch", class: "switch", id: `switch-${one.id}`, "aria-checked": String(one.active), "aria-label": `${named} activated`, on: { click: change } })
          : null,
        one.active ? badge(one.can_be_inactive ? "active" : "always active", "good") : badge("not activated", null, "Attio refuses writes to it"))),
      h("td", { class: "number" }, h("a", { href: to(["objects", one.slug]) }, count(one.records))),
      h("td", { class: "number" }, h("a", { href: to(["objects", one.slug, "attributes"]) }, count(one.attributes))),
    );
  }

  const again = calmly(load);
  await load();
  view.render("Objects", head([text(view.about.workspace.name), ": a local Attio"], {
    lead: "An emulator: nothing here is in a real workspace. Point a client at this address, with any token, and watch what it does.",
  }), box);
  view.onNews(again);
}
