// Versions of this program that lie on the telephone, each in a cache of its own.
//
// A version counts once the last of its files is there, and the newest that counts is shown by whichever worker is in charge. A new
// worker is never pushed into charge (`skipWaiting`): Chromium puts that off for up to five minutes if a request reaches the old
// one in that very moment, and holds up whoever opens the page meanwhile. It takes over when the page is closed.

const PREFIX = "jishiyu-round-";
const WHOLE = new URL("whole", self.location.href).pathname;

export const cacheOf = version => PREFIX + version;

const caching = async () => (await caches.keys()).filter(name => name.startsWith(PREFIX));

// Begun anew, so that it is the last in the row also where an older version came back.
export async function beginKeeping(version) {
  await caches.delete(cacheOf(version));
  return caches.open(cacheOf(version));
}

export const isWhole = cache => cache.put(WHOLE, new Response("yes"));

// The newest version that is here as a whole, or null.
export async function newestVersion() {
  for (const name of (await caching()).reverse()) {
    if (await (await caches.open(name)).match(WHOLE)) return name.slice(PREFIX.length);
  }
  return null;
}

export const forgetAll = async () => Promise.all((await caching()).map(name => caches.delete(name)));

// What came after the newest may be on its way still.
export async function forgetOlder() {
  const names = await caching(), newest = await newestVersion();
  await Promise.all(names.slice(0, newest === null ? 0 : names.indexOf(cacheOf(newest))).map(name => caches.delete(name)));
}
