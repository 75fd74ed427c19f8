"""They were two people after all: each keeps their own cover."""

from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.store.people import get_standing
from shared.events.registry import PersonsSeparated
from tests.builders.medical import a_detection, an_enrolment, an_id_number
from tests.medical.operations.person.test_follow_merger import JULY_2, merged


async def test_each_keeps_the_cover_that_was_opened_for_them(deliver: Any, session: AsyncSession) -> None:
    detected = a_detection(members=1)
    await deliver(detected)
    [member] = detected.members
    second = an_enrolment().model_copy(update={"person_id": member.person_id, "household_id": detected.household_id})
    first = an_enrolment(id_number=an_id_number(5))
    await deliver(first)
    await deliver(merged(first, second))
    await deliver(merged(first, second, PersonsSeparated))
    assert not (await get_standing(session, first.identity_hash, on=JULY_2)).has_cover
    assert (await get_standing(session, second.identity_hash, on=JULY_2)).has_cover
