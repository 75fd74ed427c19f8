// The list: what is to be done in the village, how far each is, and what waits to be sent.

import { DONE, SIGN_IN, ask } from "./answers.js";
import { announce, at, el, fill, moment } from "./dom.js";
import * as store from "./store.js";

const PAGE_ROWS = 200, MOST_ROWS = 2000;
const HOUR_MS = 3600 * 1000, CLOCK_MAY_DIFFER_MS = 10 * 60 * 1000;
const KEEP_SENT_MS = 24 * 3600 * 1000;
const byName = new Intl.Collator("zh-CN", { numeric: true }); // 三组 2 号 before 三组 10 号
const STATES = { [store.DRAFT]: "填写中", [store.WAITING]: "待发送", [store.REFUSED]: "被退回", [store.SENT]: "已发送" };

// Fetches the list anew. Gives "done", "later" or "sign-in"; what was there before stays until all of the new list is there.
export async function refresh() {
  const askedAt = Date.now();
  const region = await store.getSetting("village");
  const rows = [];
  let bearer = null, forms = {}, after = null;
  do {
    const query = new URLSearchParams({ limit: PAGE_ROWS, ...(after && { after }), ...(region && { region }) });
    const answer = await ask(new URL(`tasks?${query}`, location.href).href, { isOurs: told => told.bearer?.subject && told.rows });
    if (answer.kind !== DONE) {
      if (answer.problem && answer.kind !== SIGN_IN) announce(`${answer.problem.title}：${answer.problem.mend}`, { isBad: true });
      return answer.kind;
    }
    bearer = answer.told.bearer;
    await store.putSetting("ahead_ms", Date.now() - Date.parse(answer.told.told_at));
    for (const form of answer.told.forms) forms[form.policy] = form;
    rows.push(...answer.told.rows.map(row => ({ ...row, form: forms[row.policy] })));
    after = answer.told.next;
  } while (after && rows.length < MOST_ROWS);
  if (after) announce(`名单过长，只带上前 ${MOST_ROWS} 户；请先选要去的村`, { isBad: true });
  const before = await store.getSetting("bearer");
  if (before && before.subject !== bearer.subject) await store.putSetting("village", null);
  await store.putRound(bearer, rows, { askedAt, keptUntil: askedAt - KEEP_SENT_MS });
  await chooseVillage(bearer);
  return DONE;
}

// A telephone whose clock is wrong writes down wrong days of visits, which the platform then refuses.
async function wrongClock() {
  const ahead = await store.getSetting("ahead_ms");
  if (ahead === null || Math.abs(ahead) < CLOCK_MAY_DIFFER_MS) return null;
  return el("p", { class: "notice", id: "clock" }, `手机的时间比平台${ahead > 0 ? "快" : "慢"}约 ${spoken(Math.abs(ahead))}。`
    + "请先在手机设置里改成“自动确定日期和时间”，再更新名单；已填写的，提交前请核对现场查看时间。");
}

const spoken = span => (span < HOUR_MS ? `${Math.round(span / 60_000)} 分钟`
  : span < 24 * HOUR_MS ? `${Math.round(span / HOUR_MS)} 小时` : `${Math.round(span / (24 * HOUR_MS))} 天`);

// Who has more than one village says which one to take along.
async function chooseVillage(bearer) {
  if (bearer.region.length === 12) return;
  const answer = await ask(new URL("villages", location.href).href, { isOurs: told => told.rows });
  if (answer.kind === DONE) await store.putSetting("villages", answer.told.rows);
}

export async function showList() {
  const [tasks, drafts, bearer, listedAt] = await Promise.all(
    [store.listTasks(), store.listDrafts(), store.getSetting("bearer"), store.getSetting("listed_at")]);
  const mine = drafts.filter(draft => draft.owner === bearer?.subject);
  const others = drafts.filter(draft => draft.owner !== bearer?.subject && draft.state !== store.SENT);
  const byId = new Map(mine.map(draft => [draft.survey_id, draft]));
  const ids = new Set(tasks.map(task => task.id));
  const gone = mine.filter(draft => !ids.has(draft.survey_id));
  const open = [...tasks, ...gone.filter(draft => draft.state !== store.SENT).map(draft => draft.task)]
    .sort((one, other) => one.due_on.localeCompare(other.due_on) || byName.compare(titleOf(one), titleOf(other)));
  const sent = mine.filter(draft => draft.state === store.SENT).sort((one, other) => other.sent_at - one.sent_at);
  const todo = open.filter(task => byId.get(task.id)?.state !== store.SENT);
  fill(at("list"),
    el("h1", { tabindex: -1 }, "下村排查"),
    el("p", { class: "soft" }, bearer ? `${bearer.subject}（${bearer.role_name}） · ${bearer.place}` : "还没有下载名单",
      listedAt ? ` · 名单更新于 ${moment(listedAt)}` : ""),
    await wrongClock(),
    await villages(bearer),
    others.length > 0 && el("p", { class: "notice", id: "others" },
      `这部手机上还有${[...new Set(others.map(draft => draft.owner))].join("、")}未发送的 ${others.length} 份，由其本人登录后发送。`),
    el("h2", {}, `待排查 ${todo.length} 户`),
    todo.length > 0 ? el("ul", { class: "surveys" }, todo.map(task => line(task, byId.get(task.id))))
      : el("p", { class: "empty" }, bearer ? "没有待排查的住房。" : "请在有网络时打开本页，下载名单后再下村。"),
    sent.length > 0 && [el("h2", {}, `已发送 ${sent.length} 户`), el("ul", { class: "surveys" }, sent.map(sentLine))]);
}

async function villages(bearer) {
  const rows = bearer && bearer.region.length < 12 ? await store.getSetting("villages") : null;
  if (!rows || rows.length < 2) return null;
  const chosen = (await store.getSetting("village")) ?? "";
  const options = [["", "全部村（社区）"], ...rows.map(row => [row.region, `${row.village}（${row.open} 户）`])];
  const select = el("select", { id: "village", onchange: async event => {
    await store.putSetting("village", event.target.value || null);
    dispatchEvent(new Event("refresh-wanted"));
  } }, options.map(([value, name]) => el("option", { value, selected: value === chosen }, name)));
  return el("p", {}, el("label", { for: "village" }, "要去的村（社区） "), select);
}

export const titleOf = task => [task.address, task.household_code].filter(Boolean).join(" · ") || task.village;

function line(task, draft) {
  const state = draft ? STATES[draft.state] : "未开始";
  return el("li", {}, el("a", { href: `#${task.id}` },
    el("span", { class: "name" }, titleOf(task)), el("span", { class: `chip ${draft?.state ?? "none"}` }, state),
    el("span", { class: "soft" }, `${task.village} · ${task.trigger_name}`),
    el("span", { class: task.is_overdue ? "late" : "soft" }, `${task.due_on} 前${task.is_overdue ? "（已逾期）" : ""}`)));
}

function sentLine(draft) {
  const { grade, needs_shelter, missing_view_names } = draft.answer;
  return el("li", { class: "sent" }, el("span", { class: "name" }, titleOf(draft.task)),
    el("span", { class: "chip sent" }, `${grade} 级`),
    el("span", { class: "soft" }, `${draft.task.village} · ${moment(draft.sent_at)} 发送`),
    needs_shelter && el("span", { class: "late" }, "整幢危险，须立即另行安置"),
    missing_view_names.length > 0 && el("span", { class: "soft" }, `还缺照片：${missing_view_names.join("、")}`));
}
