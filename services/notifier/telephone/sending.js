// Sends parcels, one after another, each under the key that its draft got when it was begun.
//
// Of all tabs one sends at a time; where there are no locks (no HTTPS), the keys alone see to it that nothing is done twice.

import { DONE, NO, NOT_YET, SIGN_IN, ask } from "./answers.js";
import * as store from "./store.js";

export const CHANNEL = "jishiyu-inbox";
export const NOTHING = "nothing", BUSY = "busy", LATER = "later", AWAY = "away", STRANGER = "stranger";
const LOCK = "jishiyu-inbox-sending";

const inbox = new URL("../../", import.meta.url);
export const door = name => new URL(name, inbox).href;
export const whoIsThere = () => ask(door("account"), { isOurs: told => told.subject });

// Gives { left, why, done }: what kept it from going on, and how many things were done.
export const sendAll = () => (navigator.locks
  ? navigator.locks.request(LOCK, { ifAvailable: true }, lock => (lock ? sendEach() : { left: BUSY, done: 0 })) : sendEach());

const waiting = async () => (await store.listParcels()).filter(parcel => parcel.state === store.WAITING);

async function sendEach() {
  let done = 0;
  if ((await waiting()).length === 0) return { left: NOTHING, done };
  const who = await whoIsThere();
  if (who.kind !== DONE) return { ...stopped(who), done };
  const isMine = parcel => parcel.owner === who.told.subject;
  for (const parcel of (await waiting()).filter(isMine)) {
    const answer = await sendOne(parcel);
    if (answer.kind === NOT_YET || answer.kind === SIGN_IN) return { ...stopped(answer), done };
    done += answer.told?.done ?? 0;
  }
  return { left: (await waiting()).length > 0 ? STRANGER : NOTHING, done };
}

const stopped = answer => (answer.kind === NOT_YET ? { left: LATER, why: answer.why } : { left: AWAY, why: answer.problem?.title ?? "" });

async function sendOne(parcel) {
  const { path, body } = await written(parcel);
  const answer = await ask(door(path), { method: "POST", key: parcel.key, body, isOurs: told => Array.isArray(told.outcomes) });
  if (answer.kind === DONE) {
    const left = answer.told.outcomes.filter(one => !one.is_done);
    const ids = thing => left.filter(one => one.thing === thing).map(one => one.id);
    await store.settle(parcel.key, { refusals: left, order_ids: ids("order"), errand_ids: ids("errand") });
  } else if (answer.kind === NO) {
    const { title, detail, mend, code, errors = [] } = answer.problem;
    const why = errors.map(error => error.detail).join("；") || detail || "";
    const refusal = { called: parcel.called, title: why ? `${title}：${why}` : title, mend, code };
    await store.settle(parcel.key, { refusals: [refusal], order_ids: parcel.order_ids, errand_ids: parcel.errand_ids });
  }
  return answer;
}

async function written({ act, order_ids, errand_ids, words, title, key }) {
  if (act === "accept") return { path: "acceptances", body: JSON.stringify({ order_ids }) };
  if (act === "ask") return { path: "questions", body: JSON.stringify({ order_id: order_ids[0], question: words }) };
  const body = new FormData();
  body.append("words", words);
  for (const id of order_ids) body.append("order_id", id);
  for (const id of errand_ids) body.append("errand_id", id);
  if (title) body.append("title", title);
  for (const photo of await store.listPhotos(key)) body.append("file", new File([photo.bytes], `${photo.id}.${photo.ending}`, { type: photo.type }));
  return { path: "reports", body };
}
