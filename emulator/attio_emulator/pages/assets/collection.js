// A view of what comes in pages with a search: notes, tasks, rejections. What one row looks like is handed in.

import { fill, h, redraw } from "./dom.js";
import { calmly, fail, insist, pageInstead, pager } from "./parts.js";

const ROWS = 50;

/** `ask({search, offset, limit})` answers {total, data}; `draw(rows, box)` shows them; `none` is shown where there are none. */
export function collection(view, { label, ask, draw, none, follow = true }) {
  let search = view.query.get("search") ?? "";
  let offset = 0;
  let asked = 0;
  let last = "";
  const box = h("div");
  const said = h("p", { class: "vh", role: "status" });
  const input = h("input", { type: "search", "aria-label": label, placeholder: label, title: "Press / to search", value: search });

  async function load() {
    const number = ++asked;
    try {
      const found = await ask({ search, offset, limit: ROWS });
      const text = JSON.stringify([search, found]);
      if (number !== asked) return;
      const instead = pageInstead({ offset, limit: ROWS, total: found.total });
      if (instead !== null) {
        offset = instead;
        return await load();
      }
      if (text === last) return;
      last = text;
      redraw(box, () => fill(box, found.total === 0 ? none(search) : [draw(found.data), pager({ offset, limit: ROWS, total: found.total }, turn)]));
      fill(said, `${found.total} found`);
    } catch (error) {
      if (error.name === "AbortError" || number !== asked) return;
      last = "";
      fail(box, error);
      insist(error, () => number === asked && !view.signal.aborted && load());
    }
  }

  function turn(wanted) {
    offset = wanted;
    load();
    input.focus();
  }

  let timer = null;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      search = input.value;
      offset = 0;
      view.stay({ search });
      load();
    }, 120);
  });
  const again = calmly(() => (view.signal.aborted ? null : load()));
  if (follow) view.onNews(() => again());
  view.onQuery((query) => {
    if ((query.get("search") ?? "") === search) return;
    clearTimeout(timer);
    search = input.value = query.get("search") ?? "";
    offset = 0;
    load();
  });
  return { elements: [h("div", { class: "toolbar row" }, input), said, box], load };
}
