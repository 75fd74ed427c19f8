// What the telephone keeps: surveys taken along, drafts, photos, and what waits to be sent. Everything is one IndexedDB.
//
// A write counts when its transaction is complete, and is asked to be on the disk by then ("strict"): a telephone whose battery
// dies a second later has it. Every change is read, changed and written in one transaction, so that two tabs and the worker
// never undo one another's work.

import { answered, openBase } from "./base.js";

export const DRAFT = "draft", WAITING = "waiting", REFUSED = "refused", SENT = "sent";
export const OTHER_VIEW = "";

const { read, write, empty } = openBase("jishiyu-round", 1, base => {
  base.createObjectStore("tasks", { keyPath: "id" });
  base.createObjectStore("drafts", { keyPath: "survey_id" });
  base.createObjectStore("photos", { keyPath: "id" }).createIndex("of_survey", "survey_id");
  base.createObjectStore("pictures", { keyPath: "id" });
  base.createObjectStore("settings", { keyPath: "name" });
});

export const getSetting = async name =>
  (await read(["settings"], ({ settings }) => answered(settings.get(name))))?.value ?? null;
export const putSetting = (name, value) => write(["settings"], ({ settings }) => answered(settings.put({ name, value })));

export const listTasks = () => read(["tasks"], ({ tasks }) => answered(tasks.getAll()));
export const listDrafts = () => read(["drafts"], ({ drafts }) => answered(drafts.getAll()));
export const getTask = id => read(["tasks"], ({ tasks }) => answered(tasks.get(id)));
export const getDraft = id => read(["drafts"], ({ drafts }) => answered(drafts.get(id)));
export const getPicture = id => read(["pictures"], ({ pictures }) => answered(pictures.get(id)));
export const listPhotos = async id => (await read(["photos"], ({ photos }) => answered(photos.index("of_survey").getAll(id))))
  .sort((one, other) => one.added_at - other.added_at);

// A fresh list replaces the one before. What was sent is forgotten after a day, and at once where the survey was opened anew.
export function putRound(bearer, tasks, { askedAt, keptUntil }) {
  return write(["tasks", "drafts", "settings"], async stores => {
    stores.tasks.clear();
    for (const task of tasks) stores.tasks.put(task);
    const listed = new Set(tasks.map(task => task.id));
    for (const draft of await answered(stores.drafts.getAll())) {
      const isOpenedAnew = listed.has(draft.survey_id) && draft.sent_at < askedAt;
      if (draft.state === SENT && (isOpenedAnew || draft.sent_at < keptUntil)) stores.drafts.delete(draft.survey_id);
    }
    stores.settings.put({ name: "bearer", value: bearer });
    stores.settings.put({ name: "listed_at", value: askedAt });
  });
}

// A list that nobody renewed since then is of no use any more; what was begun stays.
export function forgetList(before) {
  return write(["tasks", "settings"], async ({ tasks, settings }) => {
    const listed = await answered(settings.get("listed_at"));
    if (listed && listed.value < before) tasks.clear();
  });
}

export const isOpen = draft => !draft || draft.state === DRAFT || draft.state === REFUSED;

// A draft of its own for a survey; its task goes along, for the list may have lost it by the time it is sent.
const fresh = (task, owner, at) => ({
  survey_id: task.id, owner, task, parts: {}, notes: "", position: null, visited_at: at, begun_at: at, changed_at: at,
  state: DRAFT, key: null, body: null, refusal: null, answer: null, is_second: false, queued_at: null, sent_at: null, tries: 0,
});

// Change a draft, which is begun if there is none. False where it is closed: it waits to be sent, or was sent.
export function changeDraft(task, owner, change) {
  return write(["drafts"], async ({ drafts }) => {
    const now = Date.now();
    const draft = (await answered(drafts.get(task.id))) ?? fresh(task, owner, now);
    if (!isOpen(draft) || draft.owner !== owner) return false;
    change(draft);
    draft.changed_at = now;
    await answered(drafts.put(draft));
    return true;
  });
}

// A photo and its draft are kept together or not at all.
export function addPhoto(task, owner, photo, bytes) {
  return write(["drafts", "photos", "pictures"], async ({ drafts, photos, pictures }) => {
    const draft = (await answered(drafts.get(task.id))) ?? fresh(task, owner, Date.now());
    if (!isOpen(draft) || draft.owner !== owner) return "closed";
    const others = await answered(photos.index("of_survey").getAll(task.id));
    const same = others.find(other => other.digest === photo.digest);
    if (same) return same;
    draft.changed_at = Date.now();
    drafts.put(draft);
    photos.put({ ...photo, survey_id: task.id, owner, paper_id: null });
    await answered(pictures.put({ id: photo.id, bytes }));
    return null;
  });
}

// What the platform has already is not taken back from here.
export function removePhoto(id) {
  return write(["drafts", "photos", "pictures"], async ({ drafts, photos, pictures }) => {
    const photo = await answered(photos.get(id));
    if (!photo || photo.paper_id || !isOpen(await answered(drafts.get(photo.survey_id)))) return false;
    photos.delete(id);
    await answered(pictures.delete(id));
    return true;
  });
}

// Whatever is to change of a draft, whoever does it: the sender alone.
export function settle(id, change) {
  return write(["drafts"], async ({ drafts }) => {
    const draft = await answered(drafts.get(id));
    if (draft) await answered(drafts.put(Object.assign(draft, change(draft))));
    return draft;
  });
}

export function notePaper(photoId, paperId) {
  return write(["photos"], async ({ photos }) => {
    const photo = await answered(photos.get(photoId));
    if (photo) await answered(photos.put({ ...photo, paper_id: paperId }));
  });
}

// The platform has all of it: its photos leave the telephone, and the list no longer asks for it.
export const closeSent = (id, answer) => forget(id, draft => ({ ...draft, state: SENT, sent_at: Date.now(), answer, body: null,
  refusal: null, parts: {}, notes: "", position: null }));

// Throw a draft away that will never be sent, of a survey that nobody has to do any more.
export const dropDraft = id => forget(id, () => null);

function forget(id, left) {
  return write(["tasks", "drafts", "photos", "pictures"], async ({ tasks, drafts, photos, pictures }) => {
    for (const photo of await answered(photos.index("of_survey").getAllKeys(id))) {
      photos.delete(photo);
      pictures.delete(photo);
    }
    const draft = await answered(drafts.get(id));
    const kept = draft ? left(draft) : null;
    tasks.delete(id);
    if (kept) drafts.put(kept); else drafts.delete(id);
  });
}

// Nothing of anybody stays.
export const emptyAll = empty;
