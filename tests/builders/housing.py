"""Facts and commands of housing, as tests say them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.operations.acceptance.accept_house import accept_house
from services.housing.operations.survey.complete_survey import complete_survey
from services.housing.operations.survey.open_safety_survey import open_safety_survey
from services.housing.rules.house import PhotoView
from services.housing.rules.paper import PaperAbout
from services.housing.schemas.acceptance import AcceptHouse
from services.housing.schemas.survey import CompleteSurvey
from services.housing.store.survey import lock_survey_of
from services.housing.tables import Acceptance, Survey
from shared import clock
from shared.events.civil_affairs import Trigger
from shared.events.registry import Member, NewPovertyDetected
from shared.ids import uuid7
from shared.security import Principal, Role
from tests.builders.housing_papers import with_papers

TOWN = "371311001"
OTHER_TOWN = "371311100"
VILLAGE = "371311001001"
OTHER_VILLAGE = "371311100203"
ACCEPTED_AT = datetime(2020, 9, 20, 15, 0, tzinfo=clock.CHINA)
ACCEPTER = Principal("县区验收甲", Role.COUNTY, "371311")
DETECTED_AT = datetime(2020, 6, 1, 9, 30, tzinfo=clock.CHINA)

UNSAFE = {"roof": "failing", "walls": "failing"}
"""Two parts that bear the house: grade D."""

SOUND = dict.fromkeys(("site", "foundation", "walls", "roof", "enclosure"), "sound")


def a_detection(
    *, village: str = VILLAGE, at: datetime = DETECTED_AT, trigger: Trigger = Trigger.ILLNESS, case_id: UUID | None = None
) -> NewPovertyDetected:
    """A household that has fallen into need, on Monday 1 June 2020 unless said otherwise."""
    return NewPovertyDetected(
        case_id=case_id or uuid7(),
        household_id=uuid7(),
        region=village,
        trigger=trigger,
        origin="burden",
        detected_at=at,
        members=[Member(person_id=uuid7(), identity_hash="a" * 64)],
    )


def an_acceptance(**changed: Any) -> AcceptHouse:
    """A house that was rebuilt and found sound on 20 September 2020, for 14,000 yuan of the housing money."""
    told: dict[str, Any] = {"work": "rebuilt", "accepted_on": "2020-09-20", "budget_code": "housing", "year": 2020}
    return AcceptHouse.model_validate(SOUND | told | {"subsidy_yuan": "14000.00"} | changed)


async def an_unsafe_house(session: AsyncSession, *, village: str = VILLAGE) -> Survey:
    """A house that was found to be of grade D on 4 June 2020, with its photos."""
    await open_safety_survey(session, [event := a_detection(village=village)])
    survey = await lock_survey_of(session, event.case_id)
    assert survey is not None
    await complete_survey(session, survey.id, CompleteSurvey.model_validate(SOUND | UNSAFE), on=date(2020, 6, 4))
    await session.flush()
    await with_papers(session, PaperAbout.SURVEY, survey.id, village, PhotoView)
    return survey


async def an_accepted_house(session: AsyncSession) -> Acceptance:
    """The same house, made safe."""
    survey = await an_unsafe_house(session)
    return await accept_house(session, survey.id, an_acceptance(), by=ACCEPTER, on=date(2020, 9, 20), at=ACCEPTED_AT)
