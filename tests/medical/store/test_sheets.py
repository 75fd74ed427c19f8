"""Whoever holds a sheet sees what it was printed for, and the database shows them nothing else."""

from sqlalchemy import text

from services.medical.operations.settlement.settle_admission import settle_admission
from services.medical.store.sheets import find_printed
from shared.ids import uuid7
from tests.builders.medical import HOSPITAL, JUNE_12, a_discharge, a_stay, an_id_number


async def a_settlement(session, sequence=1):
    stay = await a_stay(session, id_number=an_id_number(sequence))
    return await settle_admission(session, a_discharge(), admission_id=stay.id, by=HOSPITAL, on=JUNE_12)


async def test_the_holder_of_one_sheet_sees_one_settlement(session):
    first, _ = await a_settlement(session, 1), await a_settlement(session, 2)

    found = await find_printed(session, first.id)

    assert found is not None
    assert (found.settlement.id, found.reversal, found.has_later) == (first.id, None, False)
    assert [row.id for row in await session.execute(text("SELECT id FROM settlement"))] == [first.id]
    for table in ("admission", "charge", "beneficiary", "cover", "roster", "enrolment"):
        assert (await session.execute(text(f"SELECT count(*) FROM {table}"))).scalar() == 0, table


async def test_a_code_for_a_settlement_that_is_not_there_finds_nothing(session):
    await a_settlement(session)
    session.expunge_all()

    assert await find_printed(session, uuid7()) is None
