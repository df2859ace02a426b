// The four editors: CodeMirror with our colours, marks and proposals. What their texts mean is not known here.

import {
  EditorState, EditorView, HighlightStyle, StreamLanguage, autocompletion, bracketMatching, closeBrackets, closeBracketsKeymap, completionKeymap,
  defaultKeymap, drawSelection, highlightActiveLine, highlightSpecialChars, history, historyKeymap, indentOnInput, indentUnit, indentWithTab, json,
  keymap, lineNumbers, lintGutter, lintKeymap, placeholder, search, searchKeymap, setDiagnostics, syntaxHighlighting, tags, yaml,
} from "./editor.js";
import { inEvent, inMapping, inTrigger, inWorkspace } from "./completion.js";

const nonce = document.querySelector("meta[name=nonce]").content;

const fql = StreamLanguage.define({
  name: "fql",
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/"(?:[^"\\]|\\.)*"?/)) return "string";
    if (stream.match(/(?:and|or)\b/)) return "keyword";
    if (stream.match(/(?:null|true|false)\b|-?\d[\d.]*/)) return "number";
    if (stream.match(/!?=|[<>]=?|!/)) return "operator";
    if (stream.match(/[\w.$-]+/)) return "propertyName";
    stream.next();
    return null;
  },
});

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--code-key)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-text)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--code-number)" },
  { tag: [tags.keyword, tags.operator, tags.definition(tags.propertyName)], color: "var(--code-key)" },
  { tag: tags.comment, color: "var(--ink-faint)", fontStyle: "italic" },
]);

const look = EditorView.theme({
  "&": { height: "100%", fontSize: "12.5px", color: "var(--ink)", backgroundColor: "transparent" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", overflow: "auto" },
  ".cm-content": { caretColor: "var(--ink)", padding: "8px 0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--ink-faint)", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--accent) 6%, transparent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "color-mix(in srgb, var(--accent) 24%, transparent) !important" },
  ".cm-placeholder": { color: "var(--ink-faint)" },
  ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--ink)", border: "1px solid var(--line)", borderRadius: "8px", boxShadow: "var(--shadow-high)", maxWidth: "min(560px, calc(100vw - 24px))", overflow: "hidden" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
  ".cm-completionDetail": { color: "var(--ink-soft)", fontStyle: "normal" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-diagnostic": { padding: "6px 10px", whiteSpace: "pre-wrap", fontFamily: "var(--sans)" },
  ".cm-diagnosticAction": { backgroundColor: "var(--accent)", color: "var(--on-accent)", borderRadius: "6px", minHeight: "26px", padding: "2px 9px" },
  ".cm-panels": { backgroundColor: "var(--sunk)", color: "var(--ink)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--accent-soft)", outline: "1px solid var(--accent)" },
});

// Tab indents for whoever is at work in an editor. Who comes by with the keyboard goes on to the next thing and changes nothing.
const working = new WeakSet();
const whileWorking = (run) => (view) => working.has(view) && run(view);
const tab = [
  keymap.of([{ key: "Tab", run: whileWorking(indentWithTab.run), shift: whileWorking(indentWithTab.shift) }]),
  EditorView.updateListener.of((update) => { if (update.docChanged && update.view.hasFocus) working.add(update.view); }),
  EditorView.domEventHandlers({
    mousedown(_event, view) { working.add(view); return false; },
    blur(_event, view) { working.delete(view); return false; },
  }),
];

// Typing over a selection is done here and not by the browser, which would keep the look of what it takes away as an inline style,
// and is kept from that by the policy of the page with an error in the console.
const overSelection = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { main } = view.state.selection;
    if (event.inputType !== "insertText" || event.isComposing || !event.data || main.empty) return false;
    event.preventDefault();
    const insert = () => view.state.update(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    const handlers = view.state.facet(EditorView.inputHandler);
    if (!handlers.some((one) => one(view, main.from, main.to, event.data, insert))) view.dispatch(insert());
    return true;
  },
});

const KINDS = {
  mapping: { title: "Mapping", language: json(), source: inMapping, none: "A mapping: Segment's JSON, or Terraform" },
  trigger: { title: "Trigger", language: fql, source: inTrigger, none: "Each subscription has its own trigger", short: true },
  event: { title: "Event", language: json(), source: inEvent, none: "One or more Segment events" },
  workspace: { title: "Workspace", language: yaml(), source: inWorkspace, none: "Empty: a new workspace with the standard objects" },
};

export const NAMES = Object.keys(KINDS);

/** An editor in `parent`; `changed` is told of each change, with the text. */
export function editor(name, parent, changed) {
  const kind = KINDS[name];
  return new EditorView({
    parent,
    state: EditorState.create({
      extensions: [
        EditorView.cspNonce.of(nonce),
        kind.short ? [] : [lineNumbers(), lintGutter(), highlightActiveLine()],
        highlightSpecialChars(), history(), drawSelection(), indentOnInput(), indentUnit.of("  "), bracketMatching(), closeBrackets(), search({ top: true }),
        autocompletion({ override: [kind.source], icons: false, activateOnTyping: true }),
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...searchKeymap, ...historyKeymap, ...lintKeymap, ...defaultKeymap]), tab,
        overSelection, kind.language, syntaxHighlighting(colours), look, placeholder(kind.none), EditorView.lineWrapping,
        EditorState.tabSize.of(2),
        EditorView.contentAttributes.of({ "aria-label": `${kind.title} editor`, spellcheck: "false", tabindex: "0" }),
        EditorView.updateListener.of((update) => { if (update.docChanged) changed(name); }),
      ],
    }),
  });
}

export function setText(view, text) {
  if (view.state.doc.toString() !== text) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
}

const SEVERITIES = { error: "error", warning: "warning", note: "info" };

/** Marks at their places; each with what can be done about it. */
export function setMarks(view, marks, apply) {
  const length = view.state.doc.length;
  const diagnostics = marks.map((one) => ({
    from: Math.min(one.place.from, length),
    to: Math.min(Math.max(one.place.to, one.place.from), length),
    severity: SEVERITIES[one.severity] ?? "error",
    message: one.hint ? `${one.message}\n${one.hint}` : one.message,
    actions: one.repairs.map((repair) => ({ name: repair.label, apply: () => apply(repair) })),
  }));
  view.dispatch(setDiagnostics(view.state, diagnostics.sort((a, b) => a.from - b.from || a.to - b.to)));
}

export function show(view, place) {
  const from = Math.min(place.from, view.state.doc.length);
  view.dispatch({ selection: { anchor: from, head: Math.min(place.to, view.state.doc.length) }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
  view.focus();
}
