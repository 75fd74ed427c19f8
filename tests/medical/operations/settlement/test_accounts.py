"""Two at once never overspend a counter, whosever it is: a person's year, a person's life, a family's year."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import text

from services.medical.operations.person.enrol_person import enrol_person
from services.medical.operations.settlement.settle_admission import settle_admission
from services.medical.rules.drawn import plain
from services.medical.store.settlements import add_settlement, lock_bill
from services.medical.tables import Settlement
from shared import database
from shared.policy.counters import CounterScope
from tests.builders.medical import HOSPITAL, JUNE_12, OTHER_HOSPITAL, a_discharge, a_stay, an_enrolment, an_id_number

LIMIT = 10_000_00
WANTED = 7_000_00


async def drawn(sessions, scope, stay, hospital):
    """Settle by one rule: 7,000 of a ceiling of 10,000 in one account, as far as it goes."""
    async with database.transaction(sessions, hospital.scope("test")) as session:
        bill = await lock_bill(session, stay.id, on=JUNE_12)
        assert bill is not None
        paid_fen = min(WANTED, LIMIT - bill.accounts.of(scope).get("ceiling", 0))
        own = {scope: {"ceiling": paid_fen}}
        settlement = Settlement(
            admission_id=bill.id,
            identity_hash=bill.identity_hash,
            region=bill.region,
            hospital=bill.hospital,
            year=2020,
            settled_on=JUNE_12,
            policy="p",
            policy_version="v",
            total_fen=bill.total_fen,
            patient_fen=bill.total_fen - paid_fen,
            result={"shares": []},
            family=bill.family,
            drawn=plain(own),
        )
        await add_settlement(
            session,
            settlement,
            stay={"status": "settled", "settlement_id": settlement.id, "discharged_on": JUNE_12, "settled": {}},
            account=bill.account,
            accounts=bill.accounts.added(own),
            burden_fen=0,
            burden_told_at=None,
            burden_share_told_at=None,
            owed=[],
        )
        return settlement, paid_fen


@pytest.mark.parametrize("scope", CounterScope)
async def test_two_hospitals_at_once_cannot_overspend_a_counter(sessions, session, scope):
    """For a family's account two members of a household lie in two hospitals; for a person's, one person does."""
    household = uuid4()
    numbers = [an_id_number(1), an_id_number(2 if scope is CounterScope.FAMILY_YEAR else 1)]
    for number in set(numbers):
        await enrol_person(session, an_enrolment(id_number=number).model_copy(update={"household_id": household}))
    hospitals = (HOSPITAL, OTHER_HOSPITAL)
    stays = [await a_stay(session, by=by, id_number=number) for by, number in zip(hospitals, numbers, strict=True)]
    await session.commit()

    done = await asyncio.gather(*(drawn(sessions, scope, stay, by) for stay, by in zip(stays, hospitals, strict=True)))

    assert sorted(paid_fen for _, paid_fen in done) == [3_000_00, 7_000_00]
    table = "family_account" if scope is CounterScope.FAMILY_YEAR else "year_account"
    year = 0 if scope is CounterScope.PERSON_LIFE else 2020
    rows = await session.execute(
        text(f"SELECT counters, standing FROM {table} WHERE year = :year AND counters ? 'ceiling'"), {"year": year}
    )
    [row] = rows.all()
    assert row.counters == {"ceiling": LIMIT}
    assert set(row.standing) == {str(settlement.id) for settlement, _ in done}


async def test_many_settlements_of_one_family_at_once_never_stand_in_each_other_s_way(sessions, session):
    """Stays first, then the person's accounts, then the family's: in one order everywhere, so nobody waits in a circle."""
    household = uuid4()
    stays = []
    for sequence in (1, 2, 3):
        number = an_id_number(sequence)
        await enrol_person(session, an_enrolment(id_number=number).model_copy(update={"household_id": household}))
        stays += [(by, await a_stay(session, by=by, id_number=number)) for by in (HOSPITAL, OTHER_HOSPITAL)]
    await session.commit()

    async def settle(by, stay):
        async with database.transaction(sessions, by.scope("test")) as own:
            return await settle_admission(own, a_discharge(), admission_id=stay.id, by=by, on=JUNE_12)

    settlements = await asyncio.gather(*(settle(by, stay) for by, stay in stays))

    assert len({settlement.family for settlement in settlements}) == 1
    assert all(settlement.drawn.keys() == {"person_year"} for settlement in settlements)
