"""Door one: disasters: whom a command would mean, the command, more of it, and its end."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.housing.api.disaster_views import disaster_shown
from services.housing.operations.disaster import declare_disaster as declaring
from services.housing.operations.disaster import end_disaster as ending
from services.housing.operations.disaster import widen_disaster as widening
from services.housing.rules import disaster as rules
from services.housing.rules.disaster_list import DisasterListElsewhere, DisasterListTaken, NoSuchDisasterList
from services.housing.rules.survey import NoSurveyRule
from services.housing.schemas.disaster import (
    DeclareDisaster,
    DisasterDone,
    DisasterKindView,
    DisasterPreview,
    DisasterView,
    EndDisaster,
    PreviewDisaster,
    UnknownView,
    VillagePlanView,
    WidenDisaster,
    refused_rows,
)
from services.housing.store.disaster import get_disaster, list_disasters
from services.housing.store.disaster_list import find_whom
from services.housing.store.disaster_policy import get_disaster_policy
from services.housing.store.strike import Struck
from services.housing.store.struck import plan_struck
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/disasters", "灾情")

DisasterId = Annotated[UUID, Path(title="灾情编号")]
Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
County = Annotated[Principal, may(Role.COUNTY)]
IsEnded = Annotated[bool | None, Query(title="是否已结束")]

_LISTED = (NoSuchDisasterList, DisasterListTaken, DisasterListElsewhere)
_WHOM = (OutsideRegion, rules.PlaceOutsideDisaster, *_LISTED)
_COUNTED = ("households", "houses", "without_house", "taken_over", "persons")


@router.get("/kinds", summary="可以下达的灾情种类", responses=refuses(rules.NoDisasterRule))
async def list_kinds(
    session: Transaction, by: Reader, region: Annotated[AnyRegion, Query(title="辖区代码", examples=["371311"])]
) -> list[DisasterKindView]:
    """该地现行政策文件中的种类和时限；按小时连续计算，不除夜间和节假日。"""
    policy, _ = get_disaster_policy(region, clock.today())
    return [
        DisasterKindView(**kind.model_dump(exclude={"reference"}), clause=policy.source(kind).spoken) for kind in policy.kinds
    ]


@router.get("", summary="灾情列表", responses=refuses(UnreadableCursor))
async def list_disasters_(
    session: Transaction, by: Reader, is_ended: IsEnded = None, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[DisasterView]:
    """本辖区的和本县区的，后下达的在前。"""
    found = await list_disasters(session, seen_from=by.region, is_ended=is_ended, after=place(after), limit=limit)
    rows = [disaster_shown(each) for each in found[:limit]]
    return Page(rows=rows, next=cursor(rows[-1].id) if len(found) > limit else None)


@router.post(
    "/preview",
    summary="下达或扩大范围前预览：多少户、多少住房、谁没有找到",
    responses=refuses(*_WHOM, rules.NoSuchDisaster),
)
async def preview_disaster(form: PreviewDisaster, session: Transaction, by: County) -> DisasterPreview:
    """不留下任何记录。所得户数在下达时填回确认。"""
    by.must_cover(form.region, pointer="/region")
    rules.must_lie_inside(form.places, form.region)
    if form.disaster_id:
        await get_disaster(session, form.disaster_id)
    whom = await find_whom(session, codes=form.households, numbers=form.houses, list_id=form.list_id, region=form.region)
    plan = await plan_struck(session, region=form.region, places=form.places, ids=whom.ids, disaster_id=form.disaster_id)
    return DisasterPreview(
        **{name: sum(getattr(village, name) for village in plan) for name in _COUNTED},
        villages=[VillagePlanView.model_validate(village) for village in plan],
        unknown=[UnknownView.model_validate(one) for one in whom.unknown],
        refused=refused_rows(whom.faults),
    )


@router.post(
    "",
    status_code=201,
    summary="下达一场灾情",
    responses=refuses(
        *_WHOM,
        rules.DisasterOutOfTime,
        rules.NoDisasterRule,
        rules.NoSuchDisasterKind,
        NoSurveyRule,
        rules.DisasterDeclaredAlready,
        rules.NobodyStruck,
        rules.StruckOtherwise,
    ),
)
async def declare_disaster(form: DeclareDisaster, session: Transaction, by: County) -> DisasterDone:
    """受灾户的住房当即各安排一项应急排查，先于一切排查；已有待排查的接手，不重复。
    灾前评为 A、B 级的不再作数；受灾住房的危房改造优先办理。名单中没有找到的不影响其他户。"""
    done = await declaring.declare_disaster(session, form, by=by, at=clock.now())
    return _done(done)


@router.get("/{disaster_id}", summary="一场灾情", responses=refuses(rules.NoSuchDisaster))
async def show_disaster(disaster_id: DisasterId, session: Transaction, by: Reader) -> DisasterView:
    return disaster_shown(await get_disaster(session, disaster_id))


@router.post(
    "/{disaster_id}/widening",
    status_code=201,
    summary="扩大一场灾情的范围",
    responses=refuses(
        rules.NoSuchDisaster, *_WHOM, NoSurveyRule, rules.DisasterEndedAlready, rules.NobodyStruck, rules.StruckOtherwise
    ),
)
async def widen_disaster(disaster_id: DisasterId, form: WidenDisaster, session: Transaction, by: County) -> DisasterDone:
    """新增的户的时限自现在起算。"""
    done = await widening.widen_disaster(session, disaster_id, form, by=by, at=clock.now())
    return _done(done)


@router.post(
    "/{disaster_id}/end",
    status_code=201,
    summary="结束一场灾情",
    responses=refuses(rules.NoSuchDisaster, OutsideRegion, rules.DisasterEndedAlready, rules.DisasterSurveysLeft),
)
async def end_disaster(disaster_id: DisasterId, form: EndDisaster, session: Transaction, by: County) -> DisasterView:
    """还没有查完的须写明原因：只由这场灾情安排的随之撤销，台账、排查行动、群众反映还在等的回到普通排查。仍在安置的户不受影响。"""
    return disaster_shown(await ending.end_disaster(session, disaster_id, form, by=by, at=clock.now()))


def _done(done: Struck) -> DisasterDone:
    return DisasterDone(
        disaster=disaster_shown(done.disaster),
        households=done.households,
        surveys=done.surveys,
        unknown=[UnknownView.model_validate(one) for one in done.unknown],
        refused=done.refused,
    )
