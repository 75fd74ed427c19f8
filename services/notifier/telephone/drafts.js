// What is typed into the page's forms is kept as it is typed, put back after a reload, and made a parcel when it is sent.

import { announce, at, el } from "./dom.js";
import { showPhotos, take, whyNot } from "./photo.js";
import * as store from "./store.js";

const SENDS = ["accept", "report", "ask"];
const NAMES = { accept: "接单", report: "办结", ask: "询问" };
export const nameOf = act => NAMES[act];

const forms = () => document.querySelectorAll("form[data-draft]");

// Puts back what was written. What is being typed at this moment is left alone.
export async function restore(owner) {
  const drafts = new Map((await store.listDrafts(owner)).map(draft => [draft.place, draft]));
  for (const form of forms()) {
    const draft = drafts.get(form.dataset.draft);
    const { words, title } = form.elements;
    if (document.activeElement !== words && words.value !== (draft?.words ?? "")) words.value = draft?.words ?? "";
    if (title && draft?.title && [...title.options].some(option => option.value === draft.title)) title.value = draft.title;
    await showPhotosOf(owner, form);
    if (draft) form.closest("details")?.setAttribute("open", "");
  }
}

async function showPhotosOf(owner, form) {
  let list = form.querySelector("ul.photos");
  const photos = await store.listPhotos(`${owner} ${form.dataset.draft}`);
  if (photos.length === 0 && !list) return;
  if (!list) {
    list = el("ul", { class: "photos" });
    form.elements.file.closest("p").after(list);
  }
  showPhotos(list, photos, async () => {
    await store.keepDraft(owner, form.dataset.draft, {});
    await showPhotosOf(owner, form);
  });
}

// Keeps each change at once. `said` hears of it, so that other tabs do.
export function watch(owner, said) {
  let keeping = Promise.resolve();
  const keep = (form, change) => {
    keeping = keeping.then(() => store.keepDraft(owner, form.dataset.draft, change)).then(said)
      .catch(failure => announce(whyNot(failure), { isBad: true }));
  };
  document.addEventListener("input", ({ target }) => {
    const form = target.form;
    if (form?.dataset.draft && target.name === "words") keep(form, { words: target.value.trimStart() });
    if (form?.dataset.draft && target.name === "title") keep(form, { title: target.value });
  });
  document.addEventListener("change", async ({ target }) => {
    const form = target.form;
    if (!form?.dataset.draft || target.name !== "file" || target.files.length === 0) return;
    const files = [...target.files];
    target.value = "";
    announce("正在存照片…");
    await keeping;
    await take(owner, form.dataset.draft, files);
    await showPhotosOf(owner, form);
    said();
  });
  return () => keeping;
}

// What a form would send, or null where it is left to the browser. Says what is missing.
export function parcelOf(form, submitter) {
  const told = new FormData(form);
  const act = submitter?.name === "act" ? submitter.value : told.get("act");
  if (form.method !== "post" || !SENDS.includes(act)) return null;
  const [order_ids, errand_ids] = [told.getAll("order_id"), told.getAll("errand_id")];
  const missing = order_ids.length + errand_ids.length === 0 ? "请先在上面勾选几件"
    : act === "accept" && order_ids.length === 0 ? "村级任务不需接单，办完直接办结"
      : act !== "accept" && told.get("words").trim().length < 2 ? "请写两个字以上" : "";
  const named = id => document.querySelector(`[data-order="${id}"]`)?.dataset.called;
  const called = [...order_ids.map(named).filter(Boolean), ...errand_ids.map(() => "村级任务")];
  const shown = called.length > 2 ? `${called.slice(0, 2).join("、")}等 ${called.length} 件` : called.join("、");
  return { missing, place: act === "accept" ? null : form.dataset.draft, parcel: { act, order_ids, errand_ids, called: shown } };
}

// Which things wait to be sent is seen at them.
export function mark(parcels) {
  for (const old of document.querySelectorAll(".thing .waits")) old.remove();
  for (const { order_ids, act, state } of parcels) {
    for (const id of state === store.WAITING ? order_ids : []) {
      at(`order-${id}`)?.querySelector(".head")?.append(el("span", { class: "tag late waits" }, `待发送：${NAMES[act]}`));
    }
  }
}
