"""The keyed marks of people: written by whoever writes a person, made once for those who were there before."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.mark import (
    SECRET,
    Term,
    TermKind,
    parts_of_name,
    terms_of_birth,
    terms_of_number,
    terms_of_place,
)
from services.registry.store.facts import facts_of_person
from services.registry.store.household import any_of
from services.registry.tables import Person, PersonMark
from shared import vault

_KEEP = text("SELECT keep_marks(CAST(:ids AS uuid[]), CAST(:regions AS text[]), CAST(:marks AS text[]))")
_UNMARKED = text("SELECT * FROM unmarked(:many)")

SECRET_BITS = 18
"""In a register of a million some dozens of people share each mark of a rare name, so a mark alone tells nobody apart."""
OPEN_BITS = 27
BATCH = 5_000
REMEMBERED = 50_000
"""Of one kind, in one process."""


def _marker(kind: TermKind) -> Callable[[str], int]:
    """For a value of this kind: 31 bits, the kind, then of what is sealed how long it is and a short hash, of what stands in the
    clear a longer hash."""
    first, prefix = kind << 27, f"{kind.value} "
    if kind in SECRET:
        return lambda value: first | min(len(value), 15) << 20 | vault.mark(prefix + value, bits=SECRET_BITS)
    return lambda value: first | vault.mark(prefix + value, bits=OPEN_BITS)


_MARKERS = {kind: _marker(kind) for kind in TermKind}


class _Remembered(dict[str, int]):
    """Marks of one kind. Names and their parts, places and years repeat in every file; to hash each of them anew takes an import
    longer than to seal it."""

    def __init__(self, kind: TermKind) -> None:
        self._marker = _MARKERS[kind]

    def __missing__(self, value: str) -> int:
        if len(self) >= REMEMBERED:
            self.clear()
        self[value] = mark = self._marker(value)
        return mark


# Each kind remembers its own, because a text alone is found faster than a pair.
_REPEATED = {kind: _Remembered(kind) for kind in TermKind}


def mark_of(term: Term) -> int:
    kind, value = term
    return _MARKERS[kind](value)


def marks_of(facts: Mapping[str, Any]) -> list[int]:
    """What stands beside a person of whom the file says this."""
    found = set(_marks_of_name(facts.get("name") or ""))
    found.update(_marks_of_place(facts.get("region") or ""), _marks_of_birth(facts.get("born_on") or ""))
    found.update(map(_REPEATED[TermKind.CLASS].__getitem__, facts.get("classes") or ()))
    found.update(map(mark_of, terms_of_number(facts.get("id_number") or "")))
    return sorted(found)


@lru_cache(maxsize=20_000)
def _marks_of_name(name: str) -> tuple[int, ...]:
    marks = list[int]()
    for kind, parts in parts_of_name(name) if name else ():
        marks += map(_REPEATED[kind].__getitem__, parts)
    return tuple(marks)


@lru_cache(maxsize=20_000)
def _marks_of_place(region: str) -> tuple[int, ...]:
    return tuple(map(mark_of, terms_of_place(region)))


@lru_cache(maxsize=20_000)
def _marks_of_birth(born_on: str) -> tuple[int, ...]:
    return tuple(map(mark_of, terms_of_birth(born_on)))


def forget_marks() -> None:
    """What this process remembers of marks; for when the key, or the number of bits, is another."""
    for cached in (_marks_of_name, _marks_of_place, _marks_of_birth):
        cached.cache_clear()
    for remembered in _REPEATED.values():
        remembered.clear()


def marks_text(marks: list[int]) -> str:
    """As PostgreSQL writes an array; a list is spelled by Python at once, number by number it takes twice as long."""
    return f"{{{str(marks)[1:-1]}}}"


class Marked(NamedTuple):
    """Somebody, where they live, and the marks by which they are found."""

    person_id: UUID
    region: str
    marks: list[int]


def mark_row(person: Person, facts: Mapping[str, Any]) -> PersonMark:
    """For whoever writes somebody who is new, to be inserted with their row."""
    return PersonMark(id=person.id, region=person.region, marks=marks_of(facts))


def is_found_otherwise(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether what the file says now changes by what somebody is found."""
    return any(before.get(field) != after.get(field) for field in ("name", "id_number", "born_on", "region", "classes"))


async def keep_marks(session: AsyncSession, people: Iterable[tuple[UUID, Mapping[str, Any]]]) -> None:
    """Let these people be found by what their file says now; their rows are written already."""
    await write_marks(session, [Marked(person_id, facts["region"], marks_of(facts)) for person_id, facts in people])


async def write_marks(session: AsyncSession, marked: Sequence[Marked]) -> None:
    """The same, of marks that were made already."""
    for start in range(0, len(marked), BATCH):
        ids, places, marks = zip(*marked[start : start + BATCH], strict=True)
        spelled = list(map(marks_text, marks))
        await session.execute(_KEEP, {"ids": list(ids), "regions": list(places), "marks": spelled})


async def mark_old_rows(session: AsyncSession, *, limit: int) -> int:
    """Mark so many of those who have no marks yet; how many there were."""
    ids = list((await session.execute(_UNMARKED, {"many": limit})).scalars())
    if ids:
        people = await session.exec(select(Person).where(col(Person.id) == any_of(ids, Uuid)))
        await keep_marks(session, [(person.id, facts_of_person(person)) for person in people])
    return len(ids)
