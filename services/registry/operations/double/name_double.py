"""Say that two files may be of one human being, whatever the points: an officer knows what no rule sees."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.double import DoubleState, SamePerson
from services.registry.schemas.double import NameDouble
from services.registry.store import double as doubles
from services.registry.store import household as households
from services.registry.store.likeness import list_traits, paired
from services.registry.tables import DoublePair
from shared import clock
from shared.security import Principal


async def name_double(session: AsyncSession, form: NameDouble, *, by: Principal, on: date) -> DoublePair:
    """The pair waits for a decision until somebody makes it; one that was decided to be two people is asked about again.

    Raises SamePerson, NoSuchPerson, FileMergedAway.
    """
    if form.person_id == form.other_id:
        raise SamePerson(pointer="/other_id")
    low, high = paired(form.person_id, form.other_id)
    for person_id in (low, high):
        await households.lock_person(session, person_id)
    known = await list_traits(session, [low, high])
    pair = await doubles.find_pair(session, low, high)

    weighed = doubles.weighed(known[low].traits, known[high].traits, on=on)

    if pair is None:
        pair = DoublePair(**weighed.columns, noted_at=clock.now())
    elif pair.state is not DoubleState.MERGED:
        pair.points, pair.reasons, pair.likeness = weighed.points, weighed.columns["reasons"], weighed.likeness
        pair.state, pair.later_on = DoubleState.OPEN, None
    pair.named_by, pair.named_why = by.subject, form.reason
    session.add(pair)
    await session.flush()
    return pair
