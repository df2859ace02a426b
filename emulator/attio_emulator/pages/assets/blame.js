// Which event, and which line of a mapping, something was written from: asked of the server around the emulator, where it has one.

import { BETWEEN, address, away, parsed } from "./api.js";
import { code, fill, h, text } from "./dom.js";
import { badge, insist } from "./parts.js";

/** A link that opens in place; `where` is the server's address, `query` what a value knows of its writing. */
export function blame(where, query, label = "event and mapping line") {
  const box = h("div", { hidden: true });
  const href = address(where, query);
  const link = h("a", { href, role: "button", "aria-expanded": "false", on: { click: open } }, label);
  link.addEventListener("keydown", (event) => event.key === " " && open(event));
  let asked = false;

  async function open(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    box.hidden = !box.hidden;
    link.setAttribute("aria-expanded", String(!box.hidden));
    if (box.hidden || asked) return;
    asked = true;
    fill(box, h("p", { class: "origin" }, "Loading"));
    load();
  }

  async function load() {
    try {
      const { answer, body } = await fetch(href, { headers: { "x-attio-emulator": "page" }, cache: "no-store" })
        .then(async (answer) => ({ answer, body: await answer.text() }))
        .catch(() => { throw away(); });
      const found = parsed(body);
      if (!answer.ok || found === null) throw Object.assign(new Error(found?.error ?? `The server answered ${answer.status}.`), { isAway: BETWEEN.includes(answer.status) });
      fill(box, found.data.length ? found.data.map(row) : h("p", { class: "origin" }, "No known event wrote it: another client did, or the event's trace was dropped for newer ones."));
    } catch (error) {
      asked = false;
      fill(box, h("p", { class: "origin bad", role: "alert" }, text(error.message)));
      insist(error, () => {
        if (asked || box.hidden || !box.isConnected) return; // it is asked for once it is opened again
        asked = true;
        load();
      });
    }
  }
  return { link, box };
}

function row(one) {
  const mapping = one.mapping ?? {};
  const place = [mapping.file, mapping.line].filter((part) => part !== null && part !== undefined).join(":");
  const fact = (name, shown) => shown && [h("dt", {}, name), h("dd", {}, shown)];
  const said = (value) => (typeof value === "string" ? value : JSON.stringify(value));
  return h(
    "dl", { class: "facts origin" },
    fact("Event", [badge(text(one.type)), " ", code(one.message_id ?? ""), one.source && h("span", { class: "soft" }, " of ", text(one.source)), one.user_id && h("span", { class: "soft" }, " by ", text(one.user_id))]),
    fact("Subscription", one.subscription && text(one.subscription)),
    fact("Mapping", place && [code(place), mapping.pointer && [" ", code(mapping.pointer, { class: "faint" })]]),
    fact("Reads", one.reads?.length && one.reads.map((read) => h("div", {}, code(read.path), read.found === false ? h("span", { class: "soft" }, " not there") : [" ", text(said(read.value))]))),
  );
}
