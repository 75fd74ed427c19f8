// A photo drawn anew: upright, no longer than asked for, a JPEG without whatever else stood in the file.

export class Unreadable extends Error {}

// Random numbers as text; `crypto.randomUUID` is younger than some telephones.
export const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, "0")).join("");

// Does `work` with the picture of a file; throws Unreadable where there is none.
export async function withPicture(file, work) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    throw new Unreadable();
  }
  try {
    return await work(bitmap);
  } finally {
    bitmap.close();
  }
}

// The size of a picture no side of which is longer than `most`.
export function within({ width, height }, most) {
  const scale = Math.min(1, most / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

export function jpeg(bitmap, width, height, quality) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const brush = canvas.getContext("2d", { alpha: false });
  brush.imageSmoothingQuality = "high";
  brush.drawImage(bitmap, 0, 0, width, height);
  return new Promise((resolve, reject) =>
    canvas.toBlob(blob => (blob ? resolve(blob) : reject(new Unreadable())), "image/jpeg", quality));
}

export async function digestOf(bytes) {
  if (!crypto.subtle) return newKey(); // without HTTPS the same photo is noticed by the platform alone
  return Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)), byte => byte.toString(16).padStart(2, "0")).join("");
}
