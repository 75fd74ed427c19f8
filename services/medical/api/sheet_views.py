"""The one-stop settlement sheet (一站式结算单), as the patient takes it home: put together once, shown as page and as PDF."""

from typing import Any

from fastapi import Response
from fastapi.responses import HTMLResponse

from services.medical.api.views import SEES_NAMES
from services.medical.rules.sheet import SHEET_STANDING_TITLES, NoSuchSheet, SheetStanding
from services.medical.schemas.sheet import STAMPS, Fact, Sheet, SheetState, course_of, in_print, layers_of, payers_of
from services.medical.tables import Admission, Reversal, SettledBill, Settlement
from shared import html, sheets
from shared.capital import in_capitals
from shared.identity import masked, masked_name
from shared.money import yuan_grouped
from shared.regions import county_of, name_of, short_name_of
from shared.security import Principal
from shared.settings import current
from shared.vault import stamp, unseal

KIND = "settlement-sheet"
PDF = "application/pdf"
SCHEME = "居民基本医疗保险"
"""The one scheme whose policies are in force here; a result that names another says so in `scheme_title`."""


def sheet_of(
    stay: Admission, settlement: SettledBill, reversal: Reversal | None, by: Principal, *, hospital: str, is_preview: bool
) -> Sheet:
    """It is the patient's own sheet: their name stands on it, their ID number masked. An office that reads it sees a mask."""
    result = settlement.result
    state = SheetState.PREVIEW if is_preview else SheetState.REVERSED if reversal else SheetState.STANDING
    layers, sources = layers_of(result)
    own = _own(settlement)
    code = "" if is_preview else stamp(KIND, settlement.id)
    check = f"{current().base_url.rstrip('/')}/medical/sheets/{code}" if code else ""
    return Sheet(
        place=name_of(county_of(stay.region)),
        number="" if is_preview else str(settlement.id),
        state=state,
        stamp=STAMPS[state],
        told=_told(state, settlement, reversal),
        code=grouped(code),
        check=check,
        qr_code=sheets.qr_code(check) if check else "",
        patient=_patient(stay, settlement, hospital, by),
        deposit=f"{'免收' if stay.is_without_deposit else '按规定收取'}。{in_print(stay.deposit_reason)}。",
        costs=_costs(result),
        total=yuan_grouped(settlement.total_fen),
        layers=layers,
        payers=payers_of(result["shares"]),
        course=course_of(result),
        paid=yuan_grouped(settlement.total_fen - settlement.patient_fen),
        own_title=own.label,
        own=own.text,
        own_signed=yuan_grouped(settlement.patient_fen),
        own_parts=_own_parts(result),
        own_in_capitals=in_capitals(abs(settlement.patient_fen)),
        burden=_burden(settlement.year, result["burden"]),
        sources=sources,
        policy=_policy(result["policy"]),
        settled_at=html.wall_clock(settlement.settled_at),
        objection=(
            f"对结算有异议的，请持本单向就诊医疗机构综合服务窗口或{short_name_of(county_of(stay.region))}医疗保障经办窗口提出，"
            "也可以拨打医疗保障服务热线 12393、扶贫监督举报电话 12317。"
        ),
    )


def sheet_page(sheet: Sheet) -> HTMLResponse:
    return html.page("medical", "sheet.html", sheet=sheet)


async def sheet_pdf(sheet: Sheet, settlement: SettledBill) -> Response:
    """The same sheet gives the same bytes: it bears the instant of its settlement, not that of its printing."""
    name = f"settlement-{settlement.id}.pdf" if sheet.number else "settlement-preview.pdf"
    return Response(
        await sheets.pdf("medical", "sheet.typ", sheet, at=settlement.settled_at),
        media_type=PDF,
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def check_page(settlement: Settlement, reversal: Reversal | None, standing: SheetStanding, code: str) -> HTMLResponse:
    """What anyone who holds the sheet may compare: place, dates and amounts; no name, and the person's class neither."""
    return html.page(
        "medical",
        "sheet_check.html",
        settlement=settlement,
        reversal=reversal,
        standing=standing.value,
        title=SHEET_STANDING_TITLES[standing],
        place=name_of(county_of(settlement.region)),
        payers=payers_of(settlement.result["shares"]),
        own=_own(settlement),
        own_in_capitals=in_capitals(abs(settlement.patient_fen)),
        code=grouped(code),
        refusal=None,
    )


def unknown_page(refusal: NoSuchSheet) -> HTMLResponse:
    return html.page("medical", "sheet_check.html", status=refusal.status, refusal=refusal)


def grouped(code: str) -> str:
    """In fives, as people read it aloud."""
    told = code.replace(" ", "").replace("-", "").upper()
    return " ".join(told[at : at + 5] for at in range(0, len(told), 5))


def _told(state: SheetState, settlement: SettledBill, reversal: Reversal | None) -> str:
    if reversal:
        return f"本结算已于 {html.wall_clock(reversal.reversed_at)} 冲正，不再有效。原因：{in_print(reversal.reason)}"
    told = ["本单为预结算，只供核对，不作为付款和报销的凭据。"] if state is SheetState.PREVIEW else []
    if earlier := settlement.result.get("earlier"):
        settled, own = yuan_grouped(earlier["total_fen"]), yuan_grouped(earlier["patient_fen"])
        told.append(f"本次住院此前已中途结算医疗费 {settled} 元（其中个人负担 {own} 元），本单只列其余部分；")
        told.append("起付线、分段和限额按全部费用计算，不重复扣除。")
        if back_fen := earlier.get("given_back_fen"):
            told.append(f"其中此前多付、本次退回合计 {yuan_grouped(back_fen)} 元，见“本次住院各次结算合计”。")
    if settlement.is_interim:
        told.append("本单为中途结算，住院继续，其余费用由以后的结算承接。")
    return "".join(told)


def _patient(stay: Admission, settlement: SettledBill, hospital: str, by: Principal) -> tuple[Fact, ...]:
    name, result = unseal(stay.name_sealed), settlement.result
    days = (settlement.settled_on - stay.admitted_on).days
    persons = [*result["person_titles"], *result.get("disease_titles", ())]
    where = [result["level_title"], result.get("visit_title"), result.get("place_title")]
    return (
        Fact("姓名", name if by.role in SEES_NAMES else masked_name(name)),
        Fact("公民身份号码", masked(unseal(stay.id_number_sealed))),
        Fact("参保地", name_of(stay.region)),
        Fact("参保险种", result.get("scheme_title") or SCHEME),
        Fact("人员类别", "、".join(persons) or "一般参保居民"),
        Fact("医疗机构", hospital),
        Fact("就诊类别", "、".join(filter(None, where))),
        Fact("起止日期", f"{stay.admitted_on} 至 {settlement.settled_on}（{days} 天）"),
    )


def _costs(result: dict[str, Any]) -> tuple[Fact, ...]:
    parts = result["parts"]
    return (
        Fact("政策范围内", yuan_grouped(parts["in_policy_fen"])),
        Fact("乙类先行自付", yuan_grouped(parts["pre_pay_fen"])),
        Fact("超限价自付", yuan_grouped(parts["over_ceiling_fen"])),
        Fact("自费", yuan_grouped(parts["out_of_policy_fen"])),
    )


def _own(settlement: SettledBill) -> Fact:
    """What the patient pays, or is given back: either as an amount above zero."""
    title = "个人负担" if settlement.patient_fen >= 0 else "退还患者"
    return Fact(title, yuan_grouped(abs(settlement.patient_fen)))


def _own_parts(result: dict[str, Any]) -> str:
    inside, outside = result["patient_in_policy_fen"], result["patient_out_of_policy_fen"]
    told = f"政策范围内 {yuan_grouped(inside)} 元，政策范围外 {yuan_grouped(outside)} 元"
    return told + (f"，其中待追补 {yuan_grouped(result['shortfall_fen'])} 元" if result["shortfall_fen"] else "")


def _burden(year: int, burden: dict[str, Any]) -> str:
    told = f"{year} 年度个人负担累计 {yuan_grouped(burden['after_fen'])} 元（本次之前 {yuan_grouped(burden['before_fen'])} 元）"
    if burden["line_fen"] is None:
        return f"{told}。"
    return f"{told}，预警线 {yuan_grouped(burden['line_fen'])} 元{'，本次越过' if burden['is_crossed'] else ''}。"


def _policy(policy: dict[str, Any]) -> str:
    until = f"至 {policy['in_force_to']}" if policy["in_force_to"] else "起施行"
    return f"{policy['title']}（{policy['name']}，文件版本 {policy['version']}，自 {policy['in_force_from']} {until}）"
