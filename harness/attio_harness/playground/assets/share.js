// The whole state in the fragment of an address, compressed; no server sees it.

const FIELDS = ["mapping", "trigger", "event", "workspace", "mode", "assume"];
const LEAST = 5; // a link without assumptions has none
const MOST = 2_000_000; // bytes of the texts: a short link may hold any number of them

/** The texts are more than a link holds. */
class TooMuch extends Error {}

async function through(stream, bytes) {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > MOST) {
      reader.cancel();
      throw new TooMuch("This link has more than two million characters, so it was not read.");
    }
    parts.push(value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

export async function written(state) {
  const texts = new TextEncoder().encode(JSON.stringify(FIELDS.slice(0, state.assume ? FIELDS.length : LEAST).map((name) => state[name] ?? "")));
  if (texts.length > MOST) throw new TooMuch("The texts have more than two million characters in total, too many for a link. Save them as files.");
  const bytes = await through(new CompressionStream("deflate-raw"), texts);
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return `#s=${btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

/** The state of a fragment; null where it holds none. */
export async function read(fragment) {
  if (fragment.length < 2) return null;
  try {
    const text = /^#s=([\w-]+)$/.exec(fragment)[1];
    const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(raw, (one) => one.charCodeAt(0));
    const values = JSON.parse(new TextDecoder().decode(await through(new DecompressionStream("deflate-raw"), bytes)));
    if (!Array.isArray(values) || values.length < LEAST || values.length > FIELDS.length || values.some((one) => typeof one !== "string")) throw new Error();
    return Object.fromEntries(FIELDS.map((name, index) => [name, values[index] ?? ""]));
  } catch (error) {
    if (error instanceof TooMuch) throw error;
    throw new Error("This link is cut off or was changed, so it cannot be read.", { cause: error });
  }
}
