"""Year-end top-ups as this door's readers may see them: as answers, as a sheet on paper, as a workbook."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fastapi import Response
from fastapi.responses import HTMLResponse
from sqlalchemy import RowMapping

from services.medical.api.roster_views import asked_of, class_titles, region_title
from services.medical.rules.payout import PAYOUT_STATE_TITLES, PayoutState
from services.medical.rules.top_up import RUN_STATE_TITLES, TOP_UP_STATE_TITLES, RunState
from services.medical.rules.top_up import TopUpState as State
from services.medical.schemas.sheet import Fact
from services.medical.schemas.top_up import TopUpDueView, TopUpPayoutView, TopUpReasonsView, TopUpRunView, TopUpSumView, TopUpView
from services.medical.schemas.top_up_sheet import TopUpSheet, top_up_sheet
from services.medical.store.beneficiaries import Papers
from services.medical.store.top_ups import Sum
from services.medical.tables import TopUp, TopUpRun, TopUpShare
from shared import html, sheets
from shared.attachments import as_book
from shared.identity import masked, masked_name
from shared.money import yuan_grouped
from shared.regions import county_of, name_of
from shared.security import Principal
from shared.workbook import Sheet, Yuan

PDF = "application/pdf"
COLUMNS = (
    ("人员编号", 38), ("姓名", 10), ("公民身份号码", 22), ("镇街", 20), ("村（社区）", 24), ("人员类别", 22),
    ("全年应补（元）", 14), ("此前已补（元）", 14), ("本次应补（元）", 14), ("多补应退（元）", 14), ("状态", 14),
)  # fmt: skip
UNKNOWN = "未见证件，按人员编号查登记"


def run_view(run: TopUpRun) -> TopUpRunView:
    return TopUpRunView.model_validate(run)


def top_up_view(top_up: TopUp, papers: Mapping[str, Papers]) -> TopUpView:
    """Name and number are always masked: the person is found by registry's number."""
    return TopUpView(**_plain(top_up, papers))


def reasons_view(top_up: TopUp, shares: Sequence[TopUpShare], run: TopUpRun, papers: Mapping[str, Papers]) -> TopUpReasonsView:
    return TopUpReasonsView(
        **_plain(top_up, papers),
        policy=run.policy,
        policy_version=run.policy_version,
        sentences=[f"{share['title']}：{share['sentence']}" for share in top_up.result["shares"]],
        result=top_up.result,
        payouts=[payout_view(share, top_up) for share in _in_order(shares, top_up)],
    )


def payout_view(share: TopUpShare, top_up: TopUp) -> TopUpPayoutView:
    return TopUpPayoutView(
        **share.model_dump(),
        year=top_up.year,
        person_id=top_up.person_id,
        household_id=top_up.household_id,
    )


def due_view(row: RowMapping, papers: Mapping[str, Papers]) -> TopUpDueView:
    told = {name: row[name] for name in ("share_id", "top_up_id", "year", "region", "person_id", "layer", "title", "payer")}
    return TopUpDueView(
        **told,
        **_masks(papers.get(row.identity_hash)),
        region_name=region_title(row.region),
        owed_fen=row.owed_fen,
        asked_fen=row.asked_fen,
        due_fen=row.asked_fen - row.owed_fen,
    )


def sum_views(sums: Sequence[Sum], key: str) -> list[TopUpSumView]:
    return [
        TopUpSumView(key=one.key, title=_title(one.key, key), people=one.people, pay_fen=one.pay_fen, over_fen=one.over_fen)
        for one in sums
    ]


async def top_ups_workbook(run: TopUpRun, found: Sequence[TopUp], papers: Mapping[str, Papers], by: Principal) -> Response:
    """Everybody of a run, masked, with the sum."""
    rows = [_cells(top_up_view(one, papers)) for one in found]
    total = [sum(getattr(one, name) for one in found) for name in ("owed_fen", "before_fen", "pay_fen", "over_fen")]
    rows.append(("合计", f"{len(found)} 人", "", "", "", "", *(Yuan(fen) for fen in total), ""))
    kind = f"第 {run.number} 批" if run.number else "首批"
    filters = [
        ("批次", f"{run.year} 年度 {name_of(run.region)} 年终补足 {kind}"),
        ("状态", RUN_STATE_TITLES[RunState(run.state)]),
        ("政策文件", f"{run.policy_title} 版本 {run.policy_version}"),
        ("内容摘要", run.content_hash),
    ]
    return await as_book(f"年终补足-{run.year}-{run.number}.xlsx", Sheet("年终补足", COLUMNS, rows), asked=asked_of(by, filters))


def sheet_of(
    top_up: TopUp, shares: Sequence[TopUpShare], run: TopUpRun, papers: Mapping[str, Papers], *, settlements: int
) -> TopUpSheet:
    """It is the person's own sheet: their name stands on it, their ID number masked."""
    shown = papers.get(top_up.identity_hash)
    sheet = top_up_sheet(top_up.result, policy=f"{run.policy_title}（版本 {run.policy_version}）")
    person = (
        Fact("姓名", shown.name if shown else "　"),
        Fact("公民身份号码", masked(shown.id_number) if shown else "　"),
        Fact("住址", region_title(top_up.region)),
        Fact("人员类别", "、".join(class_titles(top_up.persons)) or "没有类别"),
        Fact("年度", f"{top_up.year} 年"),
        Fact("计入的结算", f"{settlements} 次"),
    )
    payouts = tuple(
        Fact(f"{share.payer}（{share.title}）", _told(share))
        for share in _in_order(shares, top_up)
        if share.pay_fen or share.over_fen
    )
    return replace(
        sheet,
        place=name_of(county_of(top_up.region)),
        number=str(top_up.id),
        state=top_up.state,
        stamp="" if top_up.state == State.BOOKED else TOP_UP_STATE_TITLES[State(top_up.state)],
        person=person,
        payouts=payouts,
        made_at=html.wall_clock(top_up.booked_at or run.drafted_at or run.made_at),
    )


def sheet_page(sheet: TopUpSheet) -> HTMLResponse:
    return html.page("medical", "top_up.html", sheet=sheet)


async def sheet_pdf(sheet: TopUpSheet, top_up: TopUp, run: TopUpRun) -> Response:
    packed = await sheets.pdf("medical", "top_up.typ", sheet, at=top_up.booked_at or run.made_at)
    name = f"top-up-{top_up.id}.pdf"
    return Response(packed, media_type=PDF, headers={"Content-Disposition": f'inline; filename="{name}"'})


def _in_order(shares: Sequence[TopUpShare], top_up: TopUp) -> list[TopUpShare]:
    """As the rules follow one another."""
    layers = [share["layer"] for share in top_up.result["shares"]]
    return sorted(shares, key=lambda share: (layers.index(share.layer) if share.layer in layers else len(layers), share.payer))


def _told(share: TopUpShare) -> str:
    what = f"应补 {yuan_grouped(share.pay_fen)} 元" if share.pay_fen else f"应退 {yuan_grouped(share.over_fen)} 元"
    when = f"，{share.paid_on}" if share.paid_on else ""
    return f"{what}，{PAYOUT_STATE_TITLES[PayoutState(share.state)]}{when}" if share.pay_fen else what


def _title(name: str, key: str) -> str:
    if key == "town":
        return region_title(name)
    if key == "class":
        return class_titles([name])[0] if name else "没有类别"
    return name


def _plain(top_up: TopUp, papers: Mapping[str, Papers]) -> dict[str, object]:
    return {
        **top_up.model_dump(exclude={"result", "drawn", "basis", "identity_hash"}),
        **_masks(papers.get(top_up.identity_hash)),
        "region_name": region_title(top_up.region),
        "person_titles": class_titles(top_up.persons),
    }


def _masks(shown: Papers | None) -> dict[str, str | None]:
    return {
        "name_masked": masked_name(shown.name) if shown else None,
        "id_number_masked": masked(shown.id_number) if shown else None,
    }


def _cells(view: TopUpView) -> tuple[str | Yuan, ...]:
    town = region_title(view.region[:9])
    return (
        str(view.person_id or "不在登记之中"),
        view.name_masked or "",
        view.id_number_masked or UNKNOWN,
        town,
        view.region_name.removeprefix(town),
        "、".join(view.person_titles),
        Yuan(view.owed_fen),
        Yuan(view.before_fen),
        Yuan(view.pay_fen),
        Yuan(view.over_fen),
        view.state_title,
    )
