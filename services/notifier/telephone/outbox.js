// What waits to be sent and what was refused, shown above the list: nothing that somebody wrote is ever lost unseen.

import { announce, at, el, refill } from "./dom.js";
import { mark, nameOf } from "./drafts.js";
import * as store from "./store.js";

export async function showOutbox(owner, { send, changed }) {
  const parcels = await store.listParcels();
  const mine = parcels.filter(parcel => parcel.owner === owner);
  const waiting = mine.filter(parcel => parcel.state === store.WAITING);
  const others = parcels.filter(parcel => parcel.owner !== owner && parcel.state === store.WAITING);
  refill(at("outbox"), [mine, others.length], () => [
    others.length > 0 && el("p", { class: "notice" }, `本机还有${[...new Set(others.map(one => one.owner))].join("、")}未发送的 ${others.length} 份，由其本人登录后发送。`),
    waiting.length > 0 && el("div", { class: "notice" },
      el("p", {}, `待发送 ${waiting.length} 份：${waiting.map(one => `${nameOf(one.act)} ${one.called}`).join("；")}。已存在本机，有网络时自动发送。`),
      el("p", {}, el("button", { type: "button", id: "send", onclick: send }, "立即发送"))),
    ...mine.filter(parcel => parcel.state === store.REFUSED).map(parcel => refused(parcel, changed)),
  ].filter(Boolean));
  mark(mine);
}

function refused(parcel, changed) {
  const can = { back: parcel.place && document.querySelector(`form[data-draft="${parcel.place}"]`) };
  return el("div", { class: "refusal", role: "alert" },
    parcel.refusals.map(({ called, title, mend }) => el("p", {}, el("b", {}, `${nameOf(parcel.act)}没有办成：${called || parcel.called}。`), `${title}。${mend}。`)),
    parcel.words && el("p", {}, "您写的：", el("q", {}, parcel.words)),
    el("p", { class: "does" },
      can.back && el("button", { type: "button", class: "second", onclick: async () => {
        await store.takeBack(parcel.key);
        changed();
      } }, "改一改再发"),
      parcel.words && el("button", { type: "button", class: "second", onclick: () => copy(parcel.words) }, "复制文字"),
      el("button", { type: "button", class: "second", id: `drop-${parcel.key}`, onclick: event => drop(event.target, parcel, changed) }, "删除这一份")));
}

async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
    announce("已复制");
  } catch {
    announce("这个浏览器不让复制，请长按文字复制", { isBad: true });
  }
}

// Deleting asks once more, in the same place.
async function drop(button, parcel, changed) {
  if (!button.dataset.sure && parcel.words) {
    Object.assign(button.dataset, { sure: "yes" });
    button.textContent = "确认删除，照片也一并删除";
    return;
  }
  await store.drop(parcel.key);
  changed();
}
