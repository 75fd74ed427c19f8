"""Learn who a patient is to registry: person, household and classes, and whether they are treated free of charge from now on."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.store import people
from services.medical.store.health import contents, files, programmes
from shared.events.registry import PersonEnrolled
from shared.periods import day_in_china


async def know_patient(session: AsyncSession, event: PersonEnrolled) -> None:
    """Of open files alone; a closed one stays what it was. What registry says of a later day than the event's counts more, in
    whichever order the two arrive."""
    on = day_in_china(event.occurred_at)
    open_files = await files.lock_open_files(session, event.identity_hash)
    known = (await people.list_known(session, [event.identity_hash], on=on)).get(event.identity_hash)

    if event.in_force_on > on or (known and known.in_force_on > event.in_force_on):
        return

    for file in open_files:
        file.person_id, file.household_id, file.classes = event.person_id, event.household_id, sorted(event.classes)
        file.is_treated_free = programmes.rules_at(file.region, file.opened_on).is_free(file.programme, event.classes)
        session.add(file)
        if file.is_treated_free:
            await contents.put_flag(session, file, since_on=max(file.opened_on, event.in_force_on))
        else:
            await contents.end_flag(session, file.id, on=on)
