"use strict";
// The search of the page, and the button that opens every group. No "less than" and no "ampersand", see page.css.
const tools = document.getElementById("tools");
const search = document.getElementById("search");
const told = document.getElementById("told");
const groups = Array.from(document.querySelectorAll("details.group"), element => ({
  element,
  head: (element.querySelector("summary").textContent + element.querySelector(".head").textContent).toLowerCase(),
  rows: null,
}));
const rowsOf = group => group.rows ??= Array.from(group.element.querySelectorAll("tbody tr"),
  row => ({ row, text: row.textContent.toLowerCase() }));
function filter() {
  const wanted = search.value.trim().toLowerCase();
  let found = 0;
  for (const group of groups) {
    const whole = group.head.includes(wanted) || wanted === "";
    let any = whole;
    for (const { row, text } of rowsOf(group)) {
      const hit = whole || text.includes(wanted);
      row.hidden = !hit;
      any = any || hit;
    }
    group.element.hidden = !any;
    found += any ? 1 : 0;
  }
  told.textContent = wanted === "" ? "" : found + " of " + groups.length + " groups";
}
let soon = 0;
search.addEventListener("input", () => { clearTimeout(soon); soon = setTimeout(filter, 120); });
const toggle = document.getElementById("toggle");
const closed = () => groups.filter(group => !group.element.open);
const say = () => { toggle.textContent = closed().length ? "Open all" : "Close all"; };
toggle.addEventListener("click", () => {
  const open = closed().length !== 0;
  for (const group of groups) group.element.open = open;
});
for (const group of groups) group.element.addEventListener("toggle", say);
say();
let opened = [];
addEventListener("beforeprint", () => {
  opened = closed();
  for (const group of opened) group.element.open = true;
});
addEventListener("afterprint", () => { for (const group of opened) group.element.open = false; });
tools.hidden = false;
