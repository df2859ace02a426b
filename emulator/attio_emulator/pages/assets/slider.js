// Time travel: a slider over the moments at which something was written, the last stop being now.

import { h, fill } from "./dom.js";
import { when } from "./parts.js";

/** `moments`: ISO texts, oldest first. `at`: the moment to begin with, or null. `travel(at)` is called where the slider stops, as long as it is on the page. */
export function slider(moments, at, travel, label) {
  const last = moments.length; // one more than the moments: now
  const placeOf = (iso) => {
    if (!iso) return last;
    const found = moments.findIndex((one) => one >= iso);
    return found === -1 ? last : found;
  };
  const range = h("input", { type: "range", min: "0", max: String(last), step: "1", "aria-label": label, value: String(placeOf(at)) });
  const shown = h("output", { class: "small" });
  const back = h("button", { type: "button", class: "small", title: "One step back", "aria-label": "One step back" }, "\u2039");
  const on = h("button", { type: "button", class: "small", title: "One step on", "aria-label": "One step on" }, "\u203a");
  const now = h("button", { type: "button", class: "small" }, "Now");
  let current = at;
  let timer = null;

  const draw = () => {
    const place = Number(range.value);
    const moment = place === last ? null : current && placeOf(current) === place ? current : moments[place];
    fill(shown, moment ? ["as of ", when(moment)] : "now");
    range.setAttribute("aria-valuetext", moment ?? "now");
    back.disabled = place === 0;
    on.disabled = place === last;
    now.disabled = place === last;
    return moment;
  };
  const move = (place, soon) => {
    range.value = String(place);
    current = null;
    const moment = draw();
    clearTimeout(timer);
    timer = setTimeout(() => element.isConnected && travel(moment), soon ? 0 : 60);
  };
  range.addEventListener("input", () => move(Number(range.value), false));
  back.addEventListener("click", () => move(Number(range.value) - 1, true));
  on.addEventListener("click", () => move(Number(range.value) + 1, true));
  now.addEventListener("click", () => {
    move(last, true);
    range.focus();
  });
  draw();
  const element = h("div", { class: "slider", role: "group", "aria-label": label }, back, range, on, shown, now);
  return element;
}
