"""People's years as their year-end top-up is reckoned from them: accounts, settlements that stand, what was booked before."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.counters import LIFE, Accounts, added, restored
from services.medical.rules.facts import stay_of
from services.medical.rules.top_up_year import Asked, AskKey, Bill
from services.medical.store.people import list_known
from services.medical.tables import Account, Beneficiary, Cover, FamilyAccount, YearAccount
from shared.policy.counters import CounterScope

# The last settlement that stands says in which county a person's year is topped up. Whoever was topped up there before is looked
# at again, also when nothing stands any more. A lookup for each account, whatever the planner knows of the tables: a join took
# ten seconds for 5,000 people where they had not been analysed.
_PEOPLE = """
SELECT identity_hash FROM (
    (SELECT y.identity_hash FROM year_account y
     WHERE y.year = :year AND y.identity_hash > :after
       AND starts_with((SELECT s.region FROM settlement s WHERE s.id = CAST(y.standing ->> -1 AS uuid)), :region)
     ORDER BY y.identity_hash LIMIT :limit)
    UNION
    SELECT identity_hash FROM (
        SELECT DISTINCT ON (identity_hash) identity_hash, region FROM top_up
        WHERE year = :year AND state = 'booked' AND identity_hash > :after ORDER BY identity_hash, id DESC) AS last
    WHERE starts_with(region, :region)
) AS people
"""
_NEXT_PEOPLE = text(f"{_PEOPLE} ORDER BY identity_hash LIMIT :limit")
_COUNT_PEOPLE = text(f"SELECT count(*) FROM ({_PEOPLE}) AS counted")  # noqa: S608  constants of our own
# As `rules.facts` reads them; a settlement of the time before facts were kept is known from its explanation.
_BILLS = text("""
SELECT s.id, s.identity_hash, s.region, coalesce(nullif(s.family, ''), s.identity_hash) AS family, a.person_id,
       CASE WHEN s.facts = '{}' THEN s.result - 'shares' ELSE s.facts END AS facts,
       coalesce(s.drawn -> 'person_year', CASE WHEN s.drawn = '{}' THEN s.result -> 'drawn' END, '{}') AS counted
FROM settlement s JOIN admission a ON a.id = s.admission_id WHERE s.id = ANY(:ids)
""").columns(facts=JSONB, counted=JSONB)
_BOOKED = text("""
SELECT DISTINCT ON (t.identity_hash) t.identity_hash, t.family, t.region, t.person_id, t.household_id, t.drawn,
       (SELECT jsonb_agg(jsonb_build_array(s.layer, s.payer, s.owed_fen)) FROM top_up_share s WHERE s.top_up_id = t.id) AS owed
FROM top_up t WHERE t.identity_hash = ANY(:hashes) AND t.year = :year AND t.state = 'booked'
ORDER BY t.identity_hash, t.id DESC
""").columns(drawn=JSONB, owed=JSONB)
_ASKED = text("""
SELECT t.identity_hash, s.layer, s.payer, max(s.title) AS title,
       CAST(coalesce(sum(s.pay_fen) FILTER (WHERE s.state IN ('awaiting', 'paid')), 0)
            - coalesce(sum((SELECT sum(r.amount_fen) FROM top_up_return r WHERE r.share_id = s.id)), 0) AS bigint) AS amount_fen
FROM top_up t JOIN top_up_share s ON s.top_up_id = t.id
WHERE t.identity_hash = ANY(:hashes) AND t.year = :year AND t.state = 'booked'
GROUP BY t.identity_hash, s.layer, s.payer
""")
_OF_FAMILIES = text("""
SELECT family, drawn -> 'family_year' AS drawn FROM (
    SELECT DISTINCT ON (identity_hash) family, drawn FROM top_up
    WHERE identity_hash IN (SELECT identity_hash FROM top_up WHERE family = ANY(:families) AND year = :year AND state = 'booked')
      AND year = :year AND state = 'booked'
    ORDER BY identity_hash, id DESC) AS last
WHERE family = ANY(:families) AND drawn ? 'family_year'
""").columns(drawn=JSONB)
_DRAFTED = text("""
SELECT family, drawn -> 'family_year' AS drawn FROM top_up
WHERE run_id = :run_id AND state = 'drafted' AND family = ANY(:families) AND year = :year AND drawn ? 'family_year'
""").columns(drawn=JSONB)


@dataclass(frozen=True, slots=True)
class Booked:
    """A person's last booked top-up of the year."""

    family: str
    region: str
    person_id: UUID | None
    household_id: UUID | None
    drawn: Mapping[CounterScope, Mapping[str, int]]
    owed: Mapping[AskKey, int]


@dataclass(frozen=True, slots=True)
class Last:
    """The last settlement of the year that stands."""

    settlement_id: UUID
    region: str
    family: str
    scheme: str
    person_id: UUID | None


@dataclass(slots=True)
class PersonYear:
    """A person's year; `standing` are the settlements that stand, in their order."""

    identity_hash: str
    year: YearAccount | None
    life: YearAccount | None
    booked: Booked | None
    asked: dict[AskKey, Asked] = field(default_factory=dict)
    bills: list[Bill] = field(default_factory=list)
    last: Last | None = None
    known: Beneficiary | None = None
    cover: Cover | None = None

    @property
    def standing(self) -> list[str]:
        return self.year.standing if self.year else []

    @property
    def family(self) -> str:
        return self.last.family if self.last else self.booked.family if self.booked else self.identity_hash

    def drawn_before(self, scope: CounterScope) -> Mapping[str, int]:
        return self.booked.drawn.get(scope, {}) if self.booked else {}

    def own_counters(self, scope: CounterScope) -> dict[str, int]:
        """Of the year or of life, without what this year's top-up drew on them."""
        account = self.year if scope is CounterScope.PERSON_YEAR else self.life
        return restored(account.counters if account else {}, self.drawn_before(scope))


@dataclass(slots=True)
class Years:
    """Some people's years, and the accounts of their families."""

    people: dict[str, PersonYear]
    families: dict[str, FamilyAccount]
    of_families: dict[str, dict[str, int]]
    """What booked top-ups of the year draw on each family."""

    def family_counters(self, family: str) -> dict[str, int]:
        """Without what any member's top-up drew on them."""
        account = self.families.get(family)
        return restored(account.counters if account else {}, self.of_families.get(family, {}))

    def accounts(self, person: PersonYear) -> Accounts:
        """What bills and other years alone have drawn."""
        own = person.own_counters
        return Accounts(own(CounterScope.PERSON_YEAR), own(CounterScope.PERSON_LIFE), self.family_counters(person.family))

    def account(self, person: PersonYear, scope: CounterScope, family: str) -> Account | None:
        match scope:
            case CounterScope.PERSON_YEAR:
                return person.year
            case CounterScope.PERSON_LIFE:
                return person.life
            case CounterScope.FAMILY_YEAR:
                return self.families.get(family)


async def count_people(session: AsyncSession, *, region: str, year: int) -> int:
    found = await session.execute(_COUNT_PEOPLE, {"region": region, "year": year, "after": "", "limit": None})
    return int(found.scalar_one())


async def next_people(session: AsyncSession, *, region: str, year: int, after: str, limit: int) -> list[str]:
    """By identity hash, which is the order in which members of a family draw on a ceiling of the family's."""
    found = await session.execute(_NEXT_PEOPLE, {"region": region, "year": year, "after": after, "limit": limit})
    return [row.identity_hash for row in found]


async def load_years(
    session: AsyncSession, hashes: Sequence[str], year: int, *, families: Collection[str] = (), lock: bool = False
) -> Years:
    """With `lock` the accounts are locked, people by hash before families by name, as settlements lock them (`store.accounts`);
    `families` are locked besides those that the people drew on before.
    """
    accounts = select(YearAccount).where(col(YearAccount.identity_hash).in_(hashes), col(YearAccount.year).in_((LIFE, year)))
    accounts = accounts.order_by(col(YearAccount.identity_hash), col(YearAccount.year)).execution_options(populate_existing=True)
    found = (await session.exec(accounts.with_for_update() if lock else accounts)).all()
    of_year = {one.identity_hash: one for one in found if one.year == year}
    of_life = {one.identity_hash: one for one in found if one.year == LIFE}
    booked = {row.identity_hash: _booked(row) for row in await session.execute(_BOOKED, {"hashes": list(hashes), "year": year})}
    people = {one: PersonYear(one, of_year.get(one), of_life.get(one), booked.get(one)) for one in hashes}
    for row in await session.execute(_ASKED, {"hashes": list(hashes), "year": year}):
        people[row.identity_hash].asked[row.layer, row.payer] = Asked(row.title, row.amount_fen)
    if not lock:
        await _add_bills(session, people)
    named = {*families, *(person.family for person in people.values()), *(one.family for one in booked.values())}
    return await _with_families(session, people, named, year, lock=lock)


async def know_people(session: AsyncSession, years: Years, *, on: date) -> None:
    """Who each of them is to registry, and whether a case covers them, on that day."""
    known = await list_known(session, list(years.people), on=on)
    covers = await session.exec(
        select(Cover)
        .where(col(Cover.identity_hash).in_(list(years.people)), col(Cover.in_force_on) <= on)
        .order_by(col(Cover.in_force_on))
    )
    for cover in covers:
        years.people[cover.identity_hash].cover = cover
    for hash, beneficiary in known.items():
        years.people[hash].known = beneficiary


async def drafted_of_families(
    session: AsyncSession, run_id: UUID, families: Collection[str], year: int
) -> dict[str, dict[str, int]]:
    """What a run's draft draws on each family so far."""
    rows = await session.execute(_DRAFTED, {"run_id": run_id, "families": list(families), "year": year})
    return _summed(rows)


async def _add_bills(session: AsyncSession, people: Mapping[str, PersonYear]) -> None:
    ids = [UUID(one) for person in people.values() for one in person.standing]
    found = {row.id: row for row in await session.execute(_BILLS, {"ids": ids})}
    for person in people.values():
        rows = [found[UUID(one)] for one in person.standing]
        person.bills = [Bill(stay_of(row.facts), row.counted) for row in rows]
        if rows:
            last = rows[-1]
            scheme = last.facts.get("scheme", "resident")
            person.last = Last(last.id, last.region, last.family, scheme, last.person_id)


async def _with_families(
    session: AsyncSession, people: dict[str, PersonYear], named: Collection[str], year: int, *, lock: bool
) -> Years:
    query = select(FamilyAccount).where(col(FamilyAccount.family).in_(sorted(named)), FamilyAccount.year == year)
    query = query.order_by(col(FamilyAccount.family)).execution_options(populate_existing=True)
    found = (await session.exec(query.with_for_update() if lock else query)).all()
    drawn = await session.execute(_OF_FAMILIES, {"families": sorted(named), "year": year})
    return Years(people, {one.family: one for one in found}, _summed(drawn))


def _summed(rows: Any) -> dict[str, dict[str, int]]:
    sums: dict[str, dict[str, int]] = {}
    for row in rows:
        sums[row.family] = added(sums.get(row.family, {}), row.drawn)
    return sums


def _booked(row: Any) -> Booked:
    owed = {(layer, payer): owed_fen for layer, payer, owed_fen in row.owed or []}
    drawn = {CounterScope(scope): counters for scope, counters in row.drawn.items()}
    return Booked(row.family, row.region, row.person_id, row.household_id, drawn, owed)
