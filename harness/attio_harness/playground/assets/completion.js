// What each editor proposes at the cursor. The words are the server's; where they fit is decided here.

import { syntaxTree } from "./editor.js";

/** What the server said last: fixed, event, workspace. */
export const words = {};

export function learn(found) {
  Object.assign(words, found);
}

const text = (state, node) => state.sliceDoc(node.from, node.to);

function unquoted(state, node) {
  try {
    return JSON.parse(text(state, node));
  } catch {
    return text(state, node).replace(/^"|"$/g, "");
  }
}

/** The keys from the top of the document to a node, innermost last. */
function keysAt(state, node) {
  const keys = [];
  for (let one = node; one; one = one.parent) {
    const name = one.name === "Property" ? one.getChild("PropertyName") : null;
    if (name) keys.unshift(unquoted(state, name));
  }
  return keys;
}

/** The value of a member of an object or of one around it. */
function memberAround(state, node, key) {
  for (let one = node; one; one = one.parent) {
    if (one.name !== "Object") continue;
    for (const property of one.getChildren("Property")) {
      if (unquoted(state, property.getChild("PropertyName")) === key && property.lastChild?.name === "String") return unquoted(state, property.lastChild);
    }
  }
  return null;
}

const OF_FIELDS = { user_attributes: "users", person_attributes: "people", company_attributes: "companies", workspace_attributes: "workspaces" };

function objectOf(state, node, keys) {
  const field = keys.find((key) => key in OF_FIELDS);
  const slug = field ? OF_FIELDS[field] : memberAround(state, node, "object");
  return words.workspace?.objects.find((one) => one.slug === slug);
}

const attributes = (object) =>
  (object?.attributes ?? words.workspace?.objects.flatMap((one) => one.attributes) ?? []).map((one) => ({
    label: one.slug,
    detail: one.unique ? `${one.type}, unique` : one.type,
    type: "property",
    info: one.choices.length ? one.choices.join(", ") : undefined,
  }));

const paths = () => (words.event?.paths ?? []).map((one) => ({ label: one.path, detail: one.value, type: "variable" }));

function keysFor(state, node) {
  const keys = keysAt(state, node.name === "PropertyName" ? node.parent.parent : node);
  const last = keys.at(-1);
  if (last === undefined || /^\d+$/.test(last)) return ["name", "partnerAction", "subscribe", "enabled", "mapping"].map((label) => ({ label, type: "keyword" }));
  if (last.endsWith("attributes")) return attributes(objectOf(state, node, keys));
  if (last === "mapping" || last === "settings") {
    const action = memberAround(state, node, "partnerAction") ?? memberAround(state, node, "actionSlug");
    const fields = words.fixed?.actions[action] ?? Object.values(words.fixed?.actions ?? {}).flat();
    return fields.map((one) => ({ label: one.key, detail: one.label, type: "property", boost: one.required ? 1 : 0 }));
  }
  if (last === "@if") return ["exists", "blank", "then", "else"].map((label) => ({ label, type: "keyword" }));
  return (words.fixed?.directives ?? []).map((one) => ({ label: one.name, detail: one.about, type: "keyword", argument: one.argument }));
}

function valuesFor(state, node) {
  const keys = keysAt(state, node);
  const last = keys.at(-1);
  if (last === "@path" || text(state, node).startsWith('"$')) return paths();
  if (last === "partnerAction" || last === "actionSlug") return Object.keys(words.fixed?.actions ?? {}).map((label) => ({ label, type: "function" }));
  if (last === "object") return (words.workspace?.objects ?? []).map((one) => ({ label: one.slug, detail: one.active ? "" : "not activated", type: "class" }));
  if (last === "matching_attribute") return attributes(objectOf(state, node, keys)).filter((one) => one.detail.endsWith("unique"));
  if (keys.at(-2)?.endsWith("attributes")) {
    const one = objectOf(state, node, keys)?.attributes.find((each) => each.slug === last);
    return (one?.choices ?? []).map((label) => ({ label, type: "enum" }));
  }
  return [];
}

/** Writes a key with its colour of value behind it, between quotes that are there or not. */
function asKey(option) {
  if (!option.argument) return option;
  return {
    ...option,
    apply(view, _completion, from, to) {
      const after = view.state.sliceDoc(to, to + 20);
      const quote = after.startsWith('"') ? 1 : 0;
      const has = /^"?\s*:/.test(after);
      const insert = has ? option.label : `${option.label}": ${option.argument}`;
      const cursor = from + insert.length - (has ? 0 : option.argument.endsWith('"') ? 1 : 0);
      view.dispatch({ changes: { from, to: has ? to : to + quote, insert }, selection: { anchor: cursor }, userEvent: "input.complete" });
    },
  };
}

export function inMapping(context) {
  const { state, pos } = context;
  const node = syntaxTree(state).resolveInner(pos, -1);
  if (node.name === "PropertyName" || node.name === "String") {
    if (pos <= node.from) return null;
    const isKey = node.name === "PropertyName";
    const closed = text(state, node).length > 1 && text(state, node).endsWith('"');
    const options = isKey ? keysFor(state, node).map(asKey) : valuesFor(state, node);
    return options.length ? { from: node.from + 1, to: closed ? Math.max(pos, node.to - 1) : pos, options, validFor: /^[^"]*$/ } : null;
  }
  const holder = node.name === "Object" || node.name === "{" ? (node.name === "{" ? node.parent : node) : null;
  if (!context.explicit || !holder) return null;
  const options = keysFor(state, holder).map((one) => ({ ...one, apply: `"${one.label}": ${one.argument ?? ""}` }));
  return options.length ? { from: pos, options } : null;
}

export function inTrigger(context) {
  const quoted = context.matchBefore(/(type|event)\s*!?=\s*"[^"]*/);
  if (quoted) {
    const from = quoted.from + quoted.text.lastIndexOf('"') + 1;
    const options = quoted.text.startsWith("type") ? words.fixed?.types : words.event?.events;
    return options?.length ? { from, options: options.map((label) => ({ label, type: "enum" })), validFor: /^[^"]*$/ } : null;
  }
  const word = context.matchBefore(/[\w.$]+/);
  if (!word && !context.explicit) return null;
  const options = [...(words.fixed?.trigger ?? []), ...(words.event?.fields ?? [])].map((label) => ({ label, type: label.endsWith("(") ? "function" : "variable" }));
  return { from: word?.from ?? context.pos, options, validFor: /^[\w.$]*$/ };
}

const IN_WORKSPACE = ["api_slug", "title", "type", "active", "attributes", "options", "statuses", "is_unique", "is_required", "is_multiselect", "singular_noun", "plural_noun", "objects", "members", "records", "name"];

export function inWorkspace(context) {
  const typed = context.matchBefore(/type:\s*[\w-]*/);
  if (typed) {
    const from = typed.from + typed.text.search(/[\w-]*$/);
    return { from, options: (words.fixed?.attribute_types ?? []).map((label) => ({ label, type: "type" })), validFor: /^[\w-]*$/ };
  }
  const word = context.matchBefore(/\w+/);
  if (!word && !context.explicit) return null;
  return { from: word?.from ?? context.pos, options: IN_WORKSPACE.map((label) => ({ label, type: "property", apply: `${label}: ` })), validFor: /^\w*$/ };
}

export function inEvent(context) {
  const node = syntaxTree(context.state).resolveInner(context.pos, -1);
  if (node.name !== "String" || keysAt(context.state, node).join() !== "type") return null;
  const to = text(context.state, node).length > 1 ? node.to - 1 : context.pos;
  return { from: node.from + 1, to, options: (words.fixed?.types ?? []).map((label) => ({ label, type: "enum" })) };
}
