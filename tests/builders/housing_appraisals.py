"""Appraisers, appraisals and disputes, as tests say them."""

from datetime import date, datetime, time
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.operations.appraisal.ask_appraisal import ask_appraisal
from services.housing.operations.appraisal.draft_appraisal import draft_appraisal
from services.housing.operations.appraisal.review_appraisal import review_appraisal
from services.housing.operations.appraisal.sign_appraisal import sign_appraisal
from services.housing.operations.appraiser.register_appraiser import register_appraiser
from services.housing.operations.grade_dispute.file_dispute import file_dispute
from services.housing.schemas.appraisal import AskAppraisal, DraftAppraisal, ReviewAppraisal
from services.housing.schemas.appraiser import RegisterAppraiser
from services.housing.schemas.grade_dispute import FileDispute
from services.housing.store.house import lock_house_of
from services.housing.tables import Appraisal, Appraiser, GradeDispute, House
from shared import clock
from shared.ids import uuid7
from shared.security import Principal, Role
from tests.builders.housing import VILLAGE, an_unsafe_house

ASKED_ON = date(2020, 6, 5)
VISITED_ON = date(2020, 6, 8)
SIGNED_ON = date(2020, 6, 10)
TOWN_OFFICER = Principal("镇街经办甲", Role.TOWN, "371311001")
SIGNER = Principal("县区经办甲", Role.COUNTY, "371311")
DECIDER = Principal("县区经办乙", Role.COUNTY, "371311")

NOTHING = {"site": [], "foundation": [], "walls": [], "roof": [], "enclosure": []}
FEW_DANGEROUS = {"foundation": {"total": 12, "dangerous": 0}, "wall": {"total": 20, "dangerous": 4}}
"""A fifth of the walls: grade C by counting."""
MOST_DANGEROUS = {"foundation": {"total": 12, "dangerous": 2}, "wall": {"total": 20, "dangerous": 18}}
WHOLE = NOTHING | {"walls": ["masonry-bulging"], "roof": ["roof-sagging"]}
"""Two parts that bear the house: grade D by looking."""


def at(day: date) -> datetime:
    return datetime.combine(day, time(10), clock.CHINA)


def a_licence(**changed: Any) -> RegisterAppraiser:
    told: dict[str, Any] = {
        "region": "371311",
        "person": "王建国",
        "institution": "罗庄区建筑工程质量检测站",
        "licence": "鲁建鉴字第0132号",
        "licensed_from_on": "2019-01-01",
        "licensed_until_on": "2023-12-31",
    }
    return RegisterAppraiser.model_validate(told | changed)


async def an_appraiser(session: AsyncSession, **changed: Any) -> Appraiser:
    """With a licence of 2019 to 2023, unless said otherwise."""
    return await register_appraiser(session, a_licence(**changed), by=SIGNER, at=at(date(2019, 1, 2)))


async def another_appraiser(session: AsyncSession, number: int = 2, **changed: Any) -> Appraiser:
    """Of another institution."""
    told = {"person": f"李复核{number}", "institution": f"临沂市第{number}鉴定所", "licence": f"鲁建鉴字第{number:04}号"}
    return await an_appraiser(session, **told | changed)


def a_form(appraiser: Appraiser, **changed: Any) -> DraftAppraisal:
    """A house of bricks whose walls bulge: grade C."""
    told: dict[str, Any] = {
        "appraiser_id": appraiser.id,
        "visited_on": VISITED_ON,
        "structure": "masonry",
        "signs": NOTHING | {"walls": ["masonry-bulging"]},
        "advice": "加固修缮",
    }
    return DraftAppraisal.model_validate(told | changed)


async def a_house(session: AsyncSession, *, region: str = VILLAGE) -> House:
    return await lock_house_of(session, uuid7(), region)


async def an_asked_appraisal(session: AsyncSession, *, on: date = ASKED_ON, house: House | None = None) -> Appraisal:
    """Because a survey found the house to be of grade D on 4 June 2020, or of the house that is given."""
    if house is None:
        asked = AskAppraisal(survey_id=(await an_unsafe_house(session)).id, why="排查评为 D 级")
    else:
        asked = AskAppraisal(house_id=house.id, why="住户反映墙体开裂")
    return await ask_appraisal(session, asked, by=TOWN_OFFICER, on=on)


async def drafted(
    session: AsyncSession, appraisal: Appraisal, appraiser: Appraiser, *, on: date = SIGNED_ON, **changed: Any
) -> Appraisal:
    form = a_form(appraiser, **changed)
    return await draft_appraisal(session, appraisal.id, form, by=TOWN_OFFICER, on=on, at=at(on))


async def a_signed_appraisal(
    session: AsyncSession, appraiser: Appraiser | None = None, *, house: House | None = None, on: date = SIGNED_ON, **changed: Any
) -> Appraisal:
    """Of grade C, signed on 10 June 2020, unless said otherwise."""
    appraiser = appraiser or await an_appraiser(session)
    asked = await an_asked_appraisal(session, house=house, on=min(on, ASKED_ON) if house is None else on)
    await drafted(session, asked, appraiser, on=on, **({"visited_on": on} if house else {}) | changed)
    return await sign_appraisal(session, asked.id, by=SIGNER, on=on)


async def a_signed_review(
    session: AsyncSession, of: Appraisal, appraiser: Appraiser, *, on: date = date(2020, 6, 15), **changed: Any
) -> Appraisal:
    """Another opinion, with a fifth of the walls dangerous: grade C."""
    review = await review_appraisal(session, of.id, ReviewAppraisal(why="住户要求复核"), by=TOWN_OFFICER, on=on)
    await drafted(session, review, appraiser, on=on, **{"visited_on": on, "counts": FEW_DANGEROUS} | changed)
    return await sign_appraisal(session, review.id, by=SIGNER, on=on)


async def a_dispute(session: AsyncSession, appraisal: Appraisal, *, on: date = date(2020, 6, 12)) -> GradeDispute:
    return await file_dispute(session, appraisal.id, FileDispute(said="西屋山墙已经裂开，请重新看。"), by=TOWN_OFFICER, on=on)
