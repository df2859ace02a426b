"use strict";
// Filters and search of the page, and the button that opens every group. No "less than" and no "ampersand", see page.css.
const byId = id => document.getElementById(id);
const [tools, search, reset, toggle, told] = ["tools", "search", "reset", "toggle", "told"].map(byId);
const selects = Array.from(tools.querySelectorAll("select"));
const groups = Array.from(document.querySelectorAll("details.group"), element => ({
  element,
  count: Number(element.dataset.count),
  head: (element.querySelector("summary").textContent + element.querySelector(".head").textContent).toLowerCase(),
  rows: null,
  found: true,
}));
const sections = Array.from(document.querySelectorAll("section.found"));
const rowsOf = group => group.rows ??= Array.from(group.element.querySelectorAll("tbody tr"),
  row => ({ row, text: row.textContent.toLowerCase() }));
const plain = new Intl.NumberFormat("en");
const sum = some => some.reduce((all, group) => all + group.count, 0);
const fits = (group, select, value) => value === "" ? true : group.element.dataset[select.name] === value;

for (const select of selects) {
  for (const value of new Set(groups.map(group => group.element.dataset[select.name]))) select.add(new Option(value, value));
}
function find() {
  const wanted = search.value.trim().toLowerCase();
  for (const group of groups) {
    const whole = wanted === "" ? true : group.head.includes(wanted);
    group.found = whole;
    for (const { row, text } of rowsOf(group)) {
      row.hidden = whole ? false : !text.includes(wanted);
      if (!row.hidden) group.found = true;
    }
  }
  filter();
}
function filter() {
  for (const group of groups) group.element.hidden = !(group.found ? selects.every(one => fits(group, one, one.value)) : false);
  // how many events each choice would leave, with the other filters as they are
  for (const select of selects) {
    const others = selects.filter(one => one !== select);
    const left = groups.filter(group => group.found ? others.every(one => fits(group, one, one.value)) : false);
    for (const option of select.options) {
      const count = sum(left.filter(group => fits(group, select, option.value)));
      option.textContent = (option.value === "" ? "all" : option.value) + " (" + plain.format(count) + ")";
    }
  }
  const shown = groups.filter(group => !group.element.hidden);
  for (const section of sections) section.hidden = section.querySelector("details.group:not([hidden])") === null;
  const all = shown.length === groups.length;
  reset.hidden = all;
  told.textContent = all ? "" : plain.format(shown.length) + " of " + plain.format(groups.length) + " groups, " +
    plain.format(sum(shown)) + " of " + plain.format(sum(groups)) + " mistakes and unresolved events";
}
let soon = 0;
search.addEventListener("input", () => { clearTimeout(soon); soon = setTimeout(find, 120); });
for (const select of selects) select.addEventListener("change", filter);
reset.addEventListener("click", () => {
  for (const field of [search, ...selects]) field.value = "";
  find();
  search.focus();
});
const closed = () => groups.filter(group => !group.element.open);
const say = () => { toggle.textContent = closed().length ? "Open all" : "Close all"; };
toggle.addEventListener("click", () => {
  const open = closed().length !== 0;
  for (const group of groups) group.element.open = open;
});
for (const group of groups) group.element.addEventListener("toggle", say);
say();
filter();
let opened = [];
addEventListener("beforeprint", () => {
  opened = closed();
  for (const group of opened) group.element.open = true;
});
addEventListener("afterprint", () => { for (const group of opened) group.element.open = false; });
tools.hidden = false;
