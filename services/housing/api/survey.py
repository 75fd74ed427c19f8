"""Door one: safety surveys, to be done and done."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import HTMLResponse

from services.housing.operations.survey import complete_survey as operation
from services.housing.rules.survey import NoSuchSurvey, SurveyAlreadyCompleted, SurveyCancelled, SurveyState, is_overdue
from services.housing.schemas.part import parts
from services.housing.schemas.survey import CompleteSurvey, SurveyLine, SurveyView
from services.housing.store.survey import count_open, get_survey, list_lately_completed, list_open, list_surveys
from services.housing.tables import Survey
from shared import clock
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import name_of
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/surveys", "住房安全排查")

ON_THE_BOARD = 200
"""Open surveys on the printed list; a town with more has the list over the API."""

SurveyId = Annotated[UUID, Path(title="排查编号")]

Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
Officer = Annotated[Principal, may(Role.VILLAGE, Role.TOWN)]


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


def _line(survey: Survey) -> SurveyLine:
    return SurveyLine.model_validate(_fields(survey))


def _shown(survey: Survey) -> SurveyView:
    return SurveyView.model_validate(_fields(survey) | {"parts": parts(survey.parts)})


def _fields(survey: Survey) -> dict[str, object]:
    return survey.model_dump() | {"is_overdue": is_overdue(survey.state, survey.due_on, on=clock.today())}
