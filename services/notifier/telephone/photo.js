// Photos of a draft: drawn smaller as soon as they are chosen, kept, shown small, and taken out again.

import { announce, el, refill } from "./dom.js";
import { Unreadable, jpeg, withPicture, within } from "./drawing.js";
import { PHOTOS, addPhoto, dropPhoto } from "./store.js";

const LONGEST = 1600, QUALITY = 0.8;
const addresses = new Map(); // of pictures that are shown, by photo

export async function take(owner, place, files) {
  let kept = 0;
  for (const file of files) {
    try {
      if (!await addPhoto(owner, place, await drawn(file))) {
        announce(`至多 ${PHOTOS} 张，其余没有存`, { isBad: true });
        return;
      }
      kept += 1;
    } catch (failure) {
      announce(whyNot(failure), { isBad: true });
      return;
    }
  }
  announce(`${kept} 张照片已存在本机`);
}

async function drawn(file) {
  if (file.type === "application/pdf") return { bytes: await file.arrayBuffer(), type: file.type, ending: "pdf", name: file.name };
  const blob = await withPicture(file, bitmap => jpeg(bitmap, ...within(bitmap, LONGEST), QUALITY));
  return { bytes: await blob.arrayBuffer(), type: "image/jpeg", ending: "jpg", name: file.name };
}

export function whyNot(failure) {
  if (failure instanceof Unreadable) return "这张照片无法读取，没有存，请重新拍摄";
  if (failure.name === "QuotaExceededError") return "本机存储空间不足，没有存上。请清理空间，或先把待发送的发出去";
  return `没有存上，请再试一次（${failure.message}）`;
}

export function showPhotos(place, photos, changed) {
  refill(place, photos.map(photo => photo.id), () => photos.map((photo, number) => el("li", {},
    photo.type === "application/pdf" ? el("span", {}, photo.name) : el("img", { src: addressOf(photo), alt: `第 ${number + 1} 张照片` }),
    el("span", { class: "soft" }, `${Math.ceil(photo.bytes.byteLength / 1024)} KB`),
    el("button", { type: "button", class: "second", "aria-label": `删除第 ${number + 1} 张照片`, onclick: async () => {
      await dropPhoto(photo.id);
      URL.revokeObjectURL(addresses.get(photo.id));
      addresses.delete(photo.id);
      changed();
    } }, "删除"))));
}

function addressOf(photo) {
  if (!addresses.has(photo.id)) addresses.set(photo.id, URL.createObjectURL(new Blob([photo.bytes], { type: photo.type })));
  return addresses.get(photo.id);
}
