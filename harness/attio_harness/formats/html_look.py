"""How the HTML page looks and behaves: colours, style sheet, and the script of its search. No data, no markup.

Style sheet and script hold neither `<` nor `&`, so that they can stand in the page as they are, and in XML too.
"""

from __future__ import annotations

from collections.abc import Mapping

from attio_harness.report import VERDICTS

__all__ = ["PALETTE", "SCRIPT", "STYLE"]

PALETTE: Mapping[str, Mapping[str, str]] = {
    "light": {
        "page": "#ffffff", "raised": "#f5f7fa", "line": "#c9d1da", "text": "#1b1f24", "quiet": "#505a65",
        "link": "#0b57a4", "on-verdict": "#ffffff", "unmatched": "#66707b", "invalid": "#8a5c00", "written": "#1a7334",
        "rejected": "#c21f2b", "dropped": "#9c3d08", "failed": "#7446cc", "filtered": "#66707b",
    },
    "dark": {
        "page": "#10151b", "raised": "#19212a", "line": "#3a4653", "text": "#e6edf3", "quiet": "#a3b0bd",
        "link": "#79bcff", "on-verdict": "#10151b", "unmatched": "#98a4b0", "invalid": "#dcab32", "written": "#4cc35f",
        "rejected": "#ff8078", "dropped": "#f2934b", "failed": "#c299ff", "filtered": "#98a4b0",
    },
}  # fmt: skip
"""Text on `page` and `raised` has a contrast of 4.5 at least, so has `on-verdict` on a verdict's colour (WCAG 2.2, 1.4.3)."""


def _variables(theme: str) -> str:
    return " ".join(f"--{name}: {colour};" for name, colour in PALETTE[theme].items())


_VERDICT_RULES = "\n".join(
    f".badge.{name} {{ background: var(--{name}); }} .bar.{name} {{ fill: var(--{name}); }}" for name in VERDICTS
)

STYLE = f"""
:root {{ color-scheme: light dark; {_variables("light")} }}
@media (prefers-color-scheme: dark) {{ :root {{ {_variables("dark")} }} }}
* {{ box-sizing: border-box; }}
body {{ margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }}
header, main, footer {{ max-width: 76rem; margin: 0 auto; padding: 0 1.25rem; }}
header {{ padding-top: 1.5rem; }}
footer {{ padding-top: 1rem; padding-bottom: 2rem; color: var(--quiet); }}
h1 {{ font-size: 1.7rem; line-height: 1.25; margin: 0; }}
h2 {{ font-size: 1.25rem; margin: 2rem 0 0.75rem; }}
p {{ margin: 0.4rem 0; }}
a {{ color: var(--link); }}
.skip {{ position: absolute; left: -100rem; }}
.skip:focus {{ position: static; }}
.quiet {{ color: var(--quiet); }}
code {{ font: 0.875em/1.45 ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }}
.figures {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 1.25rem; align-items: start; }}
figure {{ margin: 0; padding: 1rem; border: 1px solid var(--line); border-radius: 0.5rem; background: var(--raised); }}
figcaption {{ font-weight: 600; margin-bottom: 0.5rem; }}
.chart {{ display: grid; grid-template-columns: minmax(5rem, max-content) 1fr max-content; gap: 0.4rem 0.75rem; margin: 0; padding: 0; list-style: none; font-size: 0.9rem; }}
.chart li {{ display: grid; grid-template-columns: subgrid; grid-column: 1 / -1; align-items: center; }}
.chart svg {{ width: 100%; height: 1rem; border-radius: 0.2rem; background: color-mix(in srgb, var(--line) 45%, transparent); }}
.chart .note {{ grid-column: 2 / -1; color: var(--quiet); font-size: 0.85rem; line-height: 1.3; margin-top: 0.15rem; }}
.count {{ text-align: right; font-variant-numeric: tabular-nums; }}
{_VERDICT_RULES}
.scroll {{ overflow-x: auto; }}
.scroll:focus-visible {{ outline: 2px solid var(--link); }}
table {{ border-collapse: collapse; width: 100%; font-size: 0.925rem; }}
caption {{ text-align: left; font-weight: 600; padding: 0.5rem 0; }}
th, td {{ text-align: left; vertical-align: top; padding: 0.35rem 0.75rem 0.35rem 0; border-bottom: 1px solid var(--line); }}
thead th {{ color: var(--quiet); font-weight: 600; }}
tbody th {{ font-weight: 400; }}
.number {{ text-align: right; padding-right: 1.75rem; font-variant-numeric: tabular-nums; white-space: nowrap; }}
.badge {{ display: inline-block; min-width: 7.5rem; padding: 0.05rem 0.6rem; border-radius: 1rem; color: var(--on-verdict); font-size: 0.85rem; font-weight: 600; text-align: center; white-space: nowrap; }}
.tools {{ display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: center; margin: 0 0 0.75rem; }}
.tools[hidden], [hidden] {{ display: none; }}
input, button {{ font: inherit; color: inherit; background: var(--page); border: 1px solid var(--quiet); border-radius: 0.375rem; padding: 0.3rem 0.6rem; }}
input {{ width: 22rem; max-width: 100%; }}
::placeholder {{ color: var(--quiet); opacity: 1; }}
:focus-visible {{ outline: 2px solid var(--link); outline-offset: 2px; }}
details {{ border: 1px solid var(--line); border-radius: 0.5rem; margin: 0 0 0.6rem; background: var(--raised); }}
summary {{ cursor: pointer; padding: 0.6rem 0.9rem; }}
summary .title {{ font-weight: 600; margin: 0 0.5rem; overflow-wrap: anywhere; }}
.inside {{ padding: 0 0.9rem 0.9rem; }}
dl {{ display: grid; grid-template-columns: 7.5rem 1fr; gap: 0.35rem 0.75rem; margin: 0 0 0.75rem; }}
dt {{ color: var(--quiet); }}
dd {{ margin: 0; overflow-wrap: anywhere; }}
.todo {{ font-weight: 600; }}
ul.plain {{ padding-left: 1.2rem; margin: 0; }}
li, td {{ overflow-wrap: anywhere; }}
.events td, .events th {{ min-width: 9rem; }}
.inside .scroll {{ max-height: 28rem; overflow-y: auto; }}
.events thead th {{ position: sticky; top: 0; background: var(--raised); }}
@media (max-width: 40rem) {{
  dl {{ grid-template-columns: 1fr; gap: 0; }} dd {{ margin-bottom: 0.5rem; }}
  .chart .label {{ grid-area: 1 / 1 / 2 / 3; }} .chart .count {{ grid-area: 1 / 3; }}
  .chart svg {{ grid-area: 2 / 1 / 3 / -1; height: 0.5rem; }} .chart .note {{ grid-column: 1 / -1; }}
}}
@media print {{
  :root {{ color-scheme: light; {_variables("light")} }}
  .tools, .skip {{ display: none; }} .badge, .bar {{ print-color-adjust: exact; }}
  body {{ font-size: 9pt; }} .events td, .events th {{ min-width: 0; padding: 0.15rem 0.5rem 0.15rem 0; }}
  .inside .scroll {{ max-height: none; overflow: visible; }} figure, .figures .scroll, tr, li, dl, summary {{ break-inside: avoid; }} summary, h2 {{ break-after: avoid; }}
}}
"""

SCRIPT = """
"use strict";
const tools = document.getElementById("tools");
const search = document.getElementById("search");
const told = document.getElementById("told");
const kinds = Array.from(document.querySelectorAll("details.kind"), element => ({
  element,
  head: (element.querySelector("summary").textContent + element.querySelector(".head").textContent).toLowerCase(),
  rows: null,
}));
const rowsOf = kind => kind.rows ??= Array.from(kind.element.querySelectorAll("tbody tr"),
  row => ({ row, text: row.textContent.toLowerCase() }));
function filter() {
  const wanted = search.value.trim().toLowerCase();
  let found = 0;
  for (const kind of kinds) {
    const whole = kind.head.includes(wanted) || wanted === "";
    let any = whole;
    for (const { row, text } of rowsOf(kind)) {
      const hit = whole || text.includes(wanted);
      row.hidden = !hit;
      any = any || hit;
    }
    kind.element.hidden = !any;
    found += any ? 1 : 0;
  }
  told.textContent = wanted === "" ? "" : found + " of " + kinds.length + " kinds";
}
let soon = 0;
search.addEventListener("input", () => { clearTimeout(soon); soon = setTimeout(filter, 120); });
const toggle = document.getElementById("toggle");
const closed = () => kinds.filter(kind => !kind.element.open);
const say = () => { toggle.textContent = closed().length ? "Open all" : "Close all"; };
toggle.addEventListener("click", () => {
  const open = closed().length !== 0;
  for (const kind of kinds) kind.element.open = open;
});
for (const kind of kinds) kind.element.addEventListener("toggle", say);
say();
let opened = [];
addEventListener("beforeprint", () => {
  opened = closed();
  for (const kind of opened) kind.element.open = true;
});
addEventListener("afterprint", () => { for (const kind of opened) kind.element.open = false; });
tools.hidden = false;
"""
