"""Renovations as tests say them: a household of three whose house of grade D is rebuilt in 2020, by Shandong's standards."""

from datetime import date, datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.operations.renovation.accept_renovation import accept_renovation
from services.housing.operations.renovation.apply_for_renovation import apply_for_renovation
from services.housing.operations.renovation.finish_works import finish_works
from services.housing.operations.renovation.inspect_works import inspect_works
from services.housing.operations.renovation.note_notice import note_notice
from services.housing.operations.renovation.review_renovation import review_renovation
from services.housing.operations.renovation.sign_agreement import sign_agreement
from services.housing.operations.renovation.start_works import start_works
from services.housing.rules.renovation import RenovationState
from services.housing.rules.works import Assurance, Stage
from services.housing.schemas.renovation import (
    AcceptRenovation,
    ApplyForRenovation,
    DatedStep,
    InspectWorks,
    ReviewRenovation,
    SignAgreement,
)
from services.housing.tables import Acceptance, Renovation
from shared import clock
from shared.security import Principal, Role
from tests.builders.housing import SOUND, TOWN, VILLAGE, an_unsafe_house
from tests.builders.housing_papers import with_file, with_photos_after

VILLAGER = Principal("村干部甲", Role.VILLAGE, VILLAGE)
TOWN_OFFICER = Principal("镇村建办乙", Role.TOWN, TOWN)
COUNTY_OFFICER = Principal("县住建局丙", Role.COUNTY, "371311")
REVIEWERS = (VILLAGER, TOWN_OFFICER, COUNTY_OFFICER)
NOON = datetime(2020, 6, 5, 12, 0, tzinfo=clock.CHINA)


def on(day: str) -> datetime:
    """Noon of that day."""
    return datetime.combine(date.fromisoformat(day), NOON.timetz())


def an_application(survey_id: Any, **changed: Any) -> ApplyForRenovation:
    told: dict[str, Any] = {"survey_id": survey_id, "groups": ["enrolled"], "persons": 3, "oldest": 55, "mode": "rebuild"}
    return ApplyForRenovation.model_validate(told | {"applied_on": "2020-06-05"} | changed)


def an_opinion(level: Role, **changed: Any) -> ReviewRenovation:
    votes = {"present": 21, "agreed": 19} if level is Role.VILLAGE else {}
    return ReviewRenovation.model_validate({"is_agreed": True, "said": "情况属实，同意"} | votes | changed)


def an_agreement(**changed: Any) -> SignAgreement:
    told = {"signed_on": "2020-07-10", "starts_on": "2020-07-15", "ends_on": "2020-09-30", "planned_cost_yuan": "42000"}
    return SignAgreement.model_validate(told | {"planned_area_m2": "55", "retention_percent": "5"} | changed)


def an_inspection(stage: Stage, day: str = "2020-08-01", **changed: Any) -> InspectWorks:
    answers = dict.fromkeys(Assurance, True)
    told = {"stage": stage, "inspected_on": day, "inspectors": "镇村建所 刘", "answers": answers}
    return InspectWorks.model_validate(told | changed)


def a_final_look(**changed: Any) -> AcceptRenovation:
    told = {"accepted_on": "2020-09-20", "budget_code": "housing", "year": 2020, "cost_yuan": "41000", "area_m2": "55"}
    return AcceptRenovation.model_validate(SOUND | told | changed)


async def a_renovation(session: AsyncSession, until: RenovationState = RenovationState.APPLIED, **changed: Any) -> Renovation:
    """One that has come as far as `until`, without anything out of the ordinary, its papers filed; `changed`: the application."""
    survey = await an_unsafe_house(session)
    renovation = await apply_for_renovation(session, an_application(survey.id, **changed), by=VILLAGER, at=on("2020-06-05"))
    await with_file(session, renovation)
    for by, agreed, stood in zip(
        REVIEWERS, ("2020-06-08", "2020-06-17", "2020-06-26"), ("2020-06-16", "2020-06-25", "2020-07-02"), strict=True
    ):
        if renovation.state is until:
            return renovation
        await review_renovation(session, renovation.id, an_opinion(by.role), by=by, at=on(agreed))
        assert renovation.notice_for is not None
        at = on(stood)
        await note_notice(session, renovation.notice_for, has_stood=True, on=at.date(), at=at)
    if renovation.state is until:
        return renovation
    await sign_agreement(session, renovation.id, an_agreement(), by=TOWN_OFFICER, at=on("2020-07-10"))
    if renovation.state is until:
        return renovation
    await start_works(session, renovation.id, DatedStep(on=date(2020, 7, 15)), by=VILLAGER, at=on("2020-07-15"))
    if renovation.state is until:
        return renovation
    for stage in Stage:
        await inspect_works(session, renovation.id, an_inspection(stage), by=TOWN_OFFICER, at=on("2020-08-01"))
    await finish_works(session, renovation.id, DatedStep(on=date(2020, 9, 15)), by=VILLAGER, at=on("2020-09-15"))
    await with_photos_after(session, renovation)
    if renovation.state is not until:
        await an_accepted_renovation(session, renovation)
    return renovation


async def an_accepted_renovation(session: AsyncSession, renovation: Renovation) -> Acceptance:
    return await accept_renovation(session, renovation.id, a_final_look(), by=COUNTY_OFFICER, at=on("2020-09-20"))
