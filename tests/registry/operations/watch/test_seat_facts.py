"""A fact of someone in no register waits for them."""

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.watch.note_facts import Heard, note_facts
from services.registry.operations.watch.seat_facts import seat_facts
from services.registry.rules.watch import FactKind
from services.registry.tables import WatchFact
from shared.clock import today
from shared.ids import uuid7
from tests.builders.registry import LONGTAN
from tests.builders.watch import a_household_in_the_register


async def test_a_fact_waits_for_someone_until_the_register_knows_them(session: AsyncSession) -> None:
    household, [head, _] = await a_household_in_the_register(session)
    known, head.identity_hash = head.identity_hash, "f" * 64
    heard = Heard(FactKind.MEDICAL_BURDEN, "test", uuid7(), LONGTAN, today(), identity_hash="f" * 64)
    assert await note_facts(session, [heard], by="medical") == set()
    assert await seat_facts(session, ["f" * 64]) == set()
    person = await session.merge(head)
    await session.flush()
    assert await seat_facts(session, ["f" * 64, known]) == {household.id}
    [fact] = await session.exec(select(WatchFact).execution_options(populate_existing=True))
    assert (fact.household_id, fact.person_id) == (household.id, person.id)
