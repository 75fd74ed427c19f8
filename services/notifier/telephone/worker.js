// The service worker: the inbox opens without a network as it was last seen, with its program, so that one can go on writing.
//
// VERSION and FILES are written above by the platform. The network is always asked first; what it does not answer in time is
// answered from what was kept. Each version has a cache of its own, and its files have addresses of their own.

const PREFIX = "jishiyu-inbox-";
const SCOPE = new URL("./", self.location.href).pathname;
const PAGE = `${SCOPE}page`;
const PATIENCE_MS = 8_000;

self.addEventListener("install", event => event.waitUntil((async () => {
  const cache = await caches.open(PREFIX + VERSION);
  await cache.addAll(FILES.map(name => `${SCOPE}program/${VERSION}/${name}`));
  // Without it there is nothing to show offline until the page is opened once more.
  await keep(await fetch(PAGE, { redirect: "error", credentials: "same-origin" }).catch(() => null));
})()));

self.addEventListener("activate", event => event.waitUntil((async () => {
  const names = (await caches.keys()).filter(name => name.startsWith(PREFIX) && name !== PREFIX + VERSION);
  await Promise.all(names.map(name => caches.delete(name)));
  await self.clients.claim();
})()));

async function keep(answer) {
  const name = PREFIX + answer?.headers.get("Inbox-Version");
  // A page of a version whose program is not here is of no use without a network.
  if (answer?.ok && !answer.redirected && await caches.has(name)) await (await caches.open(name)).put(PAGE, answer.clone());
}

self.addEventListener("fetch", event => {
  const { origin, pathname, search } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (pathname.startsWith(`${SCOPE}program/`)) event.respondWith(caches.match(event.request).then(found => found ?? fetch(event.request)));
  else if (pathname === PAGE) event.respondWith(page(event, search));
});

async function page(event, search) {
  const answering = fetch(event.request).then(async answer => {
    if (!search) await keep(answer).catch(() => {}); // a telephone that is full shows the page all the same
    return answer;
  });
  // The script of a page that is open wants to know that there is no network.
  if (event.request.mode !== "navigate") return answering;
  answering.catch(() => {});
  const patience = new Promise(resolve => setTimeout(resolve, PATIENCE_MS));
  const first = await Promise.race([answering.catch(() => null), patience]);
  return first ?? await newest() ?? answering;
}

async function newest() {
  for (const name of (await caches.keys()).filter(each => each.startsWith(PREFIX)).reverse()) {
    const found = await (await caches.open(name)).match(PAGE);
    if (found) return found;
  }
  return null;
}
