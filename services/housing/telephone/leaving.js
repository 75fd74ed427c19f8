// Signing out: nothing of anybody stays on the telephone. What was not sent would be lost, so that is asked first.

import { announce, at, el, fill } from "./dom.js";
import { forgetAll } from "./kept.js";
import { CHANNEL } from "./sending.js";
import * as store from "./store.js";

const LEFT = "jishiyu-round-left"; // remembers in localStorage that the platform has still to be told

const session = () => new URL("../../session", location.href);

export function signInAddress() {
  const address = session();
  address.searchParams.set("next", location.pathname + location.hash);
  return address.href;
}

export async function leave(stop) {
  const unsent = (await store.listDrafts()).filter(draft => draft.state !== store.SENT);
  const go = async () => {
    stop();
    await emptyTelephone();
    localStorage.setItem(LEFT, "yes");
    new BroadcastChannel(CHANNEL).postMessage("left");
    await resumeLeaving();
  };
  if (unsent.length === 0) {
    await go();
    return;
  }
  fill(at("leaving"), el("div", { class: "refusal", role: "alert" },
    el("p", { class: "late" }, `这部手机上还有 ${unsent.length} 份没有发送，退出会全部删除。`),
    el("p", {}, el("button", { type: "button", class: "second", onclick: () => fill(at("leaving")) }, "不退出"), " ",
      el("button", { type: "button", class: "bad", onclick: go }, "仍然退出并删除"))));
  at("leaving").querySelector("button").focus();
}

async function emptyTelephone() {
  await store.emptyAll();
  if (self.caches) await forgetAll();
  const registration = await navigator.serviceWorker?.getRegistration("./");
  await registration?.unregister();
}

// Whether somebody has signed out; without a network the cookie can only be taken when there is one again.
export async function resumeLeaving() {
  if (!localStorage.getItem(LEFT)) return false;
  fill(at("form"));
  at("bar").hidden = true;
  at("list").hidden = false;
  try {
    const answer = await fetch(session().href, { method: "DELETE", cache: "no-store", redirect: "error" });
    if (answer.status !== 204) throw new Error(String(answer.status));
    localStorage.removeItem(LEFT);
    fill(at("list"), el("h1", { tabindex: -1 }, "已退出"), el("p", {}, "这部手机上的名单、填写内容和照片都已删除。"),
      el("p", {}, el("a", { href: signInAddress() }, "重新登录")));
  } catch {
    fill(at("list"), el("h1", { tabindex: -1 }, "已退出"), el("p", {}, "手机上的内容都已删除。有网络时请再打开一次本页，完成退出登录。"));
    addEventListener("online", () => location.reload(), { once: true });
  }
  announce("已退出");
  return true;
}
