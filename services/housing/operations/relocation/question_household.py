from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.awaited_step import Matter, Step
from services.housing.rules.household_question import QUESTION_NAMES, graver
from services.housing.rules.relocation import RelocationAct, is_asked
from services.housing.schemas.register_news import REGISTER, household_of, question_of
from services.housing.store.awaited_step import await_steps, new_step
from services.housing.store.household import list_residents
from services.housing.store.relocation import add_event, lock_open_relocations_of
from services.housing.tables import Relocation
from shared.clock import china
from shared.events.registry import HouseholdChanged, PersonChanged


async def question_household(session: AsyncSession, events: Sequence[PersonChanged | HouseholdChanged]) -> list[Relocation]:
    """A household changed on its way to a new home: the town is asked with whom it goes on, and its claim waits until then; of
    two questions the graver counts. Whoever lives there now has been written down before. Returns those who are asked about."""
    touched = {id for event in events if (id := household_of(event))}
    moving = await lock_open_relocations_of(session, touched) if touched else []
    if not moving:
        return []
    lived_in = {each.household_id for each in await list_residents(session, {each.household_id for each in moving})}

    asked = dict[object, Relocation]()
    fresh = []
    for event in events:
        question = question_of(event, is_somebody_left=household_of(event) in lived_in)
        for each in moving:
            if question is None or each.household_id != household_of(event) or not is_asked(each.state, question):
                continue
            if graver(each.question, question) is each.question:
                continue
            if each.question is None:
                fresh.append(each)
            each.question, each.questioned_on = question, each.questioned_on or event.happened_on
            says, at = QUESTION_NAMES[question], event.occurred_at
            add_event(session, each, RelocationAct.QUESTIONED, on=event.happened_on, by=REGISTER, at=at, says=says)
            session.add(each)
            asked[each.id] = each
    await session.flush()

    on = china(max(event.occurred_at for event in events)).date()
    await await_steps(
        session,
        [new_step(Matter.RELOCATION, each.id, Step.SETTLE, region=each.region, since=on, number=each.number) for each in fresh],
    )
    return list(asked.values())
