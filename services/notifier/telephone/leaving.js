// Signing out: nothing of anybody stays in this browser. What was not sent would be lost, so that is asked first.

import { announce, at, el, fill } from "./dom.js";
import * as store from "./store.js";

const session = new URL("../../../session", import.meta.url);
const PREFIX = "jishiyu-inbox-";

export function signInAddress() {
  const address = new URL(session);
  address.searchParams.set("next", location.pathname + location.search);
  return address.href;
}

export async function leave(owner, left) {
  const unsent = [...await store.listParcels(), ...await store.listDrafts(owner)];
  const go = async () => {
    left();
    await forgetPage();
    await store.emptyAll();
    fill(at("inbox"));
    fill(at("outbox"));
    fill(at("leaving"));
    announce("本机的内容已删除");
    try {
      const answer = await fetch(session, { method: "DELETE", cache: "no-store", redirect: "error" });
      if (answer.status === 204) location.href = signInAddress();
    } catch {
      announce("本机的内容已删除。没有网络，登录还没有退出：有网络时请再打开本页，再点一次退出", { isBad: true });
    }
  };
  if (unsent.length === 0) return go();
  fill(at("leaving"), el("div", { class: "refusal", role: "alert" },
    el("p", { class: "late" }, `还有 ${unsent.length} 份没有发送，退出会全部删除。`),
    el("p", { class: "does" }, el("button", { type: "button", class: "second", onclick: () => fill(at("leaving")) }, "不退出"),
      el("button", { type: "button", class: "bad", onclick: go }, "仍然退出并删除"))));
  at("leaving").querySelector("button").focus();
}

// The page as it was kept for times without a network.
export async function forgetPage() {
  if (self.caches) await Promise.all((await caches.keys()).filter(name => name.startsWith(PREFIX)).map(name => caches.delete(name)));
  const registration = await navigator.serviceWorker?.getRegistration(new URL("../../", import.meta.url));
  await registration?.unregister();
}
