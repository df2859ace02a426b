// The conditions of a table: an attribute, an operator, a text. They are sent to the emulator, which knows all records.

import { fill, h, plain } from "./dom.js";

const OPERATORS = { contains: "contains", is: "is", is_not: "is not", starts_with: "starts with", greater_than: "is more than", less_than: "is less than", is_set: "is set", is_empty: "is empty" };
const ALONE = ["is_set", "is_empty"];

/** `rows`: [[attribute, operator, text]]. `changed(rows)` is called with those that say something. */
export function filters(attributes, rows, changed) {
  const box = h("div", { class: "filters" });
  let timer = null;

  const tell = () => {
    clearTimeout(timer);
    timer = setTimeout(() => changed(rows.filter((row) => row[2] !== "" || ALONE.includes(row[1]))), 150);
  };

  function line(row, index) {
    const which = h("select", { "aria-label": "Attribute" }, attributes.map((one) => h("option", { value: one.slug }, plain(one.title))));
    const how = h("select", { "aria-label": "Operator" }, Object.entries(OPERATORS).map(([name, label]) => h("option", { value: name }, label)));
    const choices = attributes.find((one) => one.slug === row[0])?.choices ?? [];
    const listed = choices.length ? h("datalist", { id: `choices-${index}` }, choices.map((one) => h("option", { value: plain(one.title) }))) : null;
    const what = h("input", { type: "text", "aria-label": "Compared with", placeholder: "value", list: listed?.id, value: row[2] });
    which.value = row[0];
    how.value = row[1];
    what.hidden = ALONE.includes(row[1]);
    which.addEventListener("change", () => { row[0] = which.value; draw(); tell(); box.querySelectorAll("select")[index * 2]?.focus(); });
    how.addEventListener("change", () => { row[1] = how.value; what.hidden = ALONE.includes(row[1]); tell(); });
    what.addEventListener("input", () => { row[2] = what.value; tell(); });
    const away = h("button", { type: "button", class: "quiet small", "aria-label": "Remove this filter", on: { click: () => { rows.splice(index, 1); draw(); tell(); document.getElementById("add-filter")?.focus(); } } }, "\u2715");
    return h("div", { class: "row filter", role: "group", "aria-label": `Filter ${index + 1}` }, which, how, what, listed, away);
  }

  function draw() {
    fill(box, rows.map(line));
    box.hidden = rows.length === 0;
  }

  draw();
  return {
    element: box,
    add() {
      rows.push([attributes[0].slug, "contains", ""]);
      draw();
      box.lastElementChild.querySelector("select").focus();
    },
    set(given) {
      clearTimeout(timer);
      rows.splice(0, rows.length, ...given);
      draw();
    },
  };
}
