"""A person's year from one settlement on, with everything that it touches, locked in the one order."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import reversal
from services.medical.rules.counters import LIFE, Accounts
from services.medical.rules.drawn import DrawnBefore
from services.medical.rules.portion import Settled, read_settled, returned_by
from services.medical.store import accounts, admissions, people, settlements
from services.medical.store.people import Standing
from services.medical.tables import Account, Admission, FamilyAccount, Settlement, YearAccount
from shared.policy.counters import CounterScope


@dataclass(slots=True)
class LockedYear:
    """A person's year as it is made anew; everything in it is locked."""

    person: YearAccount
    life: YearAccount
    families: dict[str, FamilyAccount]
    olds: list[Settlement]
    stays: dict[UUID, Admission]
    standings: dict[UUID, Standing]
    settled: dict[UUID, Settled]
    returned: list[DrawnBefore]
    """What the old ones gave back to accounts of other years or families; these are not locked."""

    def account(self, scope: CounterScope, family: str) -> Account:
        match scope:
            case CounterScope.PERSON_YEAR:
                return self.person
            case CounterScope.PERSON_LIFE:
                return self.life
            case CounterScope.FAMILY_YEAR:
                return self.families[family]

    @property
    def shared(self) -> list[Account]:
        """The accounts on which others, or other years, draw too."""
        return [self.life, *self.families.values()]

    def accounts(self, family: str) -> Accounts:
        return Accounts(self.person.counters, self.life.counters, self.families[family].counters)

    def family_of(self, old: Settlement) -> str:
        return str(self.standings[old.id].household_id or old.identity_hash)


async def lock_year_from(session: AsyncSession, settlement_id: UUID) -> LockedYear:
    """The stays are locked before the accounts; whatever came between asking and locking is seen afterwards.

    Raises NoSuchSettlement, AlreadyReversed, TooManyToResettle, SettlementElsewhere, SettledMeanwhile, LaterSettlementsDepend.
    """
    first = await settlements.get_settlement(session, settlement_id)
    known = await accounts.find_years(session, first.identity_hash, (first.year,))
    ids = [UUID(one) for one in reversal.from_on(str(first.id), known[first.year].standing)]
    found = await settlements.list_settlements(session, ids)
    stays = await admissions.lock_admissions(session, {one.admission_id for one in found.values()})
    if hidden := len(ids) - sum(one.admission_id in stays for one in found.values()):
        raise reversal.SettlementElsewhere(hidden=hidden)
    standings = {one.id: await people.get_standing(session, one.identity_hash, on=one.settled_on) for one in found.values()}
    families = {one.family for one in found.values() if one.family}
    families |= {str(standings[one.id].household_id or one.identity_hash) for one in found.values()}
    await accounts.open_families(session, families, first.year)
    persons = await accounts.lock_years(session, first.identity_hash, (LIFE, first.year))
    locked = await accounts.lock_families(session, families, first.year)
    if [UUID(one) for one in reversal.from_on(str(first.id), persons[first.year].standing)] != ids:
        raise reversal.SettledMeanwhile
    olds = [found[one] for one in ids]
    for stay in stays.values():
        of_stay = [one for one, taken_back in await settlements.list_of_stay(session, stay.id) if taken_back is None]
        reversal.must_be_last_of_stay(str(olds[0].id), [str(olds[0].id), *(str(one.id) for one in of_stay if _later(one, olds))])
    settled: dict[UUID, Settled] = {}
    for old in olds:
        settled.setdefault(old.admission_id, read_settled(old.settled_before))
    returned = [given for old in olds for given in _returned(old, olds, stays[old.admission_id])]
    return LockedYear(persons[first.year], persons[LIFE], locked, olds, stays, standings, settled, returned)


def _returned(old: Settlement, olds: list[Settlement], stay: Admission) -> tuple[DrawnBefore, ...]:
    later = [one for one in olds if one.admission_id == stay.id and one.portion_before > old.portion_before]
    after = later[0].settled_before if later else stay.settled
    return returned_by(read_settled(old.settled_before), read_settled(after))


def _later(one: Settlement, olds: list[Settlement]) -> bool:
    """A settlement of the same stay that took what one of these had left, in another year's account."""
    same = [old.portion_before for old in olds if old.admission_id == one.admission_id]
    return one.id not in {old.id for old in olds} and one.portion_before > min(same)
