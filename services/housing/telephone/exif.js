// When a photo was taken, as the camera wrote it into the file (EXIF: DateTimeOriginal, with its offset where there is one).
//
// Drawing a photo smaller loses what stands beside the picture, so the time is read out before.

const LOOK_BYTES = 128 * 1024;
const ORIGINAL = 0x9003, OFFSET = 0x9011, EXIF_FOLDER = 0x8769, TEXT = 2;
const CHINA = "+08:00";

export async function takenAt(file) {
  const written = timeIn(new DataView(await file.slice(0, LOOK_BYTES).arrayBuffer()));
  const told = written ?? file.lastModified;
  const now = Date.now();
  // A camera whose clock was never set says something of last century, or of next year.
  return new Date(told > 946_684_800_000 && told <= now ? told : now).toISOString();
}

export function timeIn(view) {
  try {
    return inJpeg(view);
  } catch {
    return null; // a file that is cut short, or no photo of a camera
  }
}

function inJpeg(view) {
  if (view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; at + 10 < view.byteLength; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at);
    if (marker === 0xffe1 && view.getUint32(at + 4) === 0x45786966) return inTiff(new DataView(view.buffer, view.byteOffset + at + 10));
    if (marker < 0xffe0 || marker > 0xffef) return null;
  }
  return null;
}

function inTiff(view) {
  const isLittle = view.getUint16(0) === 0x4949;
  const first = entries(view, view.getUint32(4, isLittle), isLittle);
  if (!first.has(EXIF_FOLDER)) return null;
  const own = entries(view, view.getUint32(first.get(EXIF_FOLDER) + 8, isLittle), isLittle);
  const said = text(view, own.get(ORIGINAL), isLittle)?.match(/^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/);
  if (!said) return null;
  const offset = text(view, own.get(OFFSET), isLittle)?.match(/^[+-]\d\d:\d\d/)?.[0] ?? CHINA;
  const instant = Date.parse(`${said[1]}-${said[2]}-${said[3]}T${said[4]}${offset}`);
  return Number.isNaN(instant) ? null : instant;
}

function entries(view, at, isLittle) {
  const found = new Map();
  for (let index = 0; index < view.getUint16(at, isLittle); index += 1) found.set(view.getUint16(at + 2 + 12 * index, isLittle), at + 2 + 12 * index);
  return found;
}

function text(view, at, isLittle) {
  if (at === undefined || view.getUint16(at + 2, isLittle) !== TEXT) return null;
  const length = view.getUint32(at + 4, isLittle);
  const from = length > 4 ? view.getUint32(at + 8, isLittle) : at + 8;
  return Array.from({ length }, (_, index) => String.fromCharCode(view.getUint8(from + index))).join("");
}
