"""From what was counted to what people read."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query, Request

from services.notifier.rules import place as places
from services.notifier.rules.board import By, Figure, group_label, period_of
from services.notifier.rules.delivery import ChannelName
from services.notifier.rules.department import Department
from services.notifier.rules.errand import ErrandKind, ErrandLevel
from services.notifier.rules.escalation import Level
from services.notifier.rules.office import Office
from services.notifier.rules.order_kind import OrderKind, StepLevel
from services.notifier.rules.order_rule import Addressee
from services.notifier.rules.order_times import Turn
from services.notifier.rules.spread import Spread, lateness, spoken_time
from services.notifier.rules.waiting import BY_RULE, COUNTY, Waiting
from services.notifier.schemas.board import (
    BehindView,
    BoardLine,
    NumbersView,
    PairView,
    SpreadView,
    StretchView,
    StuckView,
    TurnView,
    UrgedView,
    WorkView,
)
from services.notifier.store import order_board as store
from services.notifier.store.waiting import Pair, Stuck
from services.notifier.store.work_board import Numbers, Work
from shared import clock, regions
from shared.database import EVERYWHERE
from shared.html import wall_clock
from shared.regions import AnyRegion
from shared.security import ROLE_NAMES, Principal, Role, may

Reader = Annotated[Principal, may(Role.DEPARTMENT, Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
Group = Annotated[By, Query(title="分组", description="department 承办单位、place 地方、kind 种类、level 层级、month 派发月份")]
InRegion = Annotated[AnyRegion | None, Query(title="区划代码", description="不写为本人可见的全部")]
OfKind = Annotated[OrderKind | None, Query(title="工单种类")]
FromOn = Annotated[date | None, Query(title="开始日期", description="不写为截止日期前三十天")]
ToOn = Annotated[date | None, Query(title="截止日期", description="不写为今天；以前的日期按当天终了时的情况统计")]
Key = Annotated[str | None, Query(title="组别代码", description="不写为合计", max_length=40, pattern=r"^[a-z0-9-]*$")]


async def asked_for(
    by: Reader, region: InRegion = None, kind: OfKind = None, from_on: FromOn = None, to_on: ToOn = None
) -> store.Asked:
    """Which orders of which days. Raises OutsideRegion, PeriodEndsEarly, PeriodTooLong, PeriodToCome."""
    if region:
        by.must_cover(region, pointer="/region")
    return store.Asked(by, period_of(from_on, to_on, now=clock.now()), region or "", kind)


async def asked_now(by: Reader, region: InRegion = None, kind: OfKind = None) -> store.Asked:
    """Which orders, as they are now. Raises OutsideRegion."""
    return await asked_for(by, region, kind)


async def asked_of_clues(by: Reader, region: InRegion = None, from_on: FromOn = None, to_on: ToOn = None) -> store.Asked:
    """Which clues of which days. Raises what `asked_for` raises."""
    return await asked_for(by, region, OrderKind.CLUE, from_on, to_on)


async def linking(request: Request) -> Callable[..., str]:
    """Makes the query of a link: what was asked for, with some of it otherwise; None takes a condition away."""

    def query(**changed: object) -> str:
        told = {name: str(value) for name, value in (dict(request.query_params) | changed).items() if value is not None}
        return f"?{urlencode(told)}" if told else ""

    return query


Asked = Annotated[store.Asked, Depends(asked_for)]
AskedOfClues = Annotated[store.Asked, Depends(asked_of_clues)]
AskedNow = Annotated[store.Asked, Depends(asked_now)]
Linking = Annotated[Callable[..., str], Depends(linking)]


def region_name(asked: store.Asked) -> str:
    seen = asked.region or asked.by.region
    return regions.name_of(seen) if seen != EVERYWHERE else "全部辖区"


def spread_view(spread: Spread) -> SpreadView:
    return SpreadView(
        many=spread.many,
        median_minutes=_minutes(spread.median_s),
        high_minutes=_minutes(spread.high_s),
        is_small=spread.is_small,
        spoken=spread.spoken,
    )


def line_view(counted: store.Counted, by: By, as_of: datetime) -> BoardLine:
    late = lateness(counted.oldest_due_at, as_of) if counted.oldest_due_at else None
    return BoardLine(
        key=counted.key,
        label="合计" if counted.key is None else label_of(by, counted.key),
        **{figure.column: many for figure, many in counted.counts.items()},
        accept=spread_view(counted.accept),
        finish=spread_view(counted.finish),
        check=spread_view(counted.check),
        asked_minutes=counted.asked_s // 60,
        longest_late=late.spoken if late else "",
    )


def label_of(by: By, key: str) -> str:
    """What a group is called."""
    return places.called(key) if by is By.PLACE else group_label(by, key)


def behind_view(one: store.Behind, as_of: datetime) -> BehindView:
    late = lateness(one.due_at, one.completed_at or as_of) if one.cancelled_at is None else None
    return BehindView(
        order_id=one.order_id,
        turn=one.turn,
        kind=one.kind,
        kind_label=OrderKind(one.kind).label,
        title=one.title or OrderKind(one.kind).label,
        region=one.region,
        place=places.called(one.region),
        office=_office(one.department, one.addressee),
        opened_at=one.opened_at,
        due_at=one.due_at,
        accepted_at=one.accepted_at,
        completed_at=one.completed_at,
        checked_at=one.checked_at,
        accept_minutes=_between(one.opened_at, one.accepted_at),
        finish_minutes=_between(one.opened_at, one.completed_at),
        asked_minutes=one.asked_s // 60,
        late=late.spoken if late else "",
    )


def turn_view(turn: Turn, as_of: datetime) -> TurnView:
    return TurnView(
        turn=turn.turn,
        opened_at=turn.opened_at,
        due_at=turn.due_at,
        accept_minutes=_whole_minutes(turn.to_accept),
        finish_minutes=_whole_minutes(turn.to_finish),
        check_minutes=_whole_minutes(turn.to_check),
        handed_on=turn.handed_on,
        is_late=turn.is_late(as_of),
        stretches=[
            StretchView(
                waits_for=one.waits_for,
                since=one.since,
                until=one.until,
                minutes=_whole_minutes((one.until or as_of) - one.since) or 0,
            )
            for one in turn.stretches
        ],
    )


def work_view(work: Work) -> WorkView:
    sources = {"assistance": "即时帮扶工单", "order": "其他工单", "errand": "村级任务"}
    levels: dict[str, Callable[[str], str]] = {
        "assistance": lambda code: Level(code).label,
        "order": lambda code: StepLevel(code).label,
        "errand": lambda code: ErrandLevel(code).label,
    }
    return WorkView(
        errands=[_numbers_view(one, ErrandKind(one.key).label) for one in work.errands],
        messages=_numbers_view(work.messages, "全部消息"),
        channels=[_numbers_view(one, _channel(one.key)) for one in work.channels],
        tasks=_numbers_view(work.tasks, "监督举报转办件"),
        urged=[UrgedView(label=f"{sources[one.source]}，到{levels[one.source](one.level)}", many=one.many) for one in work.urged],
    )


def pair_view(pair: Pair, now: datetime) -> PairView:
    return PairView(
        why=pair.why,
        why_label=pair.why.label,
        waits=pair.waits,
        waits_label=party(pair.waits, pair.why),
        whom=pair.whom,
        whom_label=party(pair.whom, pair.why),
        many=pair.many,
        late=pair.late,
        longest_since=pair.longest_since,
        longest=_since(pair.longest_since, now),
    )


def stuck_view(one: Stuck, now: datetime) -> StuckView:
    kind = OrderKind(one.kind).label
    return StuckView(
        order_id=one.order_id,
        turn=one.turn,
        kind_label=kind,
        title=one.title or kind,
        place=places.called(one.region),
        due_at=one.due_at,
        waits_label=party(one.waits, one.why),
        whom_label=party(one.whom, one.why),
        since=one.since,
        waited=_since(one.since, now),
    )


def party(code: str, why: Waiting) -> str:
    """An account, an office, or what gives orders by rules; the county decides about those."""
    if code.startswith("@"):
        return code[1:]
    if code == "giver":
        return COUNTY if why in {Waiting.ANSWER, Waiting.CHECK, Waiting.NOBODY} else BY_RULE
    return group_label(By.DEPARTMENT, code)


def conditions(asked: store.Asked, *more: tuple[str, str], rows: int | None = None) -> list[tuple[str, str]]:
    """What a workbook was asked for, for its last sheet."""
    said = [
        ("辖区", region_name(asked)),
        ("工单种类", asked.kind.label if asked.kind else "全部"),
        ("统计时段", asked.period.spoken),
        ("统计时刻", wall_clock(asked.period.as_of)),
        *more,
    ]
    if rows is not None:
        said.append(("行数", f"{rows:,}"))
    return [
        *said,
        ("可见范围", f"{ROLE_NAMES[asked.by.role]}可见的工单；线索移交只含指定本人可见的"),
        ("导出人", asked.by.subject),
    ]


def figure_names() -> dict[str, Figure]:
    """By the name that a line of the board has for it."""
    return {figure.column: figure for figure in Figure}


def _office(department: str | None, addressee: str | None) -> str:
    return Office(Addressee(addressee) if addressee else None, Department(department) if department else None).label


def _channel(code: str) -> str:
    return ChannelName(code).label


def _numbers_view(one: Numbers, label: str) -> NumbersView:
    return NumbersView(key=one.key, label=label, counts=one.counts, took=spread_view(one.took))


def _since(since: datetime, now: datetime) -> str:
    return spoken_time(max(0, int((now - since).total_seconds())))


def _minutes(seconds: int | None) -> int | None:
    return None if seconds is None else seconds // 60


def _whole_minutes(took: timedelta | None) -> int | None:
    return None if took is None else int(took.total_seconds()) // 60


def _between(since: datetime, until: datetime | None) -> int | None:
    return _whole_minutes(until - since) if until else None
