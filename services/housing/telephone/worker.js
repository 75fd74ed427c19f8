// The service worker: keeps the page and its modules so that they open without a network, and sends what waits when one comes.
//
// VERSION and FILES are written above by the platform. Nothing with data in it is ever cached here: lists and drafts are the
// page's own (`store.js`), so that signing out empties one place. Only addresses of FILES are answered from the cache.

import { LATER, SYNC, sendAll } from "./sending.js";

const CACHE = `jishiyu-round-${VERSION}`;
const KEPT = new Set(FILES.map(name => new URL(name, self.location.href).pathname));

self.addEventListener("install", event => event.waitUntil(keepAll()));

async function keepAll() {
  const cache = await caches.open(CACHE);
  await Promise.all(FILES.map(async name => {
    // A redirect would lead to the page to sign in at, which is not to be kept in this one's place.
    const answer = await fetch(name, { cache: "reload", redirect: "error", credentials: "same-origin" });
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    await cache.put(new URL(name, self.location.href).pathname, answer);
  }));
}

self.addEventListener("activate", event => event.waitUntil((async () => {
  const old = (await caches.keys()).filter(name => name.startsWith("jishiyu-round-") && name !== CACHE);
  await Promise.all(old.map(name => caches.delete(name)));
  await self.clients.claim();
})()));

self.addEventListener("fetch", event => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin || !KEPT.has(address.pathname)) return;
  event.respondWith((async () => (await (await caches.open(CACHE)).match(address.pathname)) ?? fetch(event.request))());
});

self.addEventListener("sync", event => {
  if (event.tag === SYNC) {
    event.waitUntil(sendAll().then(({ left, why }) => {
      // The browser tries again, with growing pauses of its own.
      if (left === LATER) throw new Error(why);
    }));
  }
});

// A page that shows nothing half-filled lets the newer version take over.
self.addEventListener("message", event => {
  if (event.data === "take-over") self.skipWaiting();
});
