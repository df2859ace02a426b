// Elements and text. Whatever is shown goes through here as text: nothing that the emulator holds ever becomes markup.

// Characters that nobody sees, or that turn what stands around them: shown by their number instead.
const ODD = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\ud800-\udfff]|[\u{e0000}-\u{e0fff}]/gu;

/** An element. `props`: attributes; `on` has listeners, `class` may be a list; null and false are left out. */
export function h(name, props, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "on") for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else if (key === "class") element.className = [value].flat().filter(Boolean).join(" ");
    else if (key === "value") element.value = value;
    else if (key === "checked") element.checked = value;
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  put(element, children);
  return element;
}

/** Put children into an element: nodes, texts, lists of them. */
export function put(element, ...children) {
  for (const one of children.flat(Infinity)) {
    if (one === null || one === undefined || one === false) continue;
    element.append(one instanceof Node ? one : String(one));
  }
  return element;
}

/** Let these be all that an element has, also where it waited to be drawn otherwise. */
export function fill(element, ...children) {
  waiting.delete(element);
  element.replaceChildren();
  return put(element, ...children);
}

/** Let these be all that an element has, and move none that is in its place: the focus and what was opened in it stay as they are. */
export function arrange(element, wanted) {
  const kept = new Set(wanted);
  for (const one of [...element.childNodes]) if (!kept.has(one)) one.remove(); // first, so that none is moved over it
  let next = element.firstChild;
  for (const one of wanted) {
    if (one === next) next = next.nextSibling;
    else element.insertBefore(one, next);
  }
}

let pressed = null; // what somebody holds down: a browser takes it for no click if that is another element when it is let go
const waiting = new Map(); // by element, how it is drawn then

function letGo() {
  pressed = null;
  setTimeout(() => { // the click comes first
    const due = [...waiting];
    waiting.clear();
    for (const [element, draw] of due) redraw(element, draw);
  });
}

addEventListener("pointerdown", (event) => { pressed = event.button === 0 ? event.target : null; }, true);
addEventListener("keydown", (event) => { if (event.key === " ") pressed = event.target; }, true);
addEventListener("pointerup", (event) => {
  if (event.pointerType === "mouse") return letGo();
  const mine = pressed;
  setTimeout(() => mine === pressed && letGo(), 300); // a browser waits whether a finger comes again, and there may be no click
}, true);
for (const end of ["click", "pointercancel", "keyup"]) addEventListener(end, letGo, true);
addEventListener("blur", (event) => event.target === window && letGo(), true); // where it is let go, nobody may say so
addEventListener("pointermove", (event) => pressed && event.buttons === 0 && letGo(), true);

/** Draw an element anew, by `fill`; the focus, what was opened and how far it was scrolled sideways stay where they were. Not while something in it
is held down. */
export function redraw(element, draw) {
  if (pressed && element.contains(pressed)) return void waiting.set(element, draw);
  const focused = element.contains(document.activeElement) ? keyOf(document.activeElement) : null;
  const open = new Set([...element.querySelectorAll("details[open][data-key]")].map((one) => one.dataset.key));
  const scrolled = element.querySelector(".scroll")?.scrollLeft ?? 0;
  draw();
  for (const one of element.querySelectorAll("details[data-key]")) if (open.has(one.dataset.key)) one.open = true;
  const scroll = element.querySelector(".scroll");
  if (scroll) scroll.scrollLeft = scrolled;
  if (focused === null || element.contains(document.activeElement)) return; // else `draw` knew better
  const there = [...element.querySelectorAll(FOCUSABLE)].find((one) => keyOf(one) === focused);
  // what cannot be pressed any more, such as the way on from the last page, hands the focus to its neighbour
  (there?.disabled ? there.parentElement.querySelector("button:not(:disabled)") : there)?.focus({ preventScroll: true });
}

const FOCUSABLE = "a, button, input, summary, select, textarea, [tabindex]";

function keyOf(one) {
  return one.id || one.dataset.key || one.parentElement?.dataset.key || one.getAttribute("href") || one.getAttribute("aria-label") || one.textContent;
}

/** Text from outside, on its own as far as its direction goes, with characters made visible that would not be. */
export function text(value, props) {
  return put(h("bdi", props), pieces(String(value ?? "")));
}

/** The same for a block of text. */
export function block(value, props) {
  return put(h("pre", { dir: "auto", ...props }), pieces(String(value ?? "")));
}

export function code(value, props) {
  return put(h("code", { dir: "auto", ...props }), pieces(String(value ?? "")));
}

function pieces(value) {
  const found = [];
  let from = 0;
  for (const match of value.matchAll(ODD)) {
    if (match.index > from) found.push(value.slice(from, match.index));
    const number = match[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    found.push(h("span", { class: "odd-character", title: `the character U+${number}` }, `U+${number}`));
    from = match.index + match[0].length;
  }
  if (from < value.length) found.push(value.slice(from));
  return found;
}

/** A text for a place that holds no elements, such as a title or the name of a button. */
export function plain(value) {
  return String(value ?? "").replace(ODD, "\ufffd");
}
