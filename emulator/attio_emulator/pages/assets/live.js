// What is new in the emulator since the page was written, as it happens: server-sent events, or where those do not come, a question
// every second.

import { address, get, token } from "./api.js";

const listeners = new Set();
let paused = false;
let waiting = null; // what came while paused
let state = "connecting";
let life = 0; // one more with each server that answers at this address
// the numbers of one server say nothing of another
const ofThisLife = (piece) => ({ ...piece, life, changes: `${life}.${piece.changes}` });
let latest = ofThisLife(JSON.parse(document.querySelector("meta[name=news]").content));

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

/** Begin to listen. A tab that nobody sees does not: a browser has six connections for an address, and each that listens takes one. */
export function start() {
  let cursor = latest.cursor;
  let timer = null;
  let source = null;
  // which server tells: null for the one that wrote the page, "" where another may have followed it before it said so
  let run = document.visibilityState === "hidden" ? "" : null;
  let taken = 0;
  const take = (piece) => {
    if (piece.changes === undefined) return;
    taken += 1;
    cursor = piece.cursor;
    tell(ofThisLife(piece));
  };
  // another server is asked for everything, which comes too late where the stream told of it meanwhile
  const anew = async () => {
    life += 1;
    const before = taken;
    const all = () => get("ui/news").then((piece) => before === taken && take(piece), (error) => error.isAway && setTimeout(() => before === taken && all(), 1000));
    await all();
  };
  const ask = async () => {
    try {
      const piece = await get("ui/news", { cursor });
      const isAnew = state === "lost";
      if (isAnew) await anew();
      become("live");
      if (!isAnew) take(piece); // else it is older than what was asked anew
    } catch {
      become("lost");
    }
    timer = setTimeout(ask, 1000);
  };
  const close = () => {
    source?.close();
    source = null;
  };
  const open = () => {
    if (source || timer !== null) return;
    source = new EventSource(address("/_emulator/stream", { token, cursor }));
    source.onopen = () => become("live");
    source.onmessage = (event) => take(JSON.parse(event.data));
    source.addEventListener("run", (event) => {
      if (run !== null && run !== event.data) anew();
      run = event.data;
    });
    source.onerror = () => {
      become("lost");
      run ??= "";
      if (source?.readyState === EventSource.CLOSED && timer === null) ask();
    };
  };
  const look = () => (document.visibilityState === "hidden" ? close() : open());
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", close);
  addEventListener("pageshow", look);
  look();
}
