"""Two files of one human being tie both households."""

from datetime import date

from sqlmodel import select

from services.funds.operations.household.follow_merger import follow_merger
from services.funds.operations.household.part_persons import part_persons
from services.funds.tables import DoubleDip, HouseholdMember
from shared.events.registry import PersonsMerged, PersonsSeparated
from shared.ids import uuid7
from tests.builders.funds import OTHER_VILLAGE, VILLAGE
from tests.builders.funds_payments import a_line, a_member, asked


def facts(kept, former):
    return {
        "person_id": kept.person_id,
        "household_id": kept.household_id,
        "identity_hash": kept.identity_hash,
        "region": VILLAGE,
        "classes": [],
        "revision": 9,
        "former_person_id": former.person_id,
        "former_household_id": former.household_id,
        "former_identity_hash": former.identity_hash,
        "former_region": OTHER_VILLAGE,
        "former_classes": [],
        "happened_on": date(2020, 6, 1),
    }


async def members(session) -> list[tuple]:
    rows = (await session.exec(select(HouseholdMember).execution_options(populate_existing=True))).all()
    return sorted((str(row.household_id), str(row.person_id), row.identity_hash, row.is_member) for row in rows)


async def test_their_second_number_leads_to_the_first_files_household(session):
    kept, former = await a_member(session, 1), await a_member(session, 2, household_id=uuid7())

    await follow_merger(session, PersonsMerged(**facts(kept, former)))

    found = {(household, hash): is_member for household, _, hash, is_member in await members(session)}
    assert found[str(kept.household_id), former.identity_hash]
    assert (str(former.household_id), former.identity_hash) in found


async def test_both_households_are_kin_until_they_are_separated(session):
    await a_line(session)
    kept, former = await a_member(session, 1), await a_member(session, 2)
    before = await members(session)
    await follow_merger(session, PersonsMerged(**facts(kept, former)))
    await asked(session, [kept])
    [payment] = await asked(session, [former])
    await session.flush()
    assert (await session.exec(select(DoubleDip.payment_id))).all() == [payment.id]
    await part_persons(session, PersonsSeparated(**facts(kept, former)))
    assert await members(session) == before
