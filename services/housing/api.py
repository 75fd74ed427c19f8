"""Door one: safety surveys, to be done and done; and the acceptance of houses that were made safe."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import HTMLResponse

from services.housing.operations import accept_house as accepting
from services.housing.operations import complete_survey as operation
from services.housing.operations import revoke_acceptance as revoking
from services.housing.rules import acceptance as rules
from services.housing.rules.acceptance import SubsidyState
from services.housing.rules.house import Condition, Part
from services.housing.rules.survey import NoSuchSurvey, SurveyAlreadyCompleted, SurveyCancelled, SurveyState, is_overdue
from services.housing.schemas import (
    AcceptanceView,
    AcceptHouse,
    CompleteSurvey,
    PartView,
    RevokeAcceptance,
    SurveyLine,
    SurveyView,
)
from services.housing.store import (
    count_open,
    get_acceptance,
    get_survey,
    list_acceptances,
    list_lately_completed,
    list_open,
    list_surveys,
)
from services.housing.tables import Acceptance, Survey
from shared import clock
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import name_of
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/surveys", "住房安全排查")
acceptances = door("/acceptances", "改造验收")

ON_THE_BOARD = 200
"""Open surveys on the printed list; a town with more has the list over the API."""

SurveyId = Annotated[UUID, Path(title="排查编号")]

Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
Officer = Annotated[Principal, may(Role.VILLAGE, Role.TOWN)]
Accepter = Annotated[Principal, may(Role.COUNTY)]
AcceptanceId = Annotated[UUID, Path(title="验收编号")]


@router.get("", summary="排查列表", responses=refuses(UnreadableCursor))
async def list_surveys_(
    session: Transaction,
    by: Reader,
    state: Annotated[SurveyState | None, Query(title="状态")] = None,
    is_overdue: Annotated[bool | None, Query(title="是否逾期未完成")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[SurveyLine]:
    """先安排的在前。"""
    surveys = await list_surveys(session, state=state, is_overdue=is_overdue, on=clock.today(), after=place(after), limit=limit)
    return Page(rows=[_line(survey) for survey in surveys], next=cursor(surveys[-1].id) if len(surveys) == limit else None)


@router.get("/board", summary="排查台账（网页）", response_class=HTMLResponse)
async def show_board(session: Transaction, by: Reader) -> HTMLResponse:
    """待排查的按紧急程度排列，可直接打印带下村；随后是最近完成的。"""
    today = clock.today()
    open_, overdue = await count_open(session, on=today)
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
    return _shown(await get_survey(session, survey_id))


@router.post(
    "/{survey_id}/completion",
    status_code=201,
    summary="填报排查结果",
    responses=refuses(NoSuchSurvey, SurveyAlreadyCompleted, SurveyCancelled),
)
async def complete_survey(survey_id: SurveyId, form: CompleteSurvey, session: Transaction, by: Officer) -> SurveyView:
    """按部位填报所见情况，等级由规则评定并说明理由。C、D 级列入危房改造，D 级须立即另行安置。"""
    return _shown(await operation.complete_survey(session, survey_id, form, on=clock.today()))


@router.post(
    "/{survey_id}/acceptance",
    status_code=201,
    summary="改造验收",
    responses=refuses(
        NoSuchSurvey,
        rules.HouseNotUnsafe,
        rules.AcceptedOutOfTime,
        rules.SubsidyYearAhead,
        rules.HouseStillUnsafe,
        rules.HouseAcceptedBefore,
    ),
)
async def accept_house(survey_id: SurveyId, form: AcceptHouse, session: Transaction, by: Accepter) -> AcceptanceView:
    """C、D 级住房改造之后，由县区按同样的部位和规则验收，达到 A、B 级的随即请求资金服务发放补助；一处住房、一个专项一次。"""
    accepted = await accepting.accept_house(session, survey_id, form, by=by, on=clock.today(), at=clock.now())
    return _accepted(accepted)


@acceptances.get("", summary="验收列表", responses=refuses(UnreadableCursor))
async def list_accepted(
    session: Transaction,
    by: Reader,
    subsidy: Annotated[SubsidyState | None, Query(title="补助状态")] = None,
    survey_id: Annotated[UUID | None, Query(title="排查编号")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[AcceptanceView]:
    """先验收的在前；补助发放到哪一步、未发放的原因随资金服务的答复更新。"""
    rows = await list_acceptances(session, subsidy=subsidy, survey_id=survey_id, after=place(after), limit=limit)
    return Page(rows=[_accepted(row) for row in rows], next=cursor(rows[-1].id) if len(rows) == limit else None)


@acceptances.get("/{acceptance_id}", summary="一次验收", responses=refuses(rules.NoSuchAcceptance))
async def show_acceptance(acceptance_id: AcceptanceId, session: Transaction, by: Reader) -> AcceptanceView:
    return _accepted(await get_acceptance(session, acceptance_id))


@acceptances.post(
    "/{acceptance_id}/revocation",
    status_code=201,
    summary="撤销验收",
    responses=refuses(rules.NoSuchAcceptance, rules.AcceptanceRevokedAlready, rules.SubsidyMoves),
)
async def revoke_acceptance(
    acceptance_id: AcceptanceId, form: RevokeAcceptance, session: Transaction, by: Accepter
) -> AcceptanceView:
    """验收有误的撤销后可重新验收；补助正在发放或已经发放的，先由资金部门撤回或退回。"""
    return _accepted(await revoking.revoke_acceptance(session, acceptance_id, form, by=by, at=clock.now()))


def _accepted(acceptance: Acceptance) -> AcceptanceView:
    return AcceptanceView.model_validate(acceptance.model_dump() | {"parts": _parts(acceptance.parts)})


def _line(survey: Survey) -> SurveyLine:
    return SurveyLine.model_validate(_fields(survey))


def _shown(survey: Survey) -> SurveyView:
    return SurveyView.model_validate(_fields(survey) | {"parts": _parts(survey.parts)})


def _parts(parts: dict[str, str]) -> list[PartView]:
    # The database keeps an object's keys in its own order; people read a house from the ground up.
    return [PartView(part=part, condition=Condition(parts[part])) for part in Part if part in parts]


def _fields(survey: Survey) -> dict[str, object]:
    return survey.model_dump() | {"is_overdue": is_overdue(survey.state, survey.due_on, on=clock.today())}
