"""A person's file changes from a day on, and whoever decides by their classes is told."""

from collections.abc import Awaitable, Callable

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.person.change_person import change_person
from services.registry.operations.person.record_death import record_death
from services.registry.rules.move import HasDied
from services.registry.schemas.fields import PersonFacts
from services.registry.schemas.move import ChangePerson, RecordDeath
from services.registry.store.reading import person_then
from shared.events import Event
from shared.events.registry import PersonChanged, PersonEnrolled
from tests.builders.registry_file import JUNE_2, JUNE_10, OFFICER, TODAY, WHY, a_file

Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]


async def test_a_change_of_class_is_an_enrolment_and_any_other_a_change(session: AsyncSession, emitted: Emitted) -> None:
    _, [head, *_] = await a_file(session, **{"健康状况": "健康"})
    for facts in (PersonFacts(health=["残疾"]), PersonFacts(is_low_income="是")):
        form = ChangePerson(facts=facts, happened_on=JUNE_10, **WHY)
        await change_person(session, form, person_id=head.id, by=OFFICER, on=TODAY)

    changed, enrolled = (await emitted(session))[-2:]
    assert isinstance(changed, PersonChanged) and isinstance(enrolled, PersonEnrolled)
    assert (enrolled.classes, enrolled.in_force_on) == (["enrolled", "low-income"], JUNE_10)
    assert (changed.revision, enrolled.revision) == (2, 3)
    before = await person_then(session, head.id, true_on=JUNE_2, at=None)
    after = await person_then(session, head.id, true_on=JUNE_10, at=None)
    assert (before.facts["健康状况"], after.facts["健康状况"]) == ("健康", "残疾")


async def test_the_dead_change_no_more(session: AsyncSession) -> None:
    _, [_, _, son] = await a_file(session)
    await record_death(session, RecordDeath(happened_on=JUNE_2, **WHY), person_id=son.id, by=OFFICER, on=TODAY)
    form = ChangePerson(facts=PersonFacts(education="初中"), happened_on=JUNE_10, **WHY)
    with pytest.raises(HasDied):
        await change_person(session, form, person_id=son.id, by=OFFICER, on=TODAY)
