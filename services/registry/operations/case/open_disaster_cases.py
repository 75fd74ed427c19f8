"""Open cases for the households that one disaster struck: a list in one command, each household judged by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.case import Origin
from services.registry.rules.sighting import Sighting, check_seat
from services.registry.schemas.case_act import OpenDisasterCases, StruckHousehold
from services.registry.store import case as cases
from services.registry.store.household import Seen, lock_seen
from services.registry.store.sighting import add_sighting, said_of
from shared import outbox
from shared.errors import Refusal
from shared.events import Event
from shared.events.civil_affairs import Trigger
from shared.events.registry import CaseFactAdded, CaseNeedsAdded, NewPovertyDetected

CHUNK = 100
"""Households that are told of together: help for the first begins to travel in one piece, whatever the length of the list."""


@dataclass(frozen=True)
class Struck:
    """What became of one household of the list: `number` is its place in it, from one."""

    number: int
    household_code: str
    outcome: str
    case_id: UUID | None = None
    refusal: Refusal | None = None


async def open_disaster_cases(
    session: AsyncSession, form: OpenDisasterCases, *, by: str, within: str, at: datetime, on: date
) -> list[Struck]:
    """In the order of the list. A household that cannot be found or is not theirs is handed back and stops nobody else.

    A household that this disaster's id has been noted for before is left as it is. Raises NoNeedsRule.
    """
    # Locked in one order, so that two lists with the same households never wait for each other.
    numbered = sorted(enumerate(form.households, start=1), key=lambda one: one[1].household_code)
    done = list[Struck]()
    for first in range(0, len(numbered), CHUNK):
        told = list[Event]()
        for number, household in numbered[first : first + CHUNK]:
            struck, news = await _note(session, number, household, form, by=by, within=within, at=at, on=on)
            done.append(struck)
            told += news
        await outbox.record(session, *told)
    return sorted(done, key=lambda struck: struck.number)


async def _note(
    session: AsyncSession,
    number: int,
    household: StruckHousehold,
    form: OpenDisasterCases,
    *,
    by: str,
    within: str,
    at: datetime,
    on: date,
) -> tuple[Struck, Sequence[Event]]:
    code = household.household_code
    sighting = Sighting(
        origin=Origin.OFFICER,
        trigger=Trigger.DISASTER,
        village=household.village,
        household_code=code,
        happened_on=form.happened_on,
        reported_as=form.disaster_id,
        house_is_unsafe=form.house_is_unsafe,
    )
    seen: Seen = await lock_seen(session, code, None)
    try:
        check_seat(sighting, seen.seated_in, within=within)
    except Refusal as refusal:
        refusal.pointer = f"/households/{number - 1}{refusal.pointer or ''}"
        return Struck(number, code, "refused", refusal=refusal), ()
    if seen.household_id and (known := await cases.find_fact_of(session, seen.household_id, form.disaster_id)):
        return Struck(number, code, "known", known), ()

    noted = await add_sighting(session, seen, None, sighting, by=by, at=at, on=on)
    case = noted.case
    told_of = said_of(noted, sighting, at=at)
    news: list[Event] = [
        *(NewPovertyDetected(**said) for said in told_of.detected),
        *(CaseFactAdded(**said) for said in told_of.fact),
        *(CaseNeedsAdded(**said) for said in told_of.added),
    ]
    return Struck(number, code, "opened" if noted.is_new else "added", case.id), news
