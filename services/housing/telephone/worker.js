// The service worker: keeps the page and its modules so that they open without a network, and sends what waits when one comes.
//
// VERSION and FILES are written above by the platform. Nothing with data in it is ever cached here: lists and drafts are the
// page's own (`store.js`), so that signing out empties one place. Only the program's files are answered from the cache.

import { beginKeeping, cacheOf, forgetOlder, isWhole, newestVersion } from "./kept.js";
import { LATER, SYNC, sendAll } from "./sending.js";

const SCOPE = new URL("./", self.location.href).pathname;
const PROGRAM = /^(page|[a-z]+[.](js|json|svg))$/; // whatever a newer version adds
const shown = new Map(); // which version a page was opened in: it is given no module of another

self.addEventListener("install", event => event.waitUntil(keepAll()));

async function keepAll() {
  const cache = await beginKeeping(VERSION);
  await Promise.all(FILES.map(async name => {
    // A redirect would lead to the page to sign in at, which is not to be kept in this one's place.
    const answer = await fetch(name, { cache: "reload", redirect: "error", credentials: "same-origin" });
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    // While the platform is being renewed, one of its machines may still give what was before.
    if (answer.headers.get("Round-Version") !== VERSION) throw new Error(`${name}: of another version`);
    await cache.put(new URL(name, self.location.href).pathname, answer);
  }));
  await isWhole(cache);
}

self.addEventListener("activate", event => event.waitUntil((async () => {
  await forgetOlder();
  await self.clients.claim();
})()));

self.addEventListener("fetch", event => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (!pathname.startsWith(SCOPE) || !PROGRAM.test(pathname.slice(SCOPE.length))) return;
  event.respondWith(kept(event, pathname));
});

async function kept(event, pathname) {
  // Of a page that is opened anew Chromium names the one that it was before.
  const version = (event.request.mode !== "navigate" && shown.get(event.clientId)) || await newestVersion();
  if (version && event.resultingClientId) shown.set(event.resultingClientId, version);
  const found = version && await caches.match(pathname, { cacheName: cacheOf(version) });
  return found ?? fetch(event.request);
}

self.addEventListener("sync", event => {
  if (event.tag === SYNC) {
    event.waitUntil(sendAll().then(({ left, why }) => {
      // The browser tries again, with growing pauses of its own.
      if (left === LATER) throw new Error(why);
    }));
  }
});
