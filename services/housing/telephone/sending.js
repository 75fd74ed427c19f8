// Sends what waits: each survey is a fixed series of commands, its photos and then its completion, each under a key of its own.
//
// A key is made once and kept before its command is sent for the first time, and so is the body: whatever is cut where, the same
// command goes out again, word for word, and the platform gives the answer of the first time. Runs in the page and in the worker;
// of all tabs and the worker one sends at a time.

import { DONE, NO, NOT_YET, SIGN_IN, ask } from "./answers.js";
import { newKey } from "./drawing.js";
import * as store from "./store.js";

const LOCK = "jishiyu-round-sending";
export const SYNC = "send";
export const CHANNEL = "jishiyu-round";
export const NOTHING = "nothing", BUSY = "busy", LATER = "later", AWAY = "away", STRANGER = "stranger";

const round = name => new URL(name, self.location.href).href;
const above = path => round(`../../${path}`);
const tell = new BroadcastChannel(CHANNEL);
export const say = () => tell.postMessage("changed");

// The survey is complete as it stands, and is to go. False if it is under way already.
export async function enqueue(task, owner) {
  const queued = await store.changeDraft(task, owner, draft => {
    // A key that was refused may have been another body's.
    Object.assign(draft, { state: store.WAITING, key: newKey(), body: null, refusal: null, queued_at: Date.now(), tries: 0 });
  });
  if (queued) say();
  return queued;
}

// Taken back for a change, as long as its completion was never sent.
export async function takeBack(id) {
  let isBack = false;
  await store.settle(id, draft => {
    isBack = draft.state === store.WAITING && draft.body === null;
    return isBack ? { state: store.DRAFT, queued_at: null } : {};
  });
  say();
  return isBack;
}

// Sends all that waits, and says what kept it from going on: { left: NOTHING | BUSY | LATER | AWAY | STRANGER, why }.
// Where there are no locks (no HTTPS), the keys alone see to it that nothing is done twice.
export const sendAll = () => (navigator.locks
  ? navigator.locks.request(LOCK, { ifAvailable: true }, lock => (lock ? sendEach() : { left: BUSY })) : sendEach());

const waiting = async () => (await store.listDrafts())
  .filter(draft => draft.state === store.WAITING).sort((one, other) => one.queued_at - other.queued_at);

async function sendEach() {
  if ((await waiting()).length === 0) return { left: NOTHING };
  const who = await ask(round("tasks?limit=1"), { isOurs: told => told.bearer?.subject });
  if (who.kind !== DONE) return stopped(who);
  const isMine = draft => draft.owner === who.told.bearer.subject;
  for (const draft of (await waiting()).filter(isMine)) {
    const answer = await sendOne(draft);
    say();
    if (answer.kind === NOT_YET || answer.kind === SIGN_IN) return stopped(answer);
  }
  const left = await waiting();
  if (left.length === 0) return { left: NOTHING };
  return left.some(isMine) ? { left: LATER, why: "" } : { left: STRANGER };
}

// Who may not read the list any more may not send either.
const stopped = answer => (answer.kind === NOT_YET ? { left: LATER, why: answer.why } : { left: AWAY, why: answer.problem?.title ?? "" });

async function sendOne(draft) {
  const id = draft.survey_id;
  await store.settle(id, kept => ({ tries: kept.tries + 1 }));
  const photos = await store.listPhotos(id);
  if (!draft.is_second && draft.body === null && photos.every(photo => photo.paper_id === null)) {
    const stands = await stillOpen(id);
    if (stands.kind !== DONE) return refusedOr(stands, id);
  }
  const papers = [];
  for (const photo of photos) {
    const filed = photo.paper_id ? { kind: DONE, paperId: photo.paper_id } : await sendPhoto(photo);
    if (filed.kind !== DONE) return refusedOr(filed, id, `/photos/${photo.id}`);
    papers.push(filed.paperId);
    say();
  }
  return complete(id, papers);
}

// Photos of a survey that somebody else has done meanwhile are not sent after it.
async function stillOpen(id) {
  const answer = await ask(above(`surveys/${id}`), { isOurs: told => told.id === id });
  if (answer.kind !== DONE || answer.told.state === "open") return answer;
  const isDone = answer.told.state === "completed";
  return { kind: NO, problem: isDone
    ? { code: "survey-already-completed", title: "这处住房已由他人填报", mend: "请核对；所见不同的，可以另报留存；不再需要的，可以删除本机这一份" }
    : { code: "survey-cancelled", title: "这项排查已经撤销", detail: answer.told.cancelled_why || null, mend: "不必再查，可以删除本机这一份" } };
}

async function sendPhoto(photo) {
  const picture = await store.getPicture(photo.id);
  if (!picture) return { kind: NO, problem: { code: "picture-lost", title: "这张照片在手机里已经损坏", mend: "请删除后重新拍摄" } };
  const form = new FormData();
  form.append("title", photo.title);
  form.append("kind", photo.view);
  form.append("taken_at", photo.taken_at);
  form.append("file", new File([picture.bytes], `${photo.id}.jpg`, { type: "image/jpeg" }));
  const answer = await ask(above(`papers?about=survey&about_id=${photo.survey_id}`),
    { method: "POST", key: photo.key, body: form, isOurs: told => told.paper_id });
  // The very same picture lies there already, filed under another key.
  const isThere = answer.kind === NO && answer.problem.code === "already-filed" && answer.problem.paper_id;
  const paperId = isThere ? answer.problem.paper_id : answer.told?.paper_id;
  if (answer.kind !== DONE && !isThere) return answer;
  await store.notePaper(photo.id, paperId);
  return { kind: DONE, paperId };
}

async function complete(id, papers) {
  // What is sent is kept before it is sent.
  const draft = await store.settle(id, kept => ({ body: kept.body ?? JSON.stringify(bodyOf(kept, papers)) }));
  const answer = await ask(above(`surveys/${id}/${draft.is_second ? "second-findings" : "completion"}`),
    { method: "POST", key: draft.key, body: draft.body, isOurs: told => (draft.is_second ? told.survey_id : told.id) === id });
  if (answer.kind !== DONE) return refusedOr(answer, id);
  const { grade, is_worse, needs_shelter, needs_follow_up, reasons, missing_view_names } = answer.told;
  await store.closeSent(id, { grade, is_worse, needs_shelter, needs_follow_up, reasons, missing_view_names });
  return answer;
}

function bodyOf(draft, photos) {
  const body = { ...draft.parts, notes: draft.notes, visited_at: new Date(draft.visited_at).toISOString(), photos };
  if (draft.position) {
    const { latitude, longitude, accuracy_m, fixed_at } = draft.position;
    body.position = { latitude, longitude, ...(accuracy_m === null ? {} : { accuracy_m }),
      ...(fixed_at ? { fixed_at: new Date(fixed_at).toISOString() } : {}) };
  }
  return body;
}

// A refusal is kept with the draft, which is open again; anything else leaves it waiting.
async function refusedOr(answer, id, pointer = null) {
  if (answer.kind === NO) {
    const { code, title, detail = null, mend, errors = [] } = answer.problem;
    const refusal = { code, title, detail, mend, errors, pointer: pointer ?? answer.problem.pointer ?? null, at: Date.now() };
    // Of a survey that was opened anew meanwhile it is the first again.
    const anew = code === "survey-not-completed" ? { is_second: false } : {};
    await store.settle(id, () => ({ state: store.REFUSED, refusal, body: null, queued_at: null, ...anew }));
  }
  return answer;
}
