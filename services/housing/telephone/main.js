// Starts the page: shows the list or a form, keeps both fresh, and sees to it that what waits is sent.

import { DONE, SIGN_IN } from "./answers.js";
import { announce, at, el, fill } from "./dom.js";
import { showForm, showState } from "./form.js";
import { refresh, showList } from "./list.js";
import { AWAY, BUSY, CHANNEL, LATER, STRANGER, SYNC, sendAll } from "./sending.js";
import { leave, resumeLeaving, signInAddress } from "./leaving.js";
import { newestVersion } from "./kept.js";
import { NOT_LASTING, isLasting } from "./lasting.js";
import * as store from "./store.js";

const FIRST_PAUSE_MS = 3_000, LONGEST_PAUSE_MS = 300_000;
const LIST_FRESH_MS = 600_000, LIST_KEPT_MS = 14 * 24 * 3600 * 1000;
const ID = /^#([0-9a-f-]{36})$/;

let pause = FIRST_PAUSE_MS, timer = null, isSending = false, isLeft = false, hindrance = null, registration = null;

const chosen = () => location.hash.match(ID)?.[1] ?? null;

async function show({ isNewView = false } = {}) {
  if (isLeft) return;
  const id = chosen();
  at("list").hidden = id !== null;
  at("form").hidden = id === null;
  if (id === null) {
    fill(at("form"));
    await showList();
  } else {
    fill(at("list"));
    await (isNewView ? showForm(id) : showState());
  }
  await showQueue();
  if (isNewView && document.readyState === "complete") document.querySelector(id ? "#form h1" : "#list h1")?.focus();
}

async function showQueue() {
  const bearer = await store.getSetting("bearer");
  const waiting = (await store.listDrafts()).filter(draft => draft.state === store.WAITING && draft.owner === bearer?.subject);
  at("queue").textContent = waiting.length > 0 ? `待发送 ${waiting.length} 份` : "没有待发送的";
  at("send").hidden = waiting.length === 0;
  at("net").textContent = navigator.onLine ? "" : "没有网络，可以照常填写 · ";
  fill(at("hindrance"), hindrance === SIGN_IN ? [el("span", { class: "late" }, "登录已过期，填写的都还在手机里。"), " ",
    el("a", { href: signInAddress() }, "重新登录")] : hindrance && el("span", { class: "soft" }, hindrance));
}

// Sends what waits; tries again after a pause that grows, and at once when something may have changed for the better.
async function send() {
  clearTimeout(timer);
  if (isSending || isLeft) return;
  isSending = true;
  let outcome;
  try {
    outcome = await sendAll();
  } catch (failure) {
    outcome = { left: LATER, why: failure.message };
  } finally {
    isSending = false;
  }
  const { left, why = "" } = outcome;
  hindrance = left === AWAY ? SIGN_IN : left === STRANGER ? null : left === LATER && why ? `还没有发出（${why}），会自动再试` : null;
  if (left === LATER || left === BUSY) {
    timer = setTimeout(send, pause * (0.8 + 0.4 * Math.random()));
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  } else {
    pause = FIRST_PAUSE_MS;
  }
  await show();
}

function sendNow() {
  pause = FIRST_PAUSE_MS;
  showQueue();
  // The browser goes on with it when the page is closed, where it knows how to.
  navigator.serviceWorker?.ready.then(({ sync }) => sync?.register(SYNC)).catch(() => {});
  return send();
}

async function renew({ isAsked = false } = {}) {
  if (isLeft) return;
  const kind = await refresh().catch(failure => { announce(`名单没有存上：${failure.message}`, { isBad: true }); });
  if (kind === DONE) hindrance = null;
  if (kind === SIGN_IN) hindrance = SIGN_IN;
  if (isAsked) announce(kind === DONE ? "名单已更新" : kind === SIGN_IN ? "请重新登录" : "现在没有网络，名单没有更新", { isBad: kind !== DONE });
  if (chosen() === null) await show(); else await showQueue();
}

// Whoever is on the list is shown the newer version as soon as it is here as a whole; whoever fills in a form, once back on the
// list. All that was begun is kept, so the page may begin anew; once for each version is enough.
async function giveWay() {
  if (isLeft || chosen() !== null || !navigator.serviceWorker?.controller) return;
  const newest = await newestVersion();
  if (chosen() !== null || !newest || newest === document.querySelector("meta[name=version]").content) return;
  if (sessionStorage.getItem("renewed-for") === newest) return;
  sessionStorage.setItem("renewed-for", newest);
  location.reload();
}

async function keepForOffline() {
  if (!navigator.serviceWorker) {
    at("offline").textContent = "此页须以 https 打开、用较新的浏览器，才能离线使用";
    return;
  }
  try {
    registration = await navigator.serviceWorker.register("worker.js", { type: "module" });
    registration.addEventListener("updatefound", watchNewer);
    watchNewer();
    await navigator.serviceWorker.ready;
    await giveWay();
    at("offline").textContent = "本页已存入手机，没有网络也能打开";
    at("lasting").textContent = await isLasting() ? "" : NOT_LASTING;
  } catch {
    at("offline").textContent = "本页没能存入手机：请在有网络时用较新的浏览器（Chrome 91 以上）再打开一次";
  }
}

const watchNewer = () => registration.installing?.addEventListener("statechange", giveWay);

async function start() {
  if (await resumeLeaving()) return;
  addEventListener("hashchange", () => {
    announce("");
    show({ isNewView: true });
    giveWay();
  });
  // Another tab has begun a newer version, which keeps things otherwise: this one can keep nothing more, and begins anew.
  addEventListener("base-renewed", () => { if (!isLeft) location.reload(); });
  addEventListener("online", () => { sendNow(); renew(); });
  addEventListener("offline", showQueue);
  addEventListener("send-wanted", sendNow);
  addEventListener("refresh-wanted", () => renew({ isAsked: true }));
  document.addEventListener("visibilitychange", async () => {
    if (document.hidden) return;
    sendNow();
    if (Date.now() - await store.getSetting("listed_at") > LIST_FRESH_MS) renew();
    // A page that is never opened anew, only brought back to the front, hears of newer versions as well.
    registration?.update().catch(() => {});
  });
  new BroadcastChannel(CHANNEL).onmessage = ({ data }) => (data === "left" && !isLeft ? location.reload() : show());
  at("send").addEventListener("click", sendNow);
  at("renew").addEventListener("click", () => renew({ isAsked: true }));
  at("leave").addEventListener("click", () => leave(() => { isLeft = true; clearTimeout(timer); }));
  await store.forgetList(Date.now() - LIST_KEPT_MS);
  await show({ isNewView: true });
  document.body.dataset.ready = "yes";
  keepForOffline();
  await renew();
  await sendNow();
}

start().catch(failure => announce(`本页没能打开：${failure.message}。请升级浏览器或换一部手机`, { isBad: true }));
