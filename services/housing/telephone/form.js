// The form of one survey. Every change is kept at once; what is shown is what the telephone has kept.

import { announce, at, el, fill, moment, refill, toLocal } from "./dom.js";
import { titleOf } from "./list.js";
import { photoParts } from "./pictures.js";
import { degrees, here } from "./place.js";
import { enqueue, say, takeBack } from "./sending.js";
import * as store from "./store.js";

const TAKEN = "survey-already-completed"; // by somebody else: what was seen here may be kept beside it
const OVER = [TAKEN, "survey-cancelled", "no-such-survey", "finding-kept-already"]; // nothing is left to be mended

let shown = null; // { task, owner, isOpen, state }

export async function showForm(id) {
  const [draft, listed, bearer] = await Promise.all([store.getDraft(id), store.getTask(id), store.getSetting("bearer")]);
  const task = listed ?? draft?.task;
  if (!task || !bearer || (draft && draft.owner !== bearer.subject)) {
    shown = null;
    fill(at("form"), back(), el("h1", { tabindex: -1 }, "没有这项排查"), el("p", {}, "它已不在名单上，本机也没有填写。"));
    return;
  }
  shown = { task, owner: bearer.subject, isOpen: store.isOpen(draft), state: stateOf(draft) };
  const kept = draft ?? { parts: {}, notes: "", position: null, visited_at: null, state: null };
  fill(at("form"),
    back(),
    el("h1", { tabindex: -1 }, titleOf(task)),
    el("p", { class: "soft" }, [task.village, task.trigger_name, `${task.due_on} 前完成`].join(" · ")),
    task.why && el("p", {}, task.why),
    task.house_number && el("p", { class: "soft" },
      [task.house_number, task.structure_name, task.built_year && `${task.built_year} 年建`].filter(Boolean).join(" · ")),
    el("div", { id: "stand" }),
    draft?.state !== store.SENT && el("form", { id: "answers", novalidate: true, onsubmit: submit },
      el("fieldset", { class: "all", disabled: !shown.isOpen },
        el("legend", { class: "unseen" }, "现场情况"),
        task.form.parts.map(part => partField(part, kept)),
        el("div", { id: "photos" }),
        positionField(kept),
        visitField(kept),
        notesField(kept)),
      shown.isOpen && !isOver(draft) && [el("p", { id: "missing", class: "soft" }), el("p", {}, el("button", { type: "submit", class: "wide" }, "提交"))]));
  await showState();
}

// What changes beside what is being typed: photos, refusals, how far the sending is.
export async function showState() {
  if (!shown) return;
  const draft = await store.getDraft(shown.task.id);
  if (stateOf(draft) !== shown.state) {
    await showForm(shown.task.id);
    return;
  }
  const photos = await store.listPhotos(shown.task.id);
  const filed = photos.map(photo => [photo.id, photo.paper_id]);
  refill(at("stand"), [draft?.state, draft?.changed_at, draft?.refusal, draft?.body === null, filed], () => stand(draft, photos));
  showErrors(draft?.refusal ?? null);
  if (!at("photos")) return;
  if (draft?.visited_at && document.activeElement !== at("visited_at")) at("visited_at").value = toLocal(draft.visited_at);
  const how = { isOpen: shown.isOpen, refusal: draft?.refusal ?? null };
  refill(at("photos"), [filed, how], () => [photoParts(shown.task, shown.owner, photos, how)]);
  if (at("missing")) at("missing").textContent = missingViews(photos).length > 0
    ? `还缺照片：${missingViews(photos).join("、")}。照片不全也可以提交，之后要补。` : "";
}

// A draft that is begun or mended looks the same; one that waits, is refused or was sent has another page.
const stateOf = draft => draft?.state ?? store.DRAFT;
const isOver = draft => OVER.includes(draft?.refusal?.code);

const back = () => el("p", { class: "screen" }, el("a", { href: "#" }, "‹ 返回名单"));

const missingViews = photos => shown.task.views
  .filter(view => !view.is_filed && !photos.some(photo => photo.view === view.code)).map(view => view.name);

function stand(draft, photos) {
  if (!draft) return [];
  if (draft.state === store.SENT) {
    announce("");
    const { grade, is_worse, needs_shelter, reasons } = draft.answer;
    return [el("p", { class: "done" }, draft.is_second ? `已另报留存，按您所见为 ${grade} 级` : `已发送，评定为 ${grade} 级`),
      is_worse && el("p", { class: "late" }, "比已填报的更差，请安排一次临时排查"), needs_shelter && el("p", { class: "late" }, "整幢危险，须立即另行安置"),
      el("ul", {}, reasons.map(reason => el("li", {}, reason)))].filter(Boolean);
  }
  if (draft.state === store.WAITING) {
    const filed = photos.filter(photo => photo.paper_id).length;
    return [el("p", { class: "notice" }, `已存在手机里，等待发送${photos.length > 0 ? `：照片已传 ${filed}/${photos.length}` : ""}。有网络时自动发送，不必守着。`),
      draft.body === null && el("p", {}, el("button", { type: "button", class: "second", onclick: async () => {
        if (!await takeBack(draft.survey_id)) announce("这一份正在发送，不能取回", { isBad: true });
      } }, "取回修改"))].filter(Boolean);
  }
  if (draft.state === store.REFUSED) {
    const { title, detail, mend } = draft.refusal;
    return [el("div", { class: "refusal", role: "alert" }, el("p", { class: "late" }, `被退回：${title}`), detail && el("p", {}, detail),
      el("p", {}, mend),
      draft.refusal.code === TAKEN && el("p", {}, el("button", { type: "button", class: "second", onclick: () => tellBeside() }, "另报留存")),
      isOver(draft) && el("p", {}, el("button", { type: "button", class: "second", onclick: event => drop(event.target, draft) }, "删除本机这一份")))];
  }
  return [el("p", { class: "soft", id: "kept" }, `已自动保存在手机里（${moment(draft.changed_at)}）`)];
}

// Both are kept; the survey stays as the other told it.
async function tellBeside() {
  await store.changeDraft(shown.task, shown.owner, draft => { draft.is_second = true; });
  await goOff("已存在手机里，等待另报");
}

// Deleting asks once more, in the same place.
async function drop(button, draft) {
  if (!button.dataset.sure) {
    Object.assign(button.dataset, { sure: "yes" });
    button.textContent = "确认删除，照片也一并删除";
    return;
  }
  await store.dropDraft(draft.survey_id);
  say();
  location.hash = "";
}

function showErrors(refusal) {
  for (const place of document.querySelectorAll("[data-error]")) {
    const pointer = `/${place.dataset.error}`;
    const told = (refusal?.errors ?? []).filter(error => error.pointer.startsWith(pointer)).map(error => error.detail);
    if (told.length === 0 && refusal?.pointer?.startsWith(pointer)) told.push(refusal.detail ?? `${refusal.title}。${refusal.mend}`);
    place.textContent = told.join("；");
  }
}

const errorOf = name => el("p", { class: "late error", id: `error-${name}`, "data-error": name });

async function keep(change) {
  try {
    if (!await store.changeDraft(shown.task, shown.owner, change)) throw new Error("closed");
    say();
    await showState();
  } catch (failure) {
    announce(failure.message === "closed" ? "这一份已提交，不能再改" : `没有存上：${failure.message}。请检查手机存储空间`, { isBad: true });
  }
}

function partField(part, kept) {
  return el("fieldset", { id: `part-${part.code}`, tabindex: -1 },
    el("legend", {}, part.name),
    el("div", { class: "choices" }, part.conditions.map(({ code, name }) => el("label", { class: "choice" },
      el("input", { type: "radio", name: part.code, value: code, checked: kept.parts[part.code] === code,
        onchange: () => keep(draft => { draft.parts[part.code] = code; }) }), ` ${name}`))),
    errorOf(part.code));
}

function positionField(kept) {
  const number = (name, label) => el("label", { class: "line" }, label, " ",
    el("input", { id: name, inputmode: "decimal", autocomplete: "off", value: kept.position?.[name] ?? "", maxlength: 10,
      "aria-describedby": "error-position",
      onchange: () => keep(draft => {
        const typed = { latitude: at("latitude").value.trim(), longitude: at("longitude").value.trim() };
        draft.position = typed.latitude || typed.longitude ? { ...typed, accuracy_m: null } : null;
        at("accuracy").textContent = "";
      }) }));
  const accuracy = kept.position?.accuracy_m;
  return el("fieldset", { id: "part-position", tabindex: -1 }, el("legend", {}, "位置"),
    el("p", {}, el("button", { type: "button", class: "second", onclick: locate }, "用手机定位"), " ",
      el("span", { id: "accuracy", class: "soft" }, accuracy === null || accuracy === undefined ? "" : fixOf(kept.position))),
    number("latitude", "纬度"), number("longitude", "经度"), errorOf("position"));
}

// How sure it was, and when: a position of the morning says little about a house of the afternoon.
const fixOf = ({ accuracy_m, fixed_at }) => `误差约 ${accuracy_m} 米${fixed_at ? `，${moment(fixed_at)} 定位` : ""}`;

async function locate(event) {
  const button = event.target;
  const { task } = shown;
  Object.assign(button, { disabled: true, textContent: "正在定位…" });
  try {
    const found = await here();
    if (shown?.task.id !== task.id) return;
    await keep(draft => { draft.position = found; });
    Object.assign(at("latitude"), { value: found.latitude });
    Object.assign(at("longitude"), { value: found.longitude });
    at("accuracy").textContent = fixOf(found);
  } catch (failure) {
    announce(failure.message, { isBad: true });
  } finally {
    Object.assign(button, { disabled: false, textContent: "用手机定位" });
  }
}

function visitField(kept) {
  return el("fieldset", { id: "part-visited_at", tabindex: -1 }, el("legend", {}, "现场查看时间"),
    el("label", { class: "unseen", for: "visited_at" }, "现场查看时间"),
    el("input", { type: "datetime-local", id: "visited_at", value: kept.visited_at ? toLocal(kept.visited_at) : "",
      "aria-describedby": "visit-hint error-visited_at",
      onchange: event => {
        const instant = new Date(event.target.value).getTime();
        if (!Number.isNaN(instant)) keep(draft => { draft.visited_at = instant; });
      } }),
    el("p", { class: "soft", id: "visit-hint" }, "开始填写时自动记下，是否按期按这一天算。"), errorOf("visited_at"));
}

function notesField(kept) {
  return el("fieldset", { id: "part-notes", tabindex: -1 }, el("legend", {}, "说明"),
    el("label", { for: "notes", class: "soft" }, "看到的其他情况，不写姓名、电话"),
    el("textarea", { id: "notes", rows: 3, maxlength: 500, value: kept.notes, "aria-describedby": "error-notes",
      oninput: event => { const said = event.target.value; keep(draft => { draft.notes = said; }); } }), errorOf("notes"));
}

async function submit(event) {
  event.preventDefault();
  const draft = await store.getDraft(shown.task.id);
  const faults = faultsOf(draft);
  if (faults.length > 0) {
    fill(at("stand"), el("div", { class: "refusal", role: "alert" }, el("p", { class: "late" }, "还不能提交："),
      el("ul", {}, faults.map(([name, told]) => el("li", {}, el("a", { href: `#part-${name}`, onclick: press => {
        press.preventDefault();
        at(`part-${name}`).focus();
      } }, told))))));
    at("stand").scrollIntoView({ block: "center" });
    return;
  }
  await goOff("已提交，存在手机里等待发送");
}

async function goOff(said) {
  if (await enqueue(shown.task, shown.owner)) {
    announce(said);
    dispatchEvent(new Event("send-wanted"));
    await showForm(shown.task.id);
    at("form").querySelector("h1").focus();
  }
}

function faultsOf(draft) {
  const faults = shown.task.form.parts.filter(part => !draft?.parts[part.code]).map(part => [part.code, `${part.name}还没有选`]);
  const { position, visited_at } = draft ?? {};
  if (position && (degrees(position.latitude, "latitude") === null || degrees(position.longitude, "longitude") === null)) {
    faults.push(["position", "位置应为中国境内的经纬度，如 35.056123 和 118.342456；不填也可以"]);
  }
  if (visited_at && visited_at > Date.now() + 24 * 3600 * 1000) faults.push(["visited_at", "现场查看时间还没有到"]);
  return faults;
}
