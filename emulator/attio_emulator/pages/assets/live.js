// What is new in the emulator since the page was written, as it happens: server-sent events, or where those do not come, a question
// every second.

import { address, get, token } from "./api.js";

const listeners = new Set();
let latest = JSON.parse(document.querySelector("meta[name=news]").content);
let paused = false;
let waiting = null; // what came while paused
let state = "connecting";

export const news = () => latest;
export const isPaused = () => paused;
export const connection = () => state;

/** Hear of news, and of changes of the connection (then without news); the answer ends it. */
export function listen(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(piece) {
  if (piece && paused) {
    const both = waiting ? [...piece.requests, ...waiting.requests] : piece.requests;
    waiting = { ...piece, requests: both.slice(0, 40), missed: piece.missed + (waiting?.missed ?? 0) + Math.max(0, both.length - 40) };
    return;
  }
  if (piece) latest = piece;
  for (const one of [...listeners]) one(piece);
}

export function pause(wanted) {
  paused = wanted;
  const held = waiting;
  if (!paused && held) {
    waiting = null;
    tell(held);
  } else tell(null);
}

function become(wanted) {
  if (state === wanted) return;
  state = wanted;
  tell(null);
}

/** Begin to listen. */
export function start() {
  let cursor = latest.cursor;
  let timer = null;
  const take = (piece) => {
    if (piece.changes === undefined) return;
    cursor = piece.cursor;
    tell(piece);
  };
  const ask = async () => {
    try {
      const piece = await get("ui/news", { cursor });
      become("live");
      take(piece);
    } catch {
      become("lost");
    }
    timer = setTimeout(ask, 1000);
  };
  const source = new EventSource(address("/_emulator/stream", { token, cursor }));
  source.onopen = () => become("live");
  source.onmessage = (event) => take(JSON.parse(event.data));
  source.onerror = () => {
    become("lost");
    if (source.readyState === EventSource.CLOSED && timer === null) ask();
  };
  addEventListener("pagehide", () => source.close());
}
