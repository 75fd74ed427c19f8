"""Figures of supervision, each with its list: speed of spending, idle money, what waits, and concentration."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal, TypeVar

from fastapi import Query

from services.funds.api.supervision_views import InRegion, Supervisor, link_of, within
from services.funds.rules.account import KIND_NAMES, SOURCE_NAMES, AccountKind, Source
from services.funds.rules.ageing import IDLE_DAYS, STAGE_NAMES, WAITING_DAYS, Step, step_of
from services.funds.rules.concentration import concentrate
from services.funds.rules.spending import Speed, calendar_share, same_day
from services.funds.rules.supervision_fact import Subject, percent, share_of
from services.funds.rules.waiting import waited, working_days_to
from services.funds.schemas.money_board import (
    BucketView,
    ConcentrationView,
    GotRowView,
    IdleRowView,
    IdleView,
    LateRowView,
    LateView,
    SpeedRowView,
    SpeedView,
    StageView,
)
from services.funds.store import money_board as store
from services.funds.store.money_board import ROWS_LIMIT, SPEED_BY_NAMES, Idle, SpeedBy, SpeedRow, Waiting
from shared import clock
from shared.regions import UnknownRegion, name_of
from shared.security import OutsideRegion
from shared.service import Transaction, door, refuses

router = door("/supervision", "资金监督")

Year = Annotated[str | None, Query(title="年度", description="不写为今年", pattern=r"^(20[0-9]{2})?$")]
By = Annotated[SpeedBy, Query(title="汇总口径", description="line 指标、programme 专项、town 镇街")]
Programme = Annotated[str | None, Query(title="专项代码", pattern=r"^([a-z][a-z-]{1,39})?$")]
Of = Annotated[
    Literal["supplier", "payee", "village"], Query(title="对象", description="supplier 供应单位、payee 收款账户、village 村")
]
OF_NAMES = {"supplier": "供应单位", "payee": "收款账户", "village": "村（社区）"}
AgeKey = Annotated[str | None, Query(title="分段代码", pattern=r"^([dw][0-9]{1,3})?$")]
Stage = Annotated[str | None, Query(title="环节", pattern=r"^[a-z-]{0,20}$")]
LAWS = refuses(UnknownRegion, OutsideRegion)
R = TypeVar("R")


@router.get("/speed", summary="支出进度", responses=LAWS)
async def show_speed(
    session: Transaction,
    by: Supervisor,
    group: By = SpeedBy.TOWN,
    region: InRegion = None,
    programme: Programme = None,
    year: Year = None,
) -> SpeedView:
    """按指标、专项或镇街，对照时间进度和上年同期；往年的截至年末。"""
    whole, today = within(by, region), clock.today()
    of_year = int(year or today.year)
    on = today if of_year == today.year else date(of_year, 12, 31)
    rows = await store.list_speed(
        session,
        group,
        region=whole,
        programme=programme or "",
        year=of_year,
        on=on,
        until=_end_of(on),
        last_until=_end_of(same_day(on, of_year - 1)),
    )
    calendar = calendar_share(of_year, on)
    views = sorted((_speed_view(row, calendar, group) for row in rows), key=lambda view: (view.permille, view.key))
    months = {"region": whole, "programme": programme or ""}
    return SpeedView(
        region=whole,
        year=of_year,
        on=on,
        by=SPEED_BY_NAMES[group],
        calendar=percent(calendar),
        calendar_permille=calendar // 10,
        total=_speed_view(_together(rows, whole), calendar, None),
        rows=views[:ROWS_LIMIT],
        months=await store.sum_spent_by_month(session, **months, year=of_year, on=on),
        last_months=await store.sum_spent_by_month(session, **months, year=of_year - 1, on=date(of_year - 1, 12, 31)),
    )


@router.get("/idle", summary="闲置资金", responses=LAWS)
async def show_idle(session: Transaction, by: Supervisor, region: InRegion = None, age: AgeKey = None) -> IdleView:
    """指标、资金池、备用金、捐赠、收益账户中可用而没有动用的钱，按最近一次支出以来的天数。"""
    whole, on = within(by, region), clock.today()
    rows = [_idle_view(one, on) for one in await store.list_idle(session, region=whole)]
    listed = [row for row in rows if not age or step_of(row.days, IDLE_DAYS).key == age]
    return IdleView(
        region=whole, on=on, buckets=_buckets(rows, IDLE_DAYS, lambda row: (row.days, row.free_fen)), rows=listed[:ROWS_LIMIT]
    )


@router.get("/late", summary="拨付与收缴时长", responses=LAWS)
async def show_late(
    session: Transaction, by: Supervisor, region: InRegion = None, stage: Stage = None, age: AgeKey = None
) -> LateView:
    """还没有办完的到户发放、项目付款和逾期未收的资产收益，按环节和已过工作日。"""
    whole, on = within(by, region), clock.today()
    counted = working_days_to(on)
    rows = sorted(
        (_late_view(one, counted) for one in await store.list_waiting(session, region=whole, on=on)),
        key=lambda row: (-row.working_days, row.since_on, row.id),
    )
    stages = []
    for code, name in STAGE_NAMES.items():
        of_stage = [row for row in rows if row.stage == code]
        buckets = _buckets(of_stage, WAITING_DAYS, lambda row: (row.working_days, row.amount_fen))
        total = sum(row.amount_fen for row in of_stage)
        stages.append(StageView(stage=code, name=name, buckets=buckets, many=len(of_stage), amount_fen=total))
    listed = [
        row
        for row in rows
        if (not stage or row.stage == stage) and (not age or step_of(row.working_days, WAITING_DAYS).key == age)
    ]
    return LateView(region=whole, on=on, stages=stages, rows=listed[:ROWS_LIMIT])


@router.get("/concentration", summary="资金集中程度", responses=LAWS)
async def show_concentration(
    session: Transaction, by: Supervisor, of: Of = "supplier", region: InRegion = None, year: Year = None
) -> ConcentrationView:
    """一年中各供应单位、收款账户或村收到多少：前十名占比、赫芬达尔指数，对照上年。"""
    whole, of_year = within(by, region), int(year or clock.today().year)
    got = await _got(session, of, whole, of_year)
    now = concentrate([one.fen for one in got])
    before = concentrate([one.fen for one in await _got(session, of, whole, of_year - 1)])
    return ConcentrationView(
        region=whole,
        of=of,
        year=of_year,
        many=now.many,
        total_fen=now.total_fen,
        first_fen=now.first_fen,
        first_share=percent(now.first_share),
        herfindahl=now.herfindahl,
        reading=now.reading,
        last_first_share=percent(before.first_share),
        last_herfindahl=before.herfindahl,
        rows=[
            GotRowView(
                place=place,
                key=one.key,
                name=name_of(one.name) if of == "village" else one.name,
                region=one.region,
                amount_fen=one.fen,
                many=one.many,
                share=percent(share_of(one.fen, now.total_fen)),
                permille=share_of(one.fen, now.total_fen) // 10,
            )
            for place, one in enumerate(got[:ROWS_LIMIT], start=1)
        ],
    )


async def _got(session: Transaction, of: str, region: str, year: int) -> list[store.Got]:
    days = date(year, 1, 1), date(year + 1, 1, 1)
    at = [datetime.combine(day, time.min, clock.CHINA) for day in days]
    return await store.list_got(session, of, region=region, since=days[0], until=days[1], at=at)


def _end_of(on: date) -> datetime:
    return datetime.combine(on + timedelta(days=1), time.min, clock.CHINA)


def _together(rows: Iterable[SpeedRow], region: str) -> SpeedRow:
    speeds = [row.speed for row in rows]
    sums = (
        sum(getattr(one, name) for one in speeds) for name in ("budget_fen", "spent_fen", "last_budget_fen", "last_spent_fen")
    )
    return SpeedRow("", "合计", region, Speed(*sums))


def _speed_view(row: SpeedRow, calendar: int, group: SpeedBy | None) -> SpeedRowView:
    speed = row.speed
    return SpeedRowView(
        key=row.key,
        name=name_of(row.name) if group is SpeedBy.TOWN else row.name,
        region=row.region,
        budget_fen=speed.budget_fen,
        spent_fen=speed.spent_fen,
        share=percent(speed.share),
        permille=speed.share // 10,
        last_budget_fen=speed.last_budget_fen,
        last_spent_fen=speed.last_spent_fen,
        last_share=None if speed.last_share is None else percent(speed.last_share),
        is_behind=speed.budget_fen > 0 and speed.share < calendar,
    )


def _idle_view(one: Idle, on: date) -> IdleRowView:
    kind = KIND_NAMES[AccountKind(one.kind)]
    return IdleRowView(
        account_id=one.account_id,
        kind_name=kind,
        name=one.title or one.holder or kind,
        region=one.region,
        region_name=name_of(one.region),
        source_name=SOURCE_NAMES[Source(one.source)],
        year=one.year,
        line=one.line,
        free_fen=one.free_fen,
        since_on=one.since_on,
        days=max((on - one.since_on).days, 0) if one.since_on else 0,
    )


_SUBJECT_OF = {"supplier-payment": Subject.SUPPLIER_PAYMENT, "asset-due": Subject.ASSET_DUE}


def _late_view(one: Waiting, counted: Mapping[date, int]) -> LateRowView:
    since = one.since_on or clock.china(one.since_at or clock.now()).date()
    subject = _SUBJECT_OF.get(one.stage, Subject.PAYMENT)
    return LateRowView(
        id=one.id,
        stage=one.stage,
        stage_name=STAGE_NAMES[one.stage],
        label=one.label or STAGE_NAMES[one.stage],
        link=link_of(subject, one.id, one.about_id, one.region),
        region=one.region,
        region_name=name_of(one.region),
        amount_fen=one.amount_fen,
        since_on=since,
        working_days=waited(since, counted) or 0,
    )


def _buckets(rows: Sequence[R], steps: Sequence[Step], measured: Callable[[R], tuple[int, int]]) -> list[BucketView]:
    """Every step, empty ones too."""
    sums = {step.key: (0, 0) for step in steps}
    for row in rows:
        days, fen = measured(row)
        key = step_of(days, steps).key
        sums[key] = (sums[key][0] + 1, sums[key][1] + fen)
    return [BucketView(key=step.key, name=step.name, many=sums[step.key][0], amount_fen=sums[step.key][1]) for step in steps]
