"""Door one: the round (下村排查), a form for a telephone that goes on where there is no network.

The page and its modules (`api.telephone`) hold no data and are kept by the browser. What is to be done comes as JSON; what was
done is sent to the ordinary doors (`POST /papers`, `POST /surveys/{id}/completion`), each under a key that is made once.
"""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query, Response
from fastapi.responses import HTMLResponse

from services.housing.api.telephone import program
from services.housing.rules.campaign import NoCampaignRule
from services.housing.rules.survey import SurveyState, is_past
from services.housing.schemas.round import Bearer, RoundSurvey, RoundView, VillageLine, VillagesView, form_of, wanted
from services.housing.schemas.survey import asked_because
from services.housing.store.campaign_policy import get_campaign_policy
from services.housing.store.house import find_houses, find_houses_of
from services.housing.store.household import find_households
from services.housing.store.paper import find_views
from services.housing.store.survey import WantedSurveys, count_open_by_village, list_surveys, part_of
from services.housing.store.survey_policy import get_policy_named
from services.housing.tables import Survey
from shared import clock
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, UnreadableCursor, cursor_in, place_in
from shared.regions import AnyRegion, name_of
from shared.security import ROLE_NAMES, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/surveys/round", "下村排查")

Officer = Annotated[Principal, may(Role.VILLAGE, Role.TOWN)]
"""Who may complete a survey."""


@router.get("/page", summary="下村排查（手机网页，可离线）", response_class=HTMLResponse)
async def show_round(by: Officer) -> Response:
    """打开一次即存在手机里，之后没有网络也能打开、填写、拍照；有网络时自动上报。"""
    return program.on(page("housing", "round.html", version=program.version))


@router.get("/villages", summary="有待排查的村（社区）")
async def list_villages(session: Transaction, by: Officer) -> VillagesView:
    """镇街的工作人员先选要去的村。"""
    counted = await count_open_by_village(session, on=clock.today())
    return VillagesView(rows=[VillageLine(region=region, open=open_, overdue=overdue) for region, open_, overdue in counted])


@router.get("/tasks", summary="下村排查的名单和表格", responses=refuses(UnreadableCursor, NoCampaignRule))
async def list_tasks(
    session: Transaction,
    by: Officer,
    region: Annotated[AnyRegion | None, Query(title="村（社区）代码", description="不填的为本人辖区")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> RoundView:
    """待排查的住房，连同要逐项查看的部位和应拍的照片，供手机离线填写。"""
    wanted_ones = WantedSurveys(region or "", SurveyState.OPEN)
    surveys = await list_surveys(session, wanted_ones, at=clock.now(), after=place_in(after, digits=1), limit=limit)
    policies = {survey.policy: get_policy_named(survey.policy) for survey in surveys}
    return RoundView(
        bearer=Bearer(
            subject=by.subject,
            role_name=ROLE_NAMES[by.role],
            region=by.region,
            place="全部辖区" if by.region == "*" else name_of(by.region),
        ),
        told_at=clock.now(),
        forms=[form_of(policy) for policy in policies.values()],
        rows=await _rows(session, surveys),
        next=cursor_in(part_of(surveys[-1]), surveys[-1].id) if len(surveys) == limit else None,
    )


async def _rows(session: Transaction, surveys: Sequence[Survey]) -> list[RoundSurvey]:
    households = await find_households(session, {survey.household_id for survey in surveys})
    houses = await find_houses(session, {survey.house_id for survey in surveys if survey.house_id})
    homes = await find_houses_of(session, {survey.household_id for survey in surveys if not survey.house_id})
    shown = await find_views(session, {survey.id for survey in surveys})
    rows = []
    for survey in surveys:
        household = households.get(survey.household_id)
        house = houses[survey.house_id] if survey.house_id else homes.get(survey.household_id)
        rule, _ = get_campaign_policy(survey.region, clock.china(survey.detected_at).date())
        told = survey.model_dump() | {
            "trigger_name": asked_because(survey.trigger, survey.origin, is_urgent=survey.is_urgent),
            "is_overdue": is_past(survey.state, survey.due_on, survey.due_at, on=clock.today(), at=clock.now()),
            "household_code": household.code if household else None,
            "views": wanted(rule.photos.views, shown.get(survey.id, set())),
            "house_number": house.number if house else None,
            "address": house.address if house else "",
            "structure": house.structure if house else None,
            "built_year": house.built_year if house else None,
        }
        rows.append(RoundSurvey.model_validate(told))
    return rows
