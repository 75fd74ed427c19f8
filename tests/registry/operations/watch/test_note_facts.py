"""Facts are taken down once, for whomever they are about."""

from typing import Any

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.watch.note_facts import Heard, note_facts
from services.registry.rules.watch import FactKind
from services.registry.tables import WatchFact
from shared.clock import today
from shared.ids import uuid7
from tests.builders.registry import LONGTAN
from tests.builders.watch import a_bill, a_household_in_the_register


async def test_a_fact_heard_twice_is_one(session: AsyncSession) -> None:
    household, _ = await a_household_in_the_register(session)
    bill = a_bill(household, 100, on=today())
    for _ in range(2):
        assert await note_facts(session, [bill], by="medical") == {household.id}
    assert len(list(await session.exec(select(WatchFact)))) == 1


async def test_a_person_known_by_hash_or_by_id_leads_to_the_household(session: AsyncSession) -> None:
    household, [head, spouse] = await a_household_in_the_register(session)
    common: dict[str, Any] = {"kind": FactKind.MEDICAL_BURDEN, "source": "test", "region": LONGTAN, "happened_on": today()}
    by_hash = Heard(**common, source_id=uuid7(), identity_hash=head.identity_hash)
    by_id = Heard(**common, source_id=uuid7(), person_id=spouse.id)
    nobody = Heard(**common, source_id=uuid7(), person_id=uuid7())
    assert await note_facts(session, [by_hash, by_id, nobody], by="medical") == {household.id}
    assert {fact.person_id for fact in await session.exec(select(WatchFact))} == {head.id, spouse.id}
