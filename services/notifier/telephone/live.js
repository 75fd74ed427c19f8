// Hears of what came, by server-sent events: of all tabs one listens and tells the others, for a browser has few lines to spare.

import { DONE, SIGN_IN } from "./answers.js";
import { door, whoIsThere } from "./sending.js";

const LOCK = "jishiyu-inbox-live";
const SILENT_MS = 45_000, LOOK_MS = 5_000, AGAIN_MS = 30_000;

// `hear` is told { kind: "up" | "down" | "changed" | "hello" | "ended", … }, in every tab.
export function listen(channel, hear) {
  const say = told => {
    hear(told);
    channel.postMessage({ live: told });
  };
  channel.addEventListener("message", ({ data }) => { if (data.live) hear(data.live); });
  const hold = () => new Promise(() => open(say));
  if (navigator.locks) navigator.locks.request(LOCK, hold);
  else hold();
}

function open(say) {
  const source = new EventSource(door("events"));
  let heardAt = Date.now(), isUp = null;
  const heard = up => {
    heardAt = Date.now();
    if (isUp !== up) say({ kind: up ? "up" : "down" });
    isUp = up;
  };
  const again = async () => {
    clearInterval(watching);
    source.close();
    heard(false);
    const who = await whoIsThere();
    if (who.kind === SIGN_IN) say({ kind: "ended" });
    setTimeout(() => open(say), who.kind === DONE ? AGAIN_MS : LOOK_MS);
  };
  // A line that is cut without a word looks open for ever.
  const watching = setInterval(() => { if (Date.now() - heardAt > SILENT_MS) again(); }, LOOK_MS);
  source.addEventListener("hello", ({ data }) => { heard(true); say({ kind: "hello", ...JSON.parse(data) }); });
  source.addEventListener("beat", () => heard(true));
  source.addEventListener("changed", ({ data }) => { heard(true); say({ kind: "changed", ...JSON.parse(data) }); });
  source.addEventListener("ended", () => { again(); });
  source.addEventListener("error", () => {
    if (isUp !== false) say({ kind: "down" });
    isUp = false;
    if (source.readyState === EventSource.CLOSED) again(); // refused: too many pages, or no longer signed in
  });
}
