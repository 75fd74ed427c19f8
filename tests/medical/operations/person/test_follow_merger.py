"""Two files of registry become one: with whichever number somebody comes, they are who they are and covered as they were."""

from datetime import date
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.store.people import get_standing
from shared.events.registry import PersonEnrolled, PersonsMerged
from tests.builders.medical import a_detection, an_enrolment, an_id_number

JULY_1, JULY_2 = date(2020, 7, 1), date(2020, 7, 2)


def merged(first: PersonEnrolled, second: PersonEnrolled, kind: Any = PersonsMerged) -> Any:
    return kind(
        person_id=first.person_id,
        household_id=first.household_id,
        identity_hash=first.identity_hash,
        region=first.region,
        classes=["enrolled", "low-income"],
        revision=2,
        former_person_id=second.person_id,
        former_household_id=second.household_id,
        former_identity_hash=second.identity_hash,
        former_region=second.region,
        former_classes=second.classes,
        happened_on=JULY_1,
    )


async def test_with_either_number_they_are_the_same_person(deliver: Any, session: AsyncSession) -> None:
    first, second = an_enrolment(), an_enrolment(id_number=an_id_number(5), classes=("low-income",))
    await deliver(first)
    await deliver(second)
    await deliver(merged(first, second))
    known = await get_standing(session, second.identity_hash, on=JULY_2)
    assert (known.person_id, known.household_id, known.classes) == (
        first.person_id,
        first.household_id,
        ("enrolled", "low-income"),
    )
    before = await get_standing(session, second.identity_hash, on=date(2020, 6, 30))
    assert (before.person_id, before.classes) == (second.person_id, ("low-income",))


async def test_cover_under_either_number_is_cover_under_both(deliver: Any, session: AsyncSession) -> None:
    detected = a_detection(members=1)
    await deliver(detected)
    [member] = detected.members
    second = an_enrolment().model_copy(update={"person_id": member.person_id, "household_id": detected.household_id})
    first = an_enrolment(id_number=an_id_number(5))
    await deliver(first)
    assert not (await get_standing(session, first.identity_hash, on=JULY_2)).has_cover
    await deliver(merged(first, second))
    assert (await get_standing(session, first.identity_hash, on=JULY_2)).has_cover
    assert (await get_standing(session, second.identity_hash, on=JULY_2)).has_cover
