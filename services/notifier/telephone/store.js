// What the browser keeps for the inbox: drafts that are being written, parcels that wait to be sent, and their photos.
//
// A draft lies at its place on the page (an order's card, or what is ticked); sending makes a parcel of it, and the place is free
// again. A draft's key is made when it is begun and goes along: whatever is cut where, the same parcel is done once.

import { answered, openBase } from "./base.js";
import { newKey } from "./drawing.js";

export const WAITING = "waiting", REFUSED = "refused";
export const PHOTOS = 6;

const { read, write, empty } = openBase("jishiyu-inbox", 1, base => {
  base.createObjectStore("drafts", { keyPath: "id" });
  base.createObjectStore("parcels", { keyPath: "key" });
  base.createObjectStore("photos", { keyPath: "id" }).createIndex("of", "of");
});

export const emptyAll = empty;
const idOf = (owner, place) => `${owner} ${place}`;
const all = ["drafts", "parcels", "photos"];

export const listDrafts = owner => read(["drafts"], async ({ drafts }) => (await answered(drafts.getAll())).filter(one => one.owner === owner));
export const listParcels = () => read(["parcels"], async ({ parcels }) =>
  (await answered(parcels.getAll())).sort((one, other) => one.queued_at - other.queued_at));
export const listPhotos = of => read(["photos"], ({ photos }) => photosOf(photos, of));

const photosOf = async (photos, of) => (await answered(photos.index("of").getAll(of))).sort((one, other) => one.added_at - other.added_at);

async function draftAt(drafts, owner, place) {
  const now = Date.now();
  const id = idOf(owner, place);
  return (await answered(drafts.get(id))) ?? { id, owner, place, words: "", title: "", key: newKey(), begun_at: now, changed_at: now };
}

// Keeps what was typed; a draft of which nothing is left is none.
export function keepDraft(owner, place, change) {
  return write(["drafts", "photos"], async ({ drafts, photos }) => {
    const draft = Object.assign(await draftAt(drafts, owner, place), change, { changed_at: Date.now() });
    const isEmpty = !draft.words && (await photosOf(photos, draft.id)).length === 0;
    await answered(isEmpty ? drafts.delete(draft.id) : drafts.put(draft));
  });
}

// A photo and its draft are kept together or not at all. False where there are as many as may be.
export function addPhoto(owner, place, photo) {
  return write(["drafts", "photos"], async ({ drafts, photos }) => {
    const draft = await draftAt(drafts, owner, place);
    if ((await photosOf(photos, draft.id)).length >= PHOTOS) return false;
    drafts.put(draft);
    await answered(photos.put({ ...photo, id: newKey(), of: draft.id, added_at: Date.now() }));
    return true;
  });
}

export const dropPhoto = id => write(["photos"], ({ photos }) => answered(photos.delete(id)));

// What is to go, as it stands. `parcel` says what is done with which things.
export function post(owner, place, parcel) {
  return write(all, async ({ drafts, parcels, photos }) => {
    const draft = place ? await draftAt(drafts, owner, place) : { words: "", title: "", key: newKey() };
    await hang(photos, draft.id, draft.key);
    if (place) drafts.delete(draft.id);
    const { words, title, key } = draft;
    const posted = { words, title, place, ...parcel, key, owner, state: WAITING, refusals: [], queued_at: Date.now() };
    await answered(parcels.put(posted));
    return posted;
  });
}

async function hang(photos, from, to) {
  if (from) for (const photo of await photosOf(photos, from)) photos.put({ ...photo, of: to });
}

// What came of a parcel: gone, or kept with what was refused of it, under another key, for it will say something else.
export function settle(key, { refusals, order_ids, errand_ids }) {
  return write(all, async ({ parcels, photos }) => {
    const parcel = await answered(parcels.get(key));
    if (!parcel) return;
    parcels.delete(key);
    const left = refusals.length > 0 ? { ...parcel, key: newKey(), state: REFUSED, refusals, order_ids, errand_ids } : null;
    for (const photo of await photosOf(photos, key)) {
      if (left) photos.put({ ...photo, of: left.key });
      else photos.delete(photo.id);
    }
    if (left) await answered(parcels.put(left));
  });
}

export const drop = key => settle(key, { refusals: [] });

// Taken back to where it was written, in front of what may have been begun there since.
export function takeBack(key) {
  return write(all, async ({ drafts, parcels, photos }) => {
    const parcel = await answered(parcels.get(key));
    if (!parcel?.place || parcel.state !== REFUSED) return false;
    const draft = await draftAt(drafts, parcel.owner, parcel.place);
    draft.words = [parcel.words, draft.words].filter(Boolean).join("\n");
    drafts.put(draft);
    await hang(photos, key, draft.id);
    await answered(parcels.delete(key));
    return true;
  });
}

// What nobody touched for so long is of no use any more; a browser of an office has many users.
export function forget(before) {
  return write(all, async ({ drafts, parcels, photos }) => {
    for (const draft of await answered(drafts.getAll())) {
      if (draft.changed_at < before) {
        drafts.delete(draft.id);
        for (const photo of await photosOf(photos, draft.id)) photos.delete(photo.id);
      }
    }
    for (const parcel of await answered(parcels.getAll())) {
      if (parcel.queued_at < before) {
        parcels.delete(parcel.key);
        for (const photo of await photosOf(photos, parcel.key)) photos.delete(photo.id);
      }
    }
  });
}
