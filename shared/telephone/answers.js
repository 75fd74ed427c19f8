// What an answer of the platform means for whoever sends: done, refused, sign in again, or later.
//
// A network in a village may answer in the platform's place (a page to log in at, an operator's notice): only what the platform
// itself says, in its own form, counts as an answer.

export const DONE = "done", NOT_YET = "later", SIGN_IN = "sign-in", NO = "refused";

const PASSING = new Set([408, 425, 429]);
const JSON_LIMIT_MS = 60_000;
const PHOTO_LIMIT_MS = 300_000;

export async function ask(path, { method = "GET", key = null, body = null, isOurs }) {
  const headers = { Accept: "application/json" };
  if (key) headers["Idempotency-Key"] = key;
  if (typeof body === "string") headers["Content-Type"] = "application/json";
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), body instanceof FormData ? PHOTO_LIMIT_MS : JSON_LIMIT_MS);
  try {
    const answer = await fetch(path, {
      method, headers, body, signal: giveUp.signal, credentials: "same-origin", cache: "no-store", redirect: "error",
    });
    return judged(answer.status, answer.headers.get("Content-Type") ?? "", await answer.json().catch(() => null), isOurs);
  } catch {
    return { kind: NOT_YET, why: "没有网络" };
  } finally {
    clearTimeout(timer);
  }
}

export function judged(status, mediaType, told, isOurs) {
  const isProblem = mediaType.startsWith("application/problem+json") && told?.code;
  if (status >= 200 && status < 300) {
    return told && isOurs(told) ? { kind: DONE, told } : { kind: NOT_YET, why: "网络返回的不是平台的答复" };
  }
  if (!isProblem) return { kind: NOT_YET, why: status >= 500 ? "平台暂时不可用" : "网络返回的不是平台的答复" };
  if (status === 401) return { kind: SIGN_IN, problem: told };
  // Under the same key the work of before is still going on: its answer comes.
  if (status >= 500 || PASSING.has(status) || told.code === "still-running") return { kind: NOT_YET, why: told.title };
  return { kind: NO, problem: told };
}
