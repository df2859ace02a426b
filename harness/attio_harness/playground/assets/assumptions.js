// The assumptions that can be set otherwise, as `check --assume ID=CHOICE` does: those that a result rests on, and all of them in a dialog.

import { words } from "./completion.js";
import { code, figure, h, text } from "./result_parts.js";

const settings = new Map(); // by ID, what somebody chose

/** What was chosen, as the command line writes it: ID=CHOICE, with blanks between. */
export const chosen = () => [...settings].map((pair) => pair.join("=")).join(" ");

/** Let these be all that are chosen. */
export function choose(given) {
  settings.clear();
  for (const word of given.split(/\s+/).filter(Boolean)) {
    const [id, choice = ""] = word.split(/=(.*)/s);
    settings.set(id, choice);
  }
}

export const isChosen = (word) => chosen().split(" ").includes(word);
export const howMany = () => settings.size;

/** Choose one more; `null` leaves it as the workspace file, or the table of assumptions, has it. */
export function set(id, choice) {
  if (choice === null) settings.delete(id);
  else settings.set(id, choice);
}

/** An assumption with the choices there are; `change` is called where another is made. */
export function assumption({ id, setting, decided = null }, change, key = null) {
  const known = words.fixed?.assumptions.find((one) => one.id === id);
  const choices = known ? [...new Set([...known.choices, setting])] : [setting];
  const pick = (choice) => {
    set(id, choice);
    change();
  };
  return h("li", { class: ["mistake", settings.has(id) ? "warn" : "plain-note"] },
    h("div", { class: "row spread" }, code(id), decided === null ? null : h("span", { class: "faint small" }, `${figure(decided)} ${decided === 1 ? "verdict" : "verdicts"}`)),
    known ? h("p", { class: "soft" }, text(known.statement)) : null,
    choices.length > 1 ? h("div", { class: "row repairs" },
      h("select", { id: key, "aria-label": id, on: { change: (event) => pick(event.target.value) } }, choices.map((one) => h("option", { value: one, selected: one === setting }, one === known?.choices[0] ? `${one} (default)` : one))),
      settings.has(id) && key ? h("button", { type: "button", class: "small quiet", "aria-label": `Reset ${id}`, on: { click: () => pick(null) } }, "Reset") : null) : null);
}

/** All that can be set otherwise. */
export function all(change) {
  const rows = (words.fixed?.assumptions ?? []).filter((one) => one.choices.length > 1);
  if (!rows.length) return h("p", { class: "soft" }, "They are known once the server has answered.");
  return h("ul", { class: "plain recent" }, rows.map((one) => assumption({ id: one.id, setting: settings.get(one.id) ?? words.workspace?.assumptions[one.id] ?? one.choices[0] }, change)));
}
