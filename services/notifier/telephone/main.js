// Starts what a script adds to the inbox: drafts that are kept, sending that survives a weak line, and news as they come.
// Where any of it cannot be had the page stays what it is: forms that the browser sends.

import { SIGN_IN } from "./answers.js";
import { announce, at, el, fill, moment, refill } from "./dom.js";
import { parcelOf, restore, watch } from "./drafts.js";
import { NOT_LASTING, isLasting } from "./lasting.js";
import { forgetPage, leave, signInAddress } from "./leaving.js";
import { listen } from "./live.js";
import { showOutbox } from "./outbox.js";
import { whyNot } from "./photo.js";
import { AWAY, BUSY, CHANNEL, LATER, door, sendAll } from "./sending.js";
import * as store from "./store.js";

const told = name => document.querySelector(`meta[name=${name}]`).content;
const owner = told("account"), version = told("version");
const FIRST_PAUSE_MS = 3_000, LONGEST_PAUSE_MS = 300_000, KEPT_MS = 14 * 24 * 3600 * 1000;
const STALE_MS = 120_000, BETWEEN_MS = 3_000;

const channel = new BroadcastChannel(CHANNEL);
const say = () => channel.postMessage({ changed: true });
let pause = FIRST_PAUSE_MS, timer = null, isSending = false, isLeft = false, isWanted = false, wasDown = false, refreshedAt = 0, refreshing = null;
let written = () => Promise.resolve();

const outbox = () => showOutbox(owner, { send: sendNow, changed: redraw });

async function redraw() {
  if (isLeft) return;
  await restore(owner);
  await outbox();
  say();
}

function hold(what) {
  refill(at("hold"), what, () => (what === SIGN_IN
    ? [el("p", { class: "refusal", role: "alert" }, "登录已过期，写的都还在本机。", el("a", { href: signInAddress() }, "重新登录"))]
    : what ? [el("p", { class: "soft" }, what)] : []));
}

// Sends what waits; tries again after a pause that grows, and at once when something may have changed for the better.
async function send() {
  clearTimeout(timer);
  if (isSending || isLeft) return;
  isSending = true;
  const { left, why = "", done } = await sendAll().catch(failure => ({ left: LATER, why: failure.message, done: 0 }));
  isSending = false;
  if (left === AWAY) hold(SIGN_IN);
  else if (left !== BUSY) hold(left === LATER ? `还没有发出（${why}），会自动再试。` : "");
  if (left === LATER || left === BUSY) {
    timer = setTimeout(send, pause * (0.8 + 0.4 * Math.random()));
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  } else {
    pause = FIRST_PAUSE_MS;
  }
  await redraw();
  if (done > 0) {
    announce(`办成 ${done} 件`);
    channel.postMessage({ sent: true });
    await refresh();
  }
}

function sendNow() {
  pause = FIRST_PAUSE_MS;
  return send();
}

async function submit(event) {
  const form = event.target;
  const asked = parcelOf(form, event.submitter);
  if (!asked || isLeft) return;
  event.preventDefault();
  if (asked.missing) {
    announce(asked.missing, { isBad: true });
    return;
  }
  try {
    await written();
    await store.post(owner, asked.place, asked.parcel);
  } catch (failure) {
    announce(whyNot(failure), { isBad: true });
    return;
  }
  if (form.id === "visit") for (const box of document.querySelectorAll("input[type=checkbox][form=visit]")) box.checked = false;
  if (form.dataset.draft) form.reset();
  form.closest("details")?.removeAttribute("open");
  announce("已存在本机，正在发送…");
  await redraw();
  await sendNow();
}

const isTyping = () => document.activeElement?.matches("#inbox textarea, #inbox input[type=search]");

// Fetches the list anew and puts it in the place of the old one; whoever is typing is not disturbed.
async function refresh() {
  if (isLeft) return;
  if (isTyping()) {
    isWanted = true;
    return;
  }
  isWanted = false;
  refreshing ??= fetched().finally(() => { refreshing = null; });
  await refreshing;
}

async function fetched() {
  const rest = refreshedAt + BETWEEN_MS - Date.now();
  if (rest > 0) await new Promise(resolve => setTimeout(resolve, rest));
  refreshedAt = Date.now();
  const address = location.pathname + location.search;
  const answer = await fetch(address, { cache: "no-store", headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer) return stale();
  if (answer.redirected || answer.status === 401) return hold(SIGN_IN);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = name => fresh.querySelector(`meta[name=${name}]`)?.content;
  if (!answer.ok || !now("version")) return stale(); // somebody else answers in the platform's place
  if (renewed(now("account"), now("version"))) return;
  if (isTyping()) {
    isWanted = true;
    return;
  }
  const ticked = [...document.querySelectorAll("input[form=visit]:checked")].map(box => box.value);
  const opened = [...document.querySelectorAll("#inbox details[open] > form[data-draft]")].map(form => form.dataset.draft);
  at("inbox").replaceWith(document.adoptNode(fresh.getElementById("inbox")));
  at("at").replaceWith(document.adoptNode(fresh.getElementById("at")));
  document.title = fresh.title;
  for (const box of document.querySelectorAll("input[form=visit]")) box.checked = ticked.includes(box.value);
  for (const place of opened) document.querySelector(`form[data-draft="${place}"]`)?.closest("details")?.setAttribute("open", "");
  await redraw();
  stale();
}

// Another has signed in, or the platform has been renewed: all that was written is kept, so the page may begin anew.
function renewed(account, newest) {
  if (account === owner && newest === version) return false;
  if (account === owner && sessionStorage.getItem("renewed-for") === newest) return false; // once for each version is enough
  sessionStorage.setItem("renewed-for", newest);
  location.reload();
  return true;
}

const seenAt = () => Date.parse(at("at").dataset.at);
const isOld = () => Date.now() - seenAt() > STALE_MS;

function showLine(isUp) {
  at("live").textContent = isUp ? " 新到的随即显示。" : ` 与平台的连线断了，这是 ${moment(seenAt())} 的内容；可以照常填写，连上后自动发送。`;
}

const stale = () => { if (isOld()) showLine(false); };

function hear(news) {
  if (isLeft) return;
  if (news.kind === "hello" && renewed(news.account, news.version)) return;
  if (news.kind === "ended") hold(SIGN_IN);
  if (news.kind === "down") showLine(false);
  if (news.kind === "up") {
    showLine(true);
    sendNow();
    if (wasDown || isOld()) refresh();
  }
  wasDown = news.kind === "down" || (wasDown && news.kind !== "up");
  if (news.kind !== "changed") return;
  const came = [news.new > 0 && `${news.new} 件新工单`, news.messages > 0 && `${news.messages} 条消息`].filter(Boolean).join("、");
  if (came) announce(`来了 ${came}${isTyping() ? "，写完后显示" : ""}`);
  refresh();
}

async function keepForOffline() {
  if (!navigator.serviceWorker) return;
  await navigator.serviceWorker.register(door("worker.js"));
  if ((await store.listParcels()).length > 0 && !await isLasting()) hold(NOT_LASTING);
}

async function start() {
  await store.forget(Date.now() - KEPT_MS);
  if (Date.now() - seenAt() > KEPT_MS) {
    fill(at("inbox"), el("p", { class: "empty" }, "没有网络，上次的内容太旧，已经删除。"));
    await forgetPage();
  }
  channel.addEventListener("message", async ({ data }) => {
    if (data.left && !isLeft) location.reload();
    if (data.changed && !isLeft) {
      await restore(owner);
      await outbox();
    }
    if (data.sent) await refresh();
  });
  written = watch(owner, say);
  document.addEventListener("submit", submit);
  document.addEventListener("focusout", () => setTimeout(() => { if (isWanted) refresh(); }));
  addEventListener("base-renewed", () => { if (!isLeft) location.reload(); });
  addEventListener("online", () => { sendNow(); refresh(); });
  addEventListener("offline", stale);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { sendNow(); refresh(); } });
  at("leave").hidden = false;
  at("leave").addEventListener("click", () => leave(owner, () => {
    isLeft = true;
    clearTimeout(timer);
    channel.postMessage({ left: true });
  }));
  await redraw();
  stale();
  listen(channel, hear);
  document.body.dataset.ready = "yes";
  keepForOffline().catch(() => {}); // an old browser, or one without HTTPS: the page needs the network then
  await sendNow();
  if (isOld()) await refresh();
}

start().catch(failure => {
  if (failure.name !== "AbortError") announce(`草稿不能存在本机（${failure.message}），请写好后立即提交`, { isBad: true });
});
