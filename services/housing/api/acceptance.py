"""Door one: the acceptance of houses that were made safe."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.housing.operations.acceptance import accept_house as accepting
from services.housing.operations.acceptance import revoke_acceptance as revoking
from services.housing.rules import acceptance as rules
from services.housing.rules.acceptance import SubsidyState
from services.housing.rules.former_file import HelpedBeforePlatform
from services.housing.rules.house_money import SubsidyPromisedElsewhere
from services.housing.rules.renovation import RenovationStateForbids, RenovationUnderWay
from services.housing.rules.standing import AppraisalLapsed, HouseGradeHeld
from services.housing.rules.survey import NoSuchSurvey
from services.housing.schemas.acceptance import AcceptanceView, AcceptHouse, RevokeAcceptance
from services.housing.schemas.part import parts
from services.housing.store.acceptance import get_acceptance, list_acceptances
from services.housing.tables import Acceptance
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

of_survey = door("/surveys", "住房安全排查")
router = door("/acceptances", "改造验收")

SurveyId = Annotated[UUID, Path(title="排查编号")]
AcceptanceId = Annotated[UUID, Path(title="验收编号")]

Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
Accepter = Annotated[Principal, may(Role.COUNTY)]


@of_survey.post(
    "/{survey_id}/acceptance",
    status_code=201,
    summary="改造验收",
    responses=refuses(
        NoSuchSurvey,
        rules.HouseNotUnsafe,
        AppraisalLapsed,
        HouseGradeHeld,
        rules.AcceptedOutOfTime,
        rules.SubsidyYearAhead,
        rules.HouseStillUnsafe,
        HelpedBeforePlatform,
        rules.HouseAcceptedBefore,
        RenovationUnderWay,
        SubsidyPromisedElsewhere,
    ),
)
async def accept_house(survey_id: SurveyId, form: AcceptHouse, session: Transaction, by: Accepter) -> AcceptanceView:
    """C、D 级住房改造之后，由县区按同样的部位和规则验收，达到 A、B 级的随即请求资金服务发放补助；一处住房、一个专项一次。

    原等级以现行鉴定为准，没有鉴定的以排查为准；有异议未决定的暂不验收。在平台上办理改造的，在改造中验收。
    """
    return accepted(await accepting.accept_house(session, survey_id, form, by=by, on=clock.today(), at=clock.now()))


@router.get("", summary="验收列表", responses=refuses(UnreadableCursor))
async def listaccepted(
    session: Transaction,
    by: Reader,
    subsidy: Annotated[SubsidyState | None, Query(title="补助状态")] = None,
    survey_id: Annotated[UUID | None, Query(title="排查编号")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[AcceptanceView]:
    """先验收的在前；补助发放到哪一步、未发放的原因随资金服务的答复更新。"""
    rows = await list_acceptances(session, subsidy=subsidy, survey_id=survey_id, after=place(after), limit=limit)
    return Page(rows=[accepted(row) for row in rows], next=cursor(rows[-1].id) if len(rows) == limit else None)


@router.get("/{acceptance_id}", summary="一次验收", responses=refuses(rules.NoSuchAcceptance))
async def show_acceptance(acceptance_id: AcceptanceId, session: Transaction, by: Reader) -> AcceptanceView:
    return accepted(await get_acceptance(session, acceptance_id))


@router.post(
    "/{acceptance_id}/revocation",
    status_code=201,
    summary="撤销验收",
    responses=refuses(rules.NoSuchAcceptance, rules.AcceptanceRevokedAlready, rules.SubsidyMoves, RenovationStateForbids),
)
async def revoke_acceptance(
    acceptance_id: AcceptanceId, form: RevokeAcceptance, session: Transaction, by: Accepter
) -> AcceptanceView:
    """验收有误的撤销后可重新验收；补助正在发放或已经发放的，先由资金部门撤回或退回。"""
    return accepted(await revoking.revoke_acceptance(session, acceptance_id, form, by=by, at=clock.now()))


def accepted(acceptance: Acceptance) -> AcceptanceView:
    return AcceptanceView.model_validate(acceptance.model_dump() | {"parts": parts(acceptance.parts)})
