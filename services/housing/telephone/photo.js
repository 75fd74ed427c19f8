// A photo as it is kept and sent: upright, at most LONGEST pixels a side, JPEG, with the time of the original.

import { digestOf, jpeg, newKey, withPicture, within } from "./drawing.js";
import { takenAt } from "./exif.js";
import { addPhoto } from "./store.js";

const LONGEST = 1600, QUALITY = 0.82;
const THUMB = 240, THUMB_QUALITY = 0.7;

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

const drawn = file => withPicture(file, async bitmap => {
  const [width, height] = within(bitmap, LONGEST);
  return { width, height, full: await jpeg(bitmap, width, height, QUALITY), thumb: await jpeg(bitmap, ...within(bitmap, THUMB), THUMB_QUALITY) };
});
