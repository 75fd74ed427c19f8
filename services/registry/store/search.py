"""People, found by their marks and held against what was asked; and lists of a place's people."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, text, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.history import Facts
from services.registry.rules.search import Question, Standing, standing_of
from services.registry.store.facts import facts_of_person
from services.registry.store.household import any_of
from services.registry.store.mark import mark_of
from services.registry.tables import Household, Person

# The policy of `person_mark` holds the marks that are looked for; so the index answers, and nobody else's rows are touched.
_LOOK = text("SELECT set_config('jishiyu.looking', :marks, true)")
_FIND = text("""
SELECT id, rank FROM (
    SELECT id, CASE WHEN is_gone THEN 2 ELSE 0 END + CASE WHEN marks @> CAST(:exact AS integer[]) THEN 0 ELSE 1 END AS rank
    FROM person_mark
) found
WHERE (rank, id) > (:rank, CAST(:after AS uuid)) ORDER BY rank, id LIMIT :many
""")
_FIRST = UUID(int=0)
_PEOPLE = select(Person, Household.code).join(Household, col(Household.id) == col(Person.household_id), isouter=True)

STRETCH = 2_000
"""So many are looked at together at most, where most of them turn out not to be meant."""


@dataclass(frozen=True)
class Place:
    """Where a page begins: after this person, in the order of their rank, or of the village where a whole place is listed."""

    order: str
    person_id: UUID


@dataclass(frozen=True)
class Found:
    """Somebody who bears the marks, where they stand in the list, and the code of the household that they belong(ed) to.

    `merged_into`: of a second file, the file of the same human being that it was merged into, if the asker may see it.
    """

    person: Person
    household_code: str | None
    place: Place
    merged_into: Person | None = None

    @cached_property
    def facts(self) -> Facts:
        """What the register says of them now, unsealed once."""
        return facts_of_person(self.person)

    @property
    def standing(self) -> Standing:
        return standing_of(self.person.left_on, self.person.died_on, is_merged=self.person.merged_into_id is not None)


@dataclass(frozen=True)
class _Stretch:
    """So many rows were looked at, the last of them there."""

    found: Sequence[Found]
    rows: int
    last: Place | None


async def find_people(session: AsyncSession, question: Question, *, after: Place | None, limit: int) -> list[Found]:
    """Whoever is meant: those still there first, of them those whose whole name was typed; one more than `limit`.

    A question that says no more than of which place and kind is answered in the order of the villages.
    """
    look = _marked if question.is_of_somebody else _of_place
    found, wanted, many = list[Found](), limit + 1, limit + 1
    while True:
        looked = await look(session, question, after, many)
        found += [each for each in looked.found if question.means(each.facts, each.standing)]
        if looked.rows < many or len(found) >= wanted:
            return await _with_their_own(session, found[:wanted])
        after, many = looked.last, min(2 * many, STRETCH)


async def _with_their_own(session: AsyncSession, found: list[Found]) -> list[Found]:
    """Second files lead to the file that is kept."""
    kept = {each.person.merged_into_id for each in found} - {None}
    if not kept:
        return found
    people = {person.id: person for person in await session.exec(select(Person).where(col(Person.id) == any_of(kept, Uuid)))}
    own = [people.get(each.person.merged_into_id) if each.person.merged_into_id else None for each in found]
    return [replace(each, merged_into=person) for each, person in zip(found, own, strict=True)]


async def _marked(session: AsyncSession, question: Question, after: Place | None, many: int) -> _Stretch:
    await session.execute(_LOOK, {"marks": f"{{{','.join(str(mark_of(term)) for term in question.terms)}}}"})
    exact = [mark_of(question.exact)] if question.exact else []
    rank, person_id = (int(after.order), after.person_id) if after else (-1, _FIRST)
    rows = (await session.execute(_FIND, {"exact": exact, "rank": rank, "after": person_id, "many": many})).all()
    await session.execute(_LOOK, {"marks": ""})
    named = await session.exec(_PEOPLE.where(col(Person.id) == any_of([row.id for row in rows], Uuid)))
    people = {person.id: (person, code) for person, code in named}
    # Somebody who moved away between these two statements is seen by neither side's officer for that moment.
    found = [Found(*people[row.id], Place(str(row.rank), row.id)) for row in rows if row.id in people]
    return _Stretch(found, len(rows), Place(str(rows[-1].rank), rows[-1].id) if rows else None)


async def _of_place(session: AsyncSession, question: Question, after: Place | None, many: int) -> _Stretch:
    query = _PEOPLE.order_by(col(Person.region), col(Person.id)).limit(many)
    if question.within:
        query = query.where(lies_in(Person, question.within))
    if question.person_class:
        query = query.where(col(Person.classes).contains([question.person_class]))
    is_own = col(Person.merged_into_id).is_(None)
    match question.standing:
        case Standing.PRESENT:
            query = query.where(col(Person.left_on).is_(None))
        case Standing.LEFT:
            query = query.where(col(Person.left_on).is_not(None), col(Person.died_on).is_(None), is_own)
        case Standing.DEAD:
            query = query.where(col(Person.died_on).is_not(None), is_own)
        case Standing.MERGED:
            query = query.where(col(Person.merged_into_id).is_not(None))
    if after:
        query = query.where(tuple_(col(Person.region), col(Person.id)) > (after.order, after.person_id))
    found = [Found(person, code, Place(person.region, person.id)) for person, code in await session.exec(query)]
    return _Stretch(found, len(found), found[-1].place if found else None)


def lies_in(table: type[Person | Household], code: str) -> ColumnElement[bool]:
    """A stretch of the index by region: unlike LIKE, these comparisons may be answered before row-level security is asked."""
    return (col(table.region) >= code) & (col(table.region) < f"{code}:")  # the sign after 9
