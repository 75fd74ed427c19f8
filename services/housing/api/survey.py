"""Door one: safety surveys, to be done and done."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import HTMLResponse

from services.housing.operations.survey import complete_survey as completing
from services.housing.operations.survey import keep_second_finding as keeping
from services.housing.operations.survey import open_spot_survey as opening
from services.housing.operations.survey import spare_survey as sparing
from services.housing.rules import second_finding, visit
from services.housing.rules import survey as rules
from services.housing.rules.campaign import NoCampaignRule
from services.housing.rules.dwelling import HouseGone, NoSuchHouse
from services.housing.rules.house import Grade
from services.housing.rules.occupancy import HouseholdUnknown
from services.housing.rules.paper import PaperAbout
from services.housing.rules.survey import NoSuchSurvey, SurveyAlreadyCompleted, SurveyCancelled, SurveyOrigin, SurveyState
from services.housing.schemas.house import degrees
from services.housing.schemas.part import parts
from services.housing.schemas.survey import (
    CompleteSurvey,
    KeepSecondFinding,
    OpenSpotSurvey,
    SecondFindingView,
    SpareSurvey,
    SurveyLine,
    SurveyView,
)
from services.housing.store.campaign_policy import get_campaign_policy
from services.housing.store.paper import list_views
from services.housing.store.survey import (
    WantedSurveys,
    count_open,
    get_survey,
    list_lately_completed,
    list_open,
    list_second_findings,
    list_surveys,
    part_of,
)
from services.housing.tables import SecondFinding, Survey
from shared import clock
from shared.html import page
from shared.own_page import OwnPage
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor_in, place_in
from shared.regions import AnyRegion, name_of
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/surveys", "住房安全排查", kind=OwnPage)

ON_THE_BOARD = 200
"""Open surveys on the printed list; a town with more has the list over the API."""

SurveyId = Annotated[UUID, Path(title="排查编号")]

Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
Officer = Annotated[Principal, may(Role.VILLAGE, Role.TOWN)]
Opener = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY)]


@router.get("", summary="排查列表", responses=refuses(UnreadableCursor, NoCampaignRule))
async def list_surveys_(
    session: Transaction,
    by: Reader,
    region: Annotated[AnyRegion | None, Query(title="辖区代码")] = None,
    state: Annotated[SurveyState | None, Query(title="状态")] = None,
    is_urgent: Annotated[bool | None, Query(title="是否因灾情优先")] = None,
    is_overdue: Annotated[bool | None, Query(title="是否逾期未完成")] = None,
    origin: Annotated[SurveyOrigin | None, Query(title="由何而来")] = None,
    campaign_id: Annotated[UUID | None, Query(title="排查行动标识")] = None,
    house_id: Annotated[UUID | None, Query(title="住房标识")] = None,
    household_id: Annotated[UUID | None, Query(title="户标识")] = None,
    grade: Annotated[Grade | None, Query(title="房屋等级")] = None,
    lacks_photos: Annotated[bool, Query(title="只列已完成但照片不全的")] = False,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[SurveyLine]:
    """灾情的在前，其余先安排的在前。"""
    today = clock.today()
    views = get_campaign_policy(region or by.region, today)[0].photos.views if lacks_photos else ()
    wanted = WantedSurveys(region or "", state, is_overdue, origin, campaign_id, house_id, household_id, grade, views, is_urgent)
    surveys = await list_surveys(session, wanted, at=clock.now(), after=place_in(after, digits=1), limit=limit)
    last = cursor_in(part_of(surveys[-1]), surveys[-1].id) if len(surveys) == limit else None
    return Page(rows=[_line(survey) for survey in surveys], next=last)


@router.post(
    "",
    status_code=201,
    summary="安排一次临时排查",
    responses=refuses(
        HouseholdUnknown,
        NoSuchHouse,
        HouseGone,
        rules.NobodyLivesThere,
        OutsideRegion,
        rules.NoSurveyRule,
        rules.SpotSurveyOpenAlready,
    ),
)
async def open_spot_survey(form: OpenSpotSurvey, session: Transaction, by: Opener) -> SurveyView:
    """因灾害、群众反映或干部发现，排查一处住房；一处住房同时只有一项。期限与即时帮扶的排查相同。"""
    survey = await opening.open_spot_survey(session, form, by=by, on=clock.today(), at=clock.now())
    return await _shown(session, survey)


@router.get("/board", summary="排查台账（网页）", response_class=HTMLResponse)
async def show_board(session: Transaction, by: Reader) -> HTMLResponse:
    """待排查的按紧急程度排列，可直接打印带下村；随后是最近完成的。"""
    today = clock.today()
    open_, overdue = await count_open(session, at=clock.now())
    return page(
        "housing",
        "board.html",
        place="全部辖区" if by.region == "*" else name_of(by.region),
        today=today,
        open_count=open_,
        overdue_count=overdue,
        open=[_line(survey) for survey in await list_open(session, limit=ON_THE_BOARD)],
        completed=[_line(survey) for survey in await list_lately_completed(session, limit=PAGE_ROWS)],
    )


@router.get("/{survey_id}", summary="一项排查", responses=refuses(NoSuchSurvey))
async def show_survey(survey_id: SurveyId, session: Transaction, by: Reader) -> SurveyView:
    return await _shown(session, await get_survey(session, survey_id))


@router.post(
    "/{survey_id}/completion",
    status_code=201,
    summary="填报排查结果",
    responses=refuses(
        NoSuchSurvey,
        SurveyAlreadyCompleted,
        SurveyCancelled,
        visit.VisitAhead,
        visit.VisitBeforeAsked,
        visit.VisitBeforeDisaster,
        visit.PhotosNotFiled,
        NoSuchHouse,
        HouseGone,
    ),
)
async def complete_survey(survey_id: SurveyId, form: CompleteSurvey, session: Transaction, by: Officer) -> SurveyView:
    """按部位填报所见情况，等级由规则评定并说明理由。C、D 级列入危房台账，D 级须立即另行安置。

    照片先行上传（POST /papers），编号随同填报。"""
    survey = await completing.complete_survey(session, survey_id, form, on=clock.today(), by=by.subject, at=clock.now())
    return await _shown(session, survey)


@router.post(
    "/{survey_id}/second-findings",
    status_code=201,
    summary="另报已由他人填报的排查所见",
    responses=refuses(
        NoSuchSurvey,
        SurveyCancelled,
        second_finding.SurveyNotCompleted,
        second_finding.FindingKeptAlready,
        visit.VisitAhead,
        visit.VisitBeforeAsked,
        visit.VisitBeforeDisaster,
        visit.PhotosNotFiled,
    ),
)
async def keep_second_finding(
    survey_id: SurveyId, form: KeepSecondFinding, session: Transaction, by: Officer
) -> SecondFindingView:
    """没有网络时两人都看过同一处住房，后到的一份连同照片留存，不改变排查的等级；按其所见更差的有提示，请安排一次临时排查。"""
    kept = await keeping.keep_second_finding(session, survey_id, form, by=by.subject, at=clock.now())
    return second_shown(kept, await get_survey(session, survey_id))


@router.post(
    "/{survey_id}/cancellation",
    status_code=201,
    summary="撤销一项排查",
    responses=refuses(NoSuchSurvey, SurveyAlreadyCompleted, SurveyCancelled, rules.SurveyEndsWithItsCase),
)
async def spare_survey(
    survey_id: SurveyId, form: SpareSurvey, session: Transaction, by: Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
) -> SurveyView:
    """排查行动中的或临时的排查确实不需要的，写明原因撤销。"""
    return await _shown(session, await sparing.spare_survey(session, survey_id, form, by=by, on=clock.today()))


def _line(survey: Survey) -> SurveyLine:
    return SurveyLine.model_validate(_fields(survey))


async def _shown(session: Transaction, survey: Survey) -> SurveyView:
    missing = []
    if survey.state is not SurveyState.CANCELLED:
        shown = await list_views(session, PaperAbout.SURVEY, survey.id)
        policy, _ = get_campaign_policy(survey.region, clock.china(survey.detected_at).date())
        missing = [view for view in policy.photos.views if view not in shown]
    more = {"parts": parts(survey.parts), "missing_views": missing, "position": degrees(survey.latitude_e6, survey.longitude_e6)}
    more["second_findings"] = [second_shown(each, survey) for each in await list_second_findings(session, [survey.id])]
    return SurveyView.model_validate(_fields(survey) | more)


def second_shown(finding: SecondFinding, survey: Survey) -> SecondFindingView:
    seen = {"parts": parts(finding.parts), "position": degrees(finding.latitude_e6, finding.longitude_e6)}
    return SecondFindingView.model_validate(
        finding.model_dump() | seen | {"is_worse": second_finding.is_worse(finding.grade, survey.grade)}
    )


def _fields(survey: Survey) -> dict[str, object]:
    past = rules.is_past(survey.state, survey.due_on, survey.due_at, on=clock.today(), at=clock.now())
    return survey.model_dump() | {"is_overdue": past}
