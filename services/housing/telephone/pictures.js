// The photos of a survey: the views that are wanted, and others; each kept when it is taken, shown small.

import { announce, el } from "./dom.js";
import { Unreadable } from "./drawing.js";
import { keepPhoto } from "./photo.js";
import { say } from "./sending.js";
import { OTHER_VIEW, removePhoto } from "./store.js";

const addresses = new Map(); // of small pictures, by photo: made once, for they are shown again and again

export function photoParts(task, owner, photos, { isOpen, refusal }) {
  const views = [...task.views, { code: OTHER_VIEW, name: "其他照片", is_filed: false }];
  return el("fieldset", { id: "part-photos", tabindex: -1 }, el("legend", {}, "照片"),
    views.map(view => viewPart(task, owner, view, photos.filter(photo => photo.view === view.code), { isOpen, refusal })),
    refusal?.pointer === "/photos" && el("p", { class: "late" }, refusal.detail ?? refusal.title));
}

function viewPart(task, owner, view, photos, { isOpen, refusal }) {
  const id = `view-${view.code || "other"}`;
  const isWanted = view.code !== OTHER_VIEW && !view.is_filed && photos.length === 0;
  return el("div", { class: "view" },
    el("p", { class: "name" }, view.name, " ",
      isWanted && el("span", { class: "late" }, "必拍"), view.is_filed && el("span", { class: "soft" }, "平台已有")),
    isOpen && el("label", { class: "shoot" }, photos.length > 0 ? "再拍一张" : "拍照", el("span", { class: "unseen" }, `：${view.name}`),
      el("input", { type: "file", id, accept: "image/*", capture: "environment", class: "unseen",
        onchange: event => take(task, owner, view, event.target) })),
    photos.length > 0 && el("ul", { class: "photos" }, photos.map(photo => small(photo, { isOpen, refusal }))));
}

function small(photo, { isOpen, refusal }) {
  if (!addresses.has(photo.id)) addresses.set(photo.id, URL.createObjectURL(new Blob([photo.thumb], { type: "image/jpeg" })));
  const isRefused = refusal?.pointer === `/photos/${photo.id}`;
  return el("li", { id: `photo-${photo.id}` },
    el("img", { src: addresses.get(photo.id), alt: photo.title, width: 96, height: 96 }),
    el("span", { class: "soft" }, photo.paper_id ? "已上传" : `${Math.ceil(photo.size / 1024)} KB`),
    isRefused && el("span", { class: "late" }, `${refusal.title}：${refusal.mend}`),
    isOpen && !photo.paper_id && el("button", { type: "button", id: `drop-${photo.id}`, class: "second", "aria-label": `删除照片 ${photo.title}`, onclick: async () => {
      if (await removePhoto(photo.id)) {
        URL.revokeObjectURL(addresses.get(photo.id));
        addresses.delete(photo.id);
        announce("照片已删除");
        say();
      }
    } }, "删除"));
}

async function take(task, owner, view, input) {
  const [file] = input.files;
  if (!file) return;
  announce("正在保存照片…");
  try {
    const there = await keepPhoto(task, owner, view, file);
    if (there === "closed") announce("这一份已提交，不能再加照片", { isBad: true });
    else if (there) announce(`这张照片已经用过：${there.title}`, { isBad: true });
    else announce(`照片已保存在手机里：${view.name}`);
    say();
  } catch (failure) {
    announce(whyNot(failure), { isBad: true });
  } finally {
    input.value = "";
  }
}

function whyNot(failure) {
  if (failure instanceof Unreadable) return "这张照片无法读取，没有保存，请重新拍摄";
  if (failure.name === "QuotaExceededError") return "手机存储空间不足，这张照片没有保存。请清理空间，或先把已提交的发送出去";
  return `这张照片没有保存，请再试一次（${failure.message}）`;
}
