// Starts the page: shows the list or a form, keeps both fresh, and sees to it that what waits is sent.

import { DONE, SIGN_IN } from "./answers.js";
import { announce, at, el, fill } from "./dom.js";
import { showForm, showState } from "./form.js";
import { refresh, showList } from "./list.js";
import { AWAY, BUSY, CHANNEL, LATER, STRANGER, SYNC, sendAll } from "./sending.js";
import { leave, resumeLeaving, signInAddress } from "./leaving.js";
import * as store from "./store.js";

const FIRST_PAUSE_MS = 3_000, LONGEST_PAUSE_MS = 300_000;
const LIST_FRESH_MS = 600_000, LIST_KEPT_MS = 14 * 24 * 3600 * 1000;
const ID = /^#([0-9a-f-]{36})$/;

let pause = FIRST_PAUSE_MS, timer = null, isSending = false, isLeft = false, hindrance = null;

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

// A newer version took over while this page was being loaded, before anybody here could hear of it. Once is enough.
async function isSuperseded() {
  const kept = (await caches.keys()).filter(name => name.startsWith("jishiyu-round-"));
  const mine = `jishiyu-round-${document.querySelector("meta[name=version]").content}`;
  if (kept.length === 0 || kept.includes(mine) || sessionStorage.getItem("renewed-for") === kept.join()) return false;
  sessionStorage.setItem("renewed-for", kept.join());
  return true;
}

async function keepForOffline() {
  if (!navigator.serviceWorker) {
    at("offline").textContent = "此页须以 https 打开、用较新的浏览器，才能离线使用";
    return;
  }
  try {
    const hadOne = Boolean(navigator.serviceWorker.controller);
    // A newer version takes over while nothing is being filled in; all is kept, so the page may begin anew.
    navigator.serviceWorker.addEventListener("controllerchange", () => { if (hadOne && chosen() === null) location.reload(); });
    const registration = await navigator.serviceWorker.register("worker.js", { type: "module" });
    if (registration.waiting && chosen() === null) registration.waiting.postMessage("take-over");
    await navigator.serviceWorker.ready;
    if (hadOne && chosen() === null && await isSuperseded()) location.reload();
    at("offline").textContent = "本页已存入手机，没有网络也能打开";
    await navigator.storage?.persist?.();
  } catch {
    at("offline").textContent = "本页没能存入手机：请在有网络时用较新的浏览器（Chrome 91 以上）再打开一次";
  }
}

async function start() {
  if (await resumeLeaving()) return;
  addEventListener("hashchange", () => {
    announce("");
    show({ isNewView: true });
  });
  addEventListener("online", () => { sendNow(); renew(); });
  addEventListener("offline", showQueue);
  addEventListener("send-wanted", sendNow);
  addEventListener("refresh-wanted", () => renew({ isAsked: true }));
  document.addEventListener("visibilitychange", async () => {
    if (document.hidden) return;
    sendNow();
    if (Date.now() - await store.getSetting("listed_at") > LIST_FRESH_MS) renew();
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
