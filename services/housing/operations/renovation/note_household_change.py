from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.household_question import QUESTION_NAMES, graver
from services.housing.rules.renovation import Act
from services.housing.schemas.register_news import REGISTER, household_of, question_of
from services.housing.store.household import list_residents
from services.housing.store.renovation import add_event, lock_open_renovations_of
from services.housing.store.renovation_step import follow_renovation
from services.housing.tables import Renovation
from shared.clock import china
from shared.events.registry import HouseholdChanged, PersonChanged


async def note_household_change(
    session: AsyncSession, events: Sequence[PersonChanged | HouseholdChanged]
) -> Sequence[Renovation]:
    """A household changed while its house is being made safe: the town is asked with whom it goes on, and its claim waits until
    then. Whoever lives there now has been written down before. Returns the renovations that are asked about."""
    touched = {id for event in events if (id := household_of(event))}
    renovations = await lock_open_renovations_of(session, touched) if touched else []
    if not renovations:
        return []
    of_ours = {renovation.household_id for renovation in renovations}
    lived_in = {each.household_id for each in await list_residents(session, of_ours)}

    asked = list[Renovation]()
    for event in events:
        household_id = household_of(event)
        question = question_of(event, is_somebody_left=household_id in lived_in)
        if question is None:
            continue
        for renovation in renovations:
            if renovation.household_id == household_id and graver(renovation.asks, question) is not renovation.asks:
                renovation.asks, renovation.asked_on = question, renovation.asked_on or event.happened_on
                said = QUESTION_NAMES[question]
                add_event(session, renovation, Act.QUESTIONED, on=event.happened_on, by=REGISTER, at=event.occurred_at, said=said)
                session.add(renovation)
                asked.append(renovation)
    await session.flush()

    on = china(max(event.occurred_at for event in events)).date()
    for renovation in asked:
        await follow_renovation(session, renovation, on=on)
    return asked
