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
  hits: Number(element.dataset.count), // how many of them are found
  whole: true, // whether all are: the search finds what the group is about
}));
const sections = Array.from(document.querySelectorAll("section.found"));
const rowsOf = group => group.rows ??= Array.from(group.element.querySelectorAll("tbody tr"),
  row => ({ row, text: row.textContent.toLowerCase() }));
const plain = new Intl.NumberFormat("en");
const sum = (some, of) => some.reduce((all, group) => all + of(group), 0);
const countOf = group => group.count, hitsOf = group => group.hits, unlisted = group => group.whole ? 0 : group.count - rowsOf(group).length;
const beyond = sum(sections, section => Number(section.dataset.unlisted)); // events of groups that have no room on the page
const fits = (group, select, value) => value === "" ? true : group.element.dataset[select.name] === value;

for (const select of selects) {
  for (const value of new Set(groups.map(group => group.element.dataset[select.name]))) select.add(new Option(value, value));
}
let soon = 0; // the search that waits for more letters
function find() {
  clearTimeout(soon);
  soon = 0;
  const wanted = search.value.trim().toLowerCase();
  for (const group of groups) {
    group.whole = wanted === "" ? true : group.head.includes(wanted);
    for (const { row, text } of rowsOf(group)) row.hidden = group.whole ? false : !text.includes(wanted);
    group.hits = group.whole ? group.count : rowsOf(group).filter(one => !one.row.hidden).length;
  }
  filter();
}
function filter() {
  for (const group of groups) group.element.hidden = !(group.hits ? selects.every(one => fits(group, one, one.value)) : false);
  // how many events each choice would leave, with the other filters as they are
  for (const select of selects) {
    const others = selects.filter(one => one !== select);
    const left = groups.filter(group => group.hits ? others.every(one => fits(group, one, one.value)) : false);
    for (const option of select.options) {
      const count = sum(left.filter(group => fits(group, select, option.value)), hitsOf);
      option.textContent = (option.value === "" ? "all" : option.value) + " (" + plain.format(count) + ")";
    }
  }
  const shown = groups.filter(group => !group.element.hidden);
  for (const section of sections) section.hidden = section.querySelector("details.group:not([hidden])") === null;
  const all = sum(shown, hitsOf) === sum(groups, countOf);
  const unread = search.value.trim() === "" ? 0 : beyond + sum(groups.filter(group => selects.every(one => fits(group, one, one.value))), unlisted);
  reset.hidden = all;
  told.textContent = all ? "" : plain.format(shown.length) + " of " + plain.format(groups.length) + " groups, " +
    plain.format(sum(shown, hitsOf)) + " of " + plain.format(sum(groups, countOf)) + " mistakes and unresolved events" +
    (unread ? "; " + plain.format(unread) + " that are not listed on this page were not searched" : "");
}
search.addEventListener("input", () => { clearTimeout(soon); soon = setTimeout(find, 120); });
for (const select of selects) select.addEventListener("change", filter);
function showAll() {
  for (const field of [search, ...selects]) field.value = "";
  find();
}
reset.addEventListener("click", () => {
  showAll();
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
// an address with a group, such as from the chart above, is that of an open one that is shown
function arrive() {
  const group = groups.find(one => "#" + one.element.id === location.hash);
  if (!group) return;
  if (soon) find(); // which may hide it, and would later
  if (group.element.hidden) showAll();
  group.element.open = true;
  group.element.scrollIntoView();
}
addEventListener("hashchange", arrive);
addEventListener("click", event => { if (event.target.closest("a[href^='#']")) setTimeout(arrive); });
addEventListener("pageshow", () => { if (search.value) find(); else filter(); }); // after the way back, browsers fill the fields in again
let opened = [];
addEventListener("beforeprint", () => {
  opened = closed();
  for (const group of opened) group.element.open = true;
});
addEventListener("afterprint", () => { for (const group of opened) group.element.open = false; });
tools.hidden = false;
arrive();
