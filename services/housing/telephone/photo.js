// A photo as it is kept and sent: upright, at most LONGEST pixels a side, JPEG, with the time of the original.

import { takenAt } from "./exif.js";
import { newKey } from "./sending.js";
import { addPhoto } from "./store.js";

const LONGEST = 1600, QUALITY = 0.82;
const THUMB = 240, THUMB_QUALITY = 0.7;

export class Unreadable extends Error {}

// Keeps a photo with its draft. Gives null, "closed", or the photo that shows the very same already.
// Throws Unreadable, or what the telephone's memory says (QuotaExceededError).
export async function keepPhoto(task, owner, view, file) {
  const at = await takenAt(file);
  const { full, thumb, width, height } = await drawn(file);
  const bytes = await full.arrayBuffer();
  const digest = await digestOf(bytes);
  const day = new Date(at).toLocaleDateString("zh-CN", { timeZone: "Asia/Shanghai" });
  const photo = {
    id: crypto.randomUUID?.() ?? newKey(), key: newKey(), view: view.code, title: `${view.name} ${day}`, taken_at: at,
    added_at: Date.now(), width, height, size: bytes.byteLength, digest, thumb: await thumb.arrayBuffer(),
  };
  return addPhoto(task, owner, photo, bytes);
}

async function drawn(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    throw new Unreadable();
  }
  try {
    const [width, height] = within(bitmap, LONGEST);
    return { width, height, full: await jpeg(bitmap, width, height, QUALITY), thumb: await jpeg(bitmap, ...within(bitmap, THUMB), THUMB_QUALITY) };
  } finally {
    bitmap.close();
  }
}

function within({ width, height }, most) {
  const scale = Math.min(1, most / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

function jpeg(bitmap, width, height, quality) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const brush = canvas.getContext("2d", { alpha: false });
  brush.imageSmoothingQuality = "high";
  brush.drawImage(bitmap, 0, 0, width, height);
  return new Promise((resolve, reject) =>
    canvas.toBlob(blob => (blob ? resolve(blob) : reject(new Unreadable())), "image/jpeg", quality));
}

async function digestOf(bytes) {
  if (!crypto.subtle) return newKey(); // without HTTPS the same photo is noticed by the platform alone
  return Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)), byte => byte.toString(16).padStart(2, "0")).join("");
}
