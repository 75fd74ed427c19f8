"""Renovations as people read them: the list with what is to be done by whom, and one with its whole record and its photos."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Depends, Query
from fastapi.responses import HTMLResponse

from services.housing.api.acceptance import accepted
from services.housing.api.photo_views import works_shown
from services.housing.api.renovation import Reader, RenovationId
from services.housing.api.renovation_views import file_contents, renovation_shown
from services.housing.rules.floor_area import floor_limit
from services.housing.rules.help import Applicant
from services.housing.rules.help_policy import SOURCE_NAMES
from services.housing.rules.mode import BUILDS, MODE_NAMES, Mode
from services.housing.rules.next_step import LEVELS_SAID, SHOWN_BY, Standing, is_open
from services.housing.rules.renovation import (
    LEVEL_DIGITS,
    OVER,
    RENOVATION_STATE_NAMES,
    Act,
    Level,
    NoSuchRenovation,
    RenovationState,
)
from services.housing.rules.subsidy import subsidy
from services.housing.rules.works import ASSURANCE_NAMES, STOP_NAMES
from services.housing.schemas.renovation_page import FileView, RenovationRow, entry_shown
from services.housing.store.acceptance import get_acceptance
from services.housing.store.contractor import get_contractor
from services.housing.store.help_policy import get_help_policy_named
from services.housing.store.house import get_house
from services.housing.store.house_money import list_paid
from services.housing.store.household import find_household, find_households
from services.housing.store.renovation import get_renovation
from services.housing.store.renovation_list import (
    WantedRenovations,
    count_renovations,
    list_renovations,
    list_waits,
    part_of,
)
from services.housing.tables import Renovation
from shared import clock
from shared.database import EVERYWHERE
from shared.html import page
from shared.money import yuan
from shared.pages import PAGE_ROWS, After, UnreadableCursor, cursor_in, place_in
from shared.regions import AnyRegion, name_of
from shared.security import Principal, Role
from shared.service import Transaction, door, refuses

router = door("/renovations", "危房改造")


@dataclass(frozen=True, slots=True)
class Asked:
    """The conditions of the page, as its form sends them: what is empty does not matter."""

    region: str | None
    state: RenovationState | None
    level: Level | None
    mode: Mode | None
    is_late: bool

    def query(self, **other: object) -> str:
        """The query of this page with these conditions changed."""
        values = (asdict(self) | other).items()
        return urlencode({name: "true" if value is True else str(value) for name, value in values if value})


async def _asked(
    region: Annotated[AnyRegion | Literal[""] | None, Query(title="辖区代码")] = None,
    state: Annotated[RenovationState | Literal[""] | None, Query(title="状态")] = None,
    level: Annotated[Level | Literal[""] | None, Query(title="轮到哪一级办理")] = None,
    mode: Annotated[Mode | Literal[""] | None, Query(title="改造方式")] = None,
    is_late: Annotated[bool, Query(title="只看逾期的", description="有环节过了期限还没有办，与逾期未办一致")] = False,
) -> Asked:
    return Asked(region or None, state or None, level or None, mode or None, is_late)


@router.get("/page", summary="危房改造列表（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_renovations(
    session: Transaction, by: Reader, asked: Annotated[Asked, Depends(_asked)], after: After = None
) -> HTMLResponse:
    """按状态、轮到谁、改造方式和辖区筛选，写明每件的下一步和期限；受灾的在前，其余先申请的在前。"""
    today = clock.today()
    late_on = today if asked.is_late else None
    wanted = WantedRenovations(asked.region or "", asked.state, asked.level, asked.mode, late_on, today=today)
    found = await list_renovations(session, wanted, after=place_in(after, digits=1), limit=PAGE_ROWS)
    late = WantedRenovations(asked.region or "", asked.state, asked.level, asked.mode, today, today=today)
    within = asked.region or by.region.removesuffix(EVERYWHERE)
    last = found[PAGE_ROWS - 1] if len(found) > PAGE_ROWS else None
    return page(
        "housing",
        "renovations.html",
        where=name_of(within) if within else "全部辖区",
        asked=asked,
        rows=await _rows(session, found[:PAGE_ROWS]),
        total=await count_renovations(session, wanted),
        late=await count_renovations(session, late),
        states=RENOVATION_STATE_NAMES,
        levels=LEVELS_SAID,
        modes=MODE_NAMES,
        today=today,
        is_first=after is None,
        next=cursor_in(part_of(last), last.id) if last else None,
    )


async def _rows(session: Transaction, found: Sequence[Renovation]) -> list[RenovationRow]:
    households = await find_households(session, {each.household_id for each in found})
    waits, today = await list_waits(session, found), clock.today()
    paid = await list_paid(session, [each.id for each in found])
    rows = []
    for each in found:
        step = waits[each.id].next_step()
        known = households.get(each.household_id)
        told = {"household_code": known.code if known else None, "next": step, "is_late": bool(step and step.is_late(today))}
        told["paid"] = _paid_said(*paid[each.id]) if each.id in paid else ""
        rows.append(RenovationRow.model_validate(each.model_dump() | told))
    return rows


def _paid_said(fen: int, stages: Sequence[str]) -> str:
    """`已到户5400.00元（开工后拨付）`."""
    return f"已到户{yuan(fen)}元" + (f"（{'、'.join(stages)}）" if stages else "")


@router.get("/{renovation_id}/file", summary="农户档案目录", responses=refuses(NoSuchRenovation))
async def show_file(renovation_id: RenovationId, session: Transaction, by: Reader) -> FileView:
    """一户一档：归档须有哪些材料和照片，有了哪些，还缺哪些。"""
    renovation = await get_renovation(session, renovation_id)
    entries = [entry_shown(each) for each in await file_contents(session, renovation)]
    return FileView(renovation_id=renovation.id, number=renovation.number, entries=entries)


@router.get(
    "/{renovation_id}/page", summary="一件危房改造（网页）", response_class=HTMLResponse, responses=refuses(NoSuchRenovation)
)
async def show_renovation_page(renovation_id: RenovationId, session: Transaction, by: Reader) -> HTMLResponse:
    """下一步、办理记录、资金、改造前后的照片、检查与问题、施工方和档案。"""
    renovation = await get_renovation(session, renovation_id)
    one = await renovation_shown(session, renovation)
    acceptance = accepted(await get_acceptance(session, one.acceptance_id)) if one.acceptance_id else None
    policy = get_help_policy_named(renovation.policy)
    applicant = Applicant(renovation.grade, frozenset(renovation.groups), renovation.persons, renovation.oldest)
    promised = subsidy(
        policy,
        applicant,
        renovation.mode,
        cost_fen=acceptance.cost_fen if acceptance else None,
        area_m2=acceptance.area_m2 if acceptance else None,
    )
    builds = renovation.mode in BUILDS
    household = await find_household(session, renovation.household_id)
    standing = (await list_waits(session, [renovation]))[renovation.id].standing
    today = clock.today()
    return page(
        "housing",
        "renovation.html",
        one=one,
        acceptance=acceptance,
        house=await get_house(session, renovation.house_id),
        household_code=household.code if household else None,
        groups=[group.title for group in policy.groups if group.code in renovation.groups],
        policy_title=policy.title,
        promised=promised,
        sources=SOURCE_NAMES,
        paid_by=[(f"{stage.title}（{stage.spoken}）", policy.source(stage).spoken) for stage in policy.stages],
        limit=floor_limit(policy, renovation.persons) if renovation.mode is Mode.REBUILD else None,
        contractor=await get_contractor(session, renovation.contractor_id) if renovation.contractor_id else None,
        entries=await file_contents(session, renovation),
        photos=await works_shown(session, renovation),
        sees_photos=by.role is not Role.OPERATOR,
        builds=builds,
        assurances=ASSURANCE_NAMES,
        stops=STOP_NAMES,
        acts=_acts(standing, by),
        may_cure=_may(standing, by, Act.CURED, {Role.TOWN}),
        is_late=bool(one.next and one.next.until and one.next.until < today),
        goes_on=renovation.state not in OVER,
        shown_in=_shown_in(renovation),
        today=today,
    )


def _shown_in(renovation: Renovation) -> str:
    """The place whose notice of it stands now, or nothing."""
    level = SHOWN_BY.get(renovation.state)
    return renovation.region[: LEVEL_DIGITS[level]] if level and not renovation.has_stood else ""


_FORMS = (
    ("settlement", "明确由谁继续改造", Act.SETTLED, {Role.TOWN}),
    ("agreement", "登记改造协议", Act.SIGNED, {Role.TOWN}),
    ("start", "登记开工", Act.STARTED, {Role.VILLAGE, Role.TOWN}),
    ("start", "登记复工", Act.RESUMED, {Role.VILLAGE, Role.TOWN}),
    ("inspection", "登记施工检查", Act.INSPECTED, {Role.TOWN}),
    ("stop", "登记停工", Act.STOPPED, {Role.VILLAGE, Role.TOWN}),
    ("finish", "登记完工", Act.FINISHED, {Role.VILLAGE, Role.TOWN}),
    ("acceptance", "登记竣工验收", Act.ACCEPTED, {Role.COUNTY}),
    ("moving-in", "登记入住", Act.HOUSED, {Role.TOWN}),
    ("closing", "登记归档", Act.CLOSED, {Role.TOWN}),
    ("visit", "登记回访", Act.VISITED, {Role.VILLAGE, Role.TOWN}),
    ("withdrawal", "撤销改造", Act.WITHDRAWN, {Role.TOWN}),
)
"""The acts that have a form of their own, and whose they are."""
_OF_WORKS = frozenset({Act.STARTED, Act.RESUMED, Act.INSPECTED, Act.STOPPED, Act.FINISHED, Act.ACCEPTED, Act.CURED})


def _acts(at: Standing, by: Principal) -> dict[str, str]:
    """What whoever reads the page may write down now, by the form's address."""
    return {name: title for name, title, act, who in _FORMS if _may(at, by, act, who)}


def _may(at: Standing, by: Principal, act: Act, who: set[Role]) -> bool:
    """Works are where somebody builds, moving in where nobody does."""
    builds = at.mode in BUILDS
    fits = builds if act in _OF_WORKS else act is not Act.HOUSED or not builds
    return fits and by.role in who and is_open(act, at)
