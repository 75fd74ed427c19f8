"""What a settlement gives back to accounts that are not its own, and who was reckoned with it there."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import counters
from services.medical.rules.drawn import DrawnBefore, read_drawn
from services.medical.rules.reversal import DueCause
from services.medical.store import accounts, resettlements
from services.medical.tables import Account, ResettlementDue, SettledBill, Settlement
from shared.policy.counters import CounterScope


async def give_back(session: AsyncSession, settlement: SettledBill, returned: Sequence[DrawnBefore]) -> None:
    """Of a settlement that was just added: what it returns goes to its accounts, and whoever was reckoned with more is noted.

    The person's life is locked already, so that nobody else moves between the years of this person.
    """
    drawn = read_drawn(settlement.drawn)
    less = {scope for scope, counted in drawn.items() if any(amount < 0 for amount in counted.values())}
    years = {counters.LIFE: CounterScope.PERSON_LIFE in less, settlement.year: CounterScope.PERSON_YEAR in less}
    touched: list[Account] = [
        *(
            await accounts.lock_years(session, settlement.identity_hash, [year for year, is_less in years.items() if is_less])
        ).values(),
        *(
            await accounts.lock_families(
                session, [settlement.family] if CounterScope.FAMILY_YEAR in less else [], settlement.year
            )
        ).values(),
    ]
    touched += await move(session, settlement.identity_hash, returned)
    await note_later(session, settlement, touched)


async def move(session: AsyncSession, identity_hash: str, returned: Iterable[DrawnBefore]) -> list[Account]:
    """Add what stands in `returned` (below zero where it is given back) to the accounts that it names; these accounts."""
    touched: list[Account] = []
    await session.flush()
    for year, group in groupby(sorted(returned, key=lambda one: one.year), key=lambda one: one.year):
        of_year = list(group)
        person = (await accounts.lock_years(session, identity_hash, (year,)))[year]
        families = await accounts.lock_families(
            session, {one.family for one in of_year if CounterScope.FAMILY_YEAR in one.drawn}, year
        )
        for one in of_year:
            person.burden_fen += one.patient_fen
            for scope, account in (
                (CounterScope.PERSON_YEAR, person),
                (CounterScope.FAMILY_YEAR, families.get(one.family)),
            ):
                if account is not None and scope in one.drawn:
                    summed = counters.added(account.counters, one.drawn[scope])
                    account.counters = {name: amount for name, amount in summed.items() if amount}
        touched += [person, *families.values()]
        await session.flush()
    return touched


async def note_later(session: AsyncSession, settlement: SettledBill, touched: Iterable[Account]) -> None:
    """On each of these accounts, the first after this stay's first was reckoned with what is less now: it becomes a due."""
    query = select(Settlement.id).where(Settlement.admission_id == settlement.admission_id)
    of_stay = {str(one) for one in await session.exec(query)}
    firsts: dict[str, None] = {}
    for account in touched:
        since = next((at for at, one in enumerate(account.standing) if one in of_stay), len(account.standing))
        if later := next((one for one in account.standing[since:] if one not in of_stay), None):
            firsts[later] = None
    await resettlements.note_dues(
        session,
        [
            ResettlementDue(
                settlement_id=UUID(first), region=settlement.region, hospital=settlement.hospital, cause=DueCause.GIVE_BACK
            )
            for first in firsts
        ],
    )
