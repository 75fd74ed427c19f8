"""Campaigns: their kinds, opened and closed, with their households and spot checks."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import HTMLResponse

from services.registry.api.assignments import Arranger, InRegion, Reader
from services.registry.api.campaign_views import campaign_view, check_view, kind_view, sample_view, task_view
from services.registry.operations.campaign.close_campaign import close_campaign
from services.registry.operations.campaign.draw_sample import draw_sample
from services.registry.operations.campaign.open_campaign import open_campaign
from services.registry.operations.campaign.record_spot_check import record_spot_check
from services.registry.rules.campaign import (
    CampaignIsClosed,
    CampaignPeriodNotUsable,
    CampaignRunsAlready,
    NobodyMeant,
    NoSuchCampaignKind,
)
from services.registry.rules.spot_check import CheckedByTheHelper, NoSuchSpotCheck, NothingToDraw, SpotCheckedAlready
from services.registry.rules.visit import QuestionNotAsked, VisitAnswerNotPossible, VisitOnAnImpossibleDay
from services.registry.schemas.campaign import (
    CampaignKindView,
    CampaignView,
    CloseCampaign,
    DrawSample,
    OpenCampaign,
    RecordSpotCheck,
    SampleView,
    SpotCheckView,
    TaskView,
)
from services.registry.store import campaign as store
from services.registry.store.assignment import list_named
from services.registry.store.campaign import NoSuchCampaign
from services.registry.store.campaign_policy import kinds_in_force
from services.registry.store.spot_check import list_checks, list_samples
from shared.clock import today
from shared.database import EVERYWHERE
from shared.errors import NotFound
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import OutsideRegion
from shared.service import Transaction, door, refuses

router = door("/campaigns", "走访活动")
of_checks = door("/spot-checks", "走访活动")

CampaignId = Annotated[UUID, Path(title="活动编号")]
CheckId = Annotated[UUID, Path(title="抽查编号")]
OfKind = Annotated[str | None, Query(title="活动种类", pattern=r"^[a-z][a-z0-9-]{0,39}$")]
IsClosed = Annotated[bool | None, Query(alias="closed", title="是否已办结")]


class CampaignStillRuns(NotFound):
    """活动还没有办结，没有报告"""

    mend = "进行中的情况请看看板"


@router.get("/kinds", summary="一地现行的走访活动种类：对谁、多久一次、问什么、拍什么")
async def list_kinds(session: Transaction, by: Reader, region: InRegion = None) -> list[CampaignKindView]:
    where = region or by.region.removesuffix(EVERYWHERE)
    return [kind_view(kind, policy) for kind, policy in kinds_in_force(where, today())]


@router.post(
    "",
    status_code=201,
    summary="发起走访活动：当即确定户和各轮期限",
    responses=refuses(OutsideRegion, NoSuchCampaignKind, CampaignPeriodNotUsable, CampaignRunsAlready, NobodyMeant),
)
async def post_campaign(form: OpenCampaign, session: Transaction, by: Arranger) -> CampaignView:
    return campaign_view(await open_campaign(session, form, by=by, on=today()))


@router.get("", summary="走访活动列表", responses=refuses(UnreadableCursor))
async def list_campaigns(
    session: Transaction,
    by: Reader,
    kind: OfKind = None,
    is_closed: IsClosed = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[CampaignView]:
    """含上级发起、覆盖本辖区的活动。"""
    found = await store.list_campaigns(session, kind=kind, is_closed=is_closed, after=place(after), limit=limit)
    rows = found[:limit]
    return Page(rows=list(map(campaign_view, rows)), next=cursor(rows[-1].id) if len(found) > limit else None)


@router.get("/page", summary="走访活动列表（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_campaigns(session: Transaction, by: Reader, is_closed: IsClosed = None, after: After = None) -> HTMLResponse:
    found = await list_campaigns(session, by, is_closed=is_closed, after=after)
    return page("registry", "campaigns.html", campaigns=found.rows, next=found.next, is_closed=is_closed, on=today())


@router.get("/{campaign_id}", summary="一项走访活动", responses=refuses(NoSuchCampaign))
async def read_campaign(campaign_id: CampaignId, session: Transaction, by: Reader) -> CampaignView:
    return campaign_view(await store.get_campaign(session, campaign_id))


@router.get("/{campaign_id}/households", summary="活动的户、责任人和进度", responses=refuses(NoSuchCampaign, UnreadableCursor))
async def list_tasks(
    campaign_id: CampaignId,
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    helper_id: Annotated[UUID | None, Query(title="责任人编号", description="只列出其现在负责的户")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[TaskView]:
    """含已离开活动的户。"""
    campaign = await store.get_campaign(session, campaign_id)
    found = await store.list_tasks(
        session, campaign_id, region=region or "", helper_id=helper_id, after=place(after), limit=limit
    )
    rows = found[:limit]
    named = await list_named(session, {each.helper_id for each in rows if each.helper_id})
    views = [task_view(each, campaign, named, by, on=today()) for each in rows]
    return Page(rows=views, next=cursor(rows[-1].task_id) if len(found) > limit else None)


@router.post(
    "/{campaign_id}/closing",
    summary="办结活动并形成报告",
    description="未销号的问题继续整改；办结后的走访按日常走访登记。",
    responses=refuses(NoSuchCampaign, OutsideRegion, CampaignIsClosed),
)
async def post_closing(campaign_id: CampaignId, form: CloseCampaign, session: Transaction, by: Arranger) -> CampaignView:
    return campaign_view(await close_campaign(session, campaign_id, form, by=by, on=today()))


@router.get("/{campaign_id}/report", summary="办结报告", responses=refuses(NoSuchCampaign, CampaignStillRuns))
async def read_report(campaign_id: CampaignId, session: Transaction, by: Reader) -> dict[str, Any]:
    """办结当日的合计、各镇街、各责任人、抽查和离开的户；此后不再改变。"""
    campaign = await store.get_campaign(session, campaign_id)
    if campaign.report is None:
        raise CampaignStillRuns(campaign_id=campaign_id)
    return {**campaign.report, "summary": campaign.summary, "title": campaign.title, "region": campaign.region}


@router.post(
    "/{campaign_id}/samples",
    status_code=201,
    summary="抽样：从已走访的户中抽取要复查的户",
    description="种子由系统随机产生并公布，任何人可以按同样的名单和种子重新抽出同样的户；每次抽样都保留，一户只抽一次。",
    responses=refuses(NoSuchCampaign, OutsideRegion, CampaignIsClosed, NothingToDraw),
)
async def post_sample(campaign_id: CampaignId, form: DrawSample, session: Transaction, by: Arranger) -> SampleView:
    return sample_view(await draw_sample(session, campaign_id, form, by=by))


@router.get("/{campaign_id}/samples", summary="各次抽样和种子", responses=refuses(NoSuchCampaign))
async def read_samples(campaign_id: CampaignId, session: Transaction, by: Reader) -> list[SampleView]:
    await store.get_campaign(session, campaign_id)
    return list(map(sample_view, await list_samples(session, campaign_id)))


@router.get("/{campaign_id}/spot-checks", summary="抽中的户和复查结果", responses=refuses(NoSuchCampaign, UnreadableCursor))
async def read_checks(
    campaign_id: CampaignId, session: Transaction, by: Reader, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[SpotCheckView]:
    await store.get_campaign(session, campaign_id)
    found = await list_checks(session, campaign_id, after=place(after), limit=limit)
    rows = found[:limit]
    return Page(rows=list(map(check_view, rows)), next=cursor(rows[-1].id) if len(found) > limit else None)


@of_checks.post(
    "/{check_id}/result",
    summary="登记抽查结果",
    description="由责任人、代管人、走访登记人以外的人抽查；与走访答案不同的逐项计为差异。结果不能改写。",
    responses=refuses(
        NoSuchSpotCheck,
        SpotCheckedAlready,
        CheckedByTheHelper,
        VisitOnAnImpossibleDay,
        QuestionNotAsked,
        VisitAnswerNotPossible,
    ),
)
async def post_check(check_id: CheckId, form: RecordSpotCheck, session: Transaction, by: Arranger) -> SpotCheckView:
    return check_view(await record_spot_check(session, check_id, form, by=by.subject, on=today()))
