"""Duties to publish: what a place owes and by when, the proof that it was posted, and how punctual each place is."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import HTMLResponse

from services.funds.api.notice_views import duty_line, duty_view
from services.funds.operations.duty import take_down as taking
from services.funds.operations.duty.prove_duty import prove_duty
from services.funds.rules import duty as rules
from services.funds.rules.duty import DutyState
from services.funds.rules.paper import PaperNotOfMatter
from services.funds.rules.public_text import PUBLIC_TEXT_LAWS
from services.funds.schemas.duty import DutyLine, DutyView, ProveDuty, PunctualityView, TakeDown
from services.funds.store import duty as store
from shared import regions
from shared.clock import now, today
from shared.database import EVERYWHERE
from shared.html import page
from shared.money import half_up
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, paged, place
from shared.regions import AnyRegion
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/duties", "公开任务")

DutyId = Annotated[UUID, Path(title="公开任务编号")]
Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
Officer = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY)]
State = Annotated[DutyState | None, Query(title="状态")]
Late = Annotated[bool, Query(alias="late", title="只列出逾期未公开的")]
Since = Annotated[date | None, Query(title="期限自哪天起", description="不写为一年前")]
Until = Annotated[date | None, Query(title="期限到哪天止", description="不写为今天")]
YEAR = timedelta(days=365)


@router.get("", summary="公开任务列表", responses=refuses(OutsideRegion, UnreadableCursor))
async def list_duties(
    session: Transaction,
    by: Reader,
    owner: Annotated[AnyRegion | None, Query(title="责任单位区划代码", description="列出该单位和下级的")] = None,
    state: State = None,
    is_late: Late = False,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[DutyLine]:
    """先发生的在前：什么内容、在哪里公开、哪天以前、公开多久。"""
    found = await store.list_duties(
        session,
        owner=_within(by, owner),
        state=state,
        late_on=today() if is_late else None,
        after=place(after),
        limit=limit,
    )
    return paged(found, limit, lambda duty: duty_line(duty, on=today()))


@router.get("/page", summary="公开任务（网页）", response_class=HTMLResponse, responses=refuses(OutsideRegion, UnreadableCursor))
async def show_duties(session: Transaction, by: Reader, is_late: Late = False, after: After = None) -> HTMLResponse:
    """本辖区还没有公开的任务，以及各单位按期公开的情况。"""
    found = await list_duties(session, by, state=DutyState.OWED, is_late=is_late, after=after)
    return page(
        "funds",
        "duties.html",
        where="全部辖区" if by.region == EVERYWHERE else regions.name_of(by.region),
        duties=found.rows,
        places=await list_punctuality(session, by) if after is None else [],
        is_late=is_late,
        next=found.next,
        is_first=after is None,
    )


@router.get("/punctuality", summary="各单位按期公开情况", responses=refuses(OutsideRegion))
async def list_punctuality(
    session: Transaction,
    by: Reader,
    owner: Annotated[AnyRegion | None, Query(title="辖区代码", description="按它的下一级分列")] = None,
    since: Since = None,
    until: Until = None,
) -> list[PunctualityView]:
    """期限在所选日期内的公开栏和网站任务；由本平台公开页完成的不计。"""
    within = _within(by, owner)
    on = today()
    counted = await store.count_punctuality(
        session, within=within, digits=digits_below(within), since=since or on - YEAR, until=until or on, on=on
    )
    return [
        PunctualityView(
            owner=one.owner,
            owner_name=regions.name_of(one.owner),
            duties=one.duties,
            in_time=one.in_time,
            late=one.late,
            overdue=one.overdue,
            open=one.open,
            in_time_rate=rate(one.in_time, one.in_time + one.late + one.overdue),
        )
        for one in counted
    ]


def digits_below(region: str) -> int:
    """The length of the codes of the places directly inside; a village has none and stands for itself."""
    return next((digits for digits in (2, 4, 6, 9, 12) if digits > len(region)), 12)


def rate(part: int, whole: int) -> str | None:
    """`95.0%`; None of nothing."""
    return f"{half_up(Fraction(part * 1000, whole)) // 10}.{half_up(Fraction(part * 1000, whole)) % 10}%" if whole else None


@router.get("/{duty_id}", summary="一项公开任务", responses=refuses(OutsideRegion, rules.NoSuchDuty))
async def show_duty(duty_id: DutyId, session: Transaction, by: Reader) -> DutyView:
    """公开什么、依据、张贴记录、逾期提醒。"""
    duty = await store.get_duty(session, duty_id)
    by.must_cover(duty.region)  # anyone's row may be read here
    return duty_view(duty, await store.list_proofs(session, [duty.id]), on=today())


@router.post(
    "/{duty_id}/proof",
    status_code=201,
    summary="登记张贴",
    description="公开栏附现场照片，网站附网页地址。公示期要等张贴才开始的，从登记的次日起算。",
    responses=refuses(
        OutsideRegion,
        rules.NoSuchDuty,
        rules.PublishedByThePortal,
        rules.AlreadyPosted,
        rules.ProofMissing,
        rules.PostedInTheFuture,
        rules.PostedBeforeTheMatter,
        PaperNotOfMatter,
        *PUBLIC_TEXT_LAWS,
    ),
)
async def post_proof(duty_id: DutyId, form: ProveDuty, session: Transaction, by: Officer) -> DutyView:
    await prove_duty(session, form, duty_id=duty_id, by=by, on=today(), at=now())
    return await show_duty(duty_id, session, by)


@router.post(
    "/{duty_id}/taking-down",
    status_code=201,
    summary="登记撤下",
    description="没有贴满天数就撤下的，任务恢复为待公开，须重新张贴。",
    responses=refuses(OutsideRegion, rules.NoSuchDuty, rules.NothingPosted, rules.TakenDownBeforePosted),
)
async def post_taking_down(duty_id: DutyId, form: TakeDown, session: Transaction, by: Officer) -> DutyView:
    await taking.take_down(session, form, duty_id=duty_id, by=by, on=today())
    return await show_duty(duty_id, session, by)


def _within(by: Principal, owner: str | None) -> str:
    """The places that somebody may ask for: their own, or inside of it. Raises OutsideRegion."""
    if owner is not None:
        by.must_cover(owner, pointer="/owner")
    return owner or by.region.removesuffix(EVERYWHERE)
