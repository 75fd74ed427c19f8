"""Files that came in, stretch by stretch: what a stretch holds, packed and sealed, and which stretch is next."""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import orjson
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.household import Family
from services.registry.rules.member import Member
from services.registry.rules.preview import Decision, Difference, Entry, counts_of
from services.registry.rules.vocabulary import PersonClass
from services.registry.tables import ImportStretch, RegisterImport
from shared.cells import Fault, Line, Row, Uncalculated, text_of
from shared.identity import IdNumber, Sex
from shared.vault import seal_bytes, unseal_bytes

HOUSEHOLDS = 1_000
"""In a stretch: a few thousand people, whose transaction takes a second or two."""
_CLASSES = {each.value: each for each in PersonClass}
FILE, WAITING, COMPARED, TAKEN = "file", "waiting", "compared", "taken"


def stretches_of(
    register_import: RegisterImport, entries: Sequence[Entry], *, state: str, columns: frozenset[str] | None = None
) -> Iterator[ImportStretch]:
    """The rows that hold these households, in the order of the file. `columns`: those of ours that the file has, if the
    households are still to be judged.
    """
    for start in range(0, len(entries), HOUSEHOLDS):
        part = entries[start : start + HOUSEHOLDS]
        stretch = ImportStretch(
            import_id=register_import.id, region=register_import.region, number=part[0].number, state=state, households=len(part)
        )
        stretch.rows_sealed = seal_bytes(_rows_packed(part))
        if columns is None:
            keep(stretch, part)
        else:
            stretch.content_sealed = seal_bytes(_packed(part, columns))
        yield stretch


def keep(stretch: ImportStretch, entries: Sequence[Entry]) -> None:
    """Let the stretch hold what was found of these households; their rows lie there already, and stay as they are."""
    if stretch.rows_sealed is None:  # laid out by an earlier release, which kept the rows with what was found of them
        stretch.rows_sealed = seal_bytes(_rows_packed(entries))
    _hold(stretch, entries)
    stretch.counts = counts_of(entries)
    stretch.basis = [[entry.code, entry.basis, entry.identities] for entry in entries if entry.basis and entry.family]


def keep_returned(stretch: ImportStretch, entries: Sequence[Entry]) -> None:
    """Let the stretch, of which the others were taken in, hold only those of these households that go back, with their rows."""
    returned = [entry for entry in entries if entry.decision is Decision.REFUSE]
    if not returned:
        stretch.rows_sealed = None
    elif len(returned) < len(entries) or stretch.rows_sealed is None:
        shown = {entry.number: entry.rows for entry in _entries(stretch, {}, as_text=False)[0]}
        stretch.rows_sealed = seal_bytes(_rows_packed([replace(entry, rows=shown[entry.number]) for entry in returned]))
    _hold(stretch, returned)
    stretch.counts, stretch.basis = counts_of(entries), []


def _hold(stretch: ImportStretch, entries: Sequence[Entry]) -> None:
    columns = next((entry.family.columns for entry in entries if entry.family), frozenset[str]())
    stretch.content_sealed = seal_bytes(_packed(entries, columns)) if entries else None


def entries_in(stretch: ImportStretch, *, with_cells: bool = True) -> list[Entry]:
    """The households of a stretch, the cells of their rows as texts; none once its content is gone. Without cells a row is its
    number alone, which is all that taking in needs."""
    if stretch.content_sealed is None:
        return []
    identities = {code: own for code, _, own in stretch.basis}
    return _entries(stretch, identities, as_text=True, with_cells=with_cells)[0]


def laid_out_in(stretch: ImportStretch) -> tuple[list[Entry], frozenset[str]]:
    """The households of a stretch that waits to be compared, with the cells as the file has them, and which of our columns their
    file has."""
    return _entries(stretch, {}, as_text=False)


async def list_stretches(session: AsyncSession, import_id: UUID, *, after: int = 0) -> list[tuple[UUID, Mapping[str, int]]]:
    """Those that were compared and have households after one of the file, by its number: their ids and counts, in the order of
    the file."""
    ends_at = col(ImportStretch.number) + col(ImportStretch.households) - 1
    query = select(ImportStretch.id, ImportStretch.counts).where(
        ImportStretch.import_id == import_id, col(ImportStretch.state).not_in((FILE, WAITING)), ends_at > after
    )
    return [(id, counts) for id, counts in await session.exec(query.order_by(col(ImportStretch.number)))]


async def get_stretch(session: AsyncSession, stretch_id: UUID) -> ImportStretch:
    """One that was listed in the same transaction."""
    return (await session.exec(select(ImportStretch).where(ImportStretch.id == stretch_id))).one()


async def list_bases(session: AsyncSession, import_id: UUID) -> list[UUID]:
    """The stretches on whose basis a preview rests; each is asked for by itself (`get_basis`)."""
    query = select(ImportStretch.id).where(ImportStretch.import_id == import_id)
    return list(await session.exec(query.order_by(col(ImportStretch.number))))


async def get_basis(session: AsyncSession, stretch_id: UUID) -> list[tuple[str, str, list[str]]]:
    """For each household its code, what the preview rests on, and the identities of its people; nothing is unsealed."""
    [told] = await session.exec(select(ImportStretch.basis).where(ImportStretch.id == stretch_id))
    return [(code, basis, identities) for code, basis, identities in told]


async def lock_stretch(session: AsyncSession, import_id: UUID, *, state: str) -> ImportStretch | None:
    """The next stretch in this state that nobody else has in hand."""
    query = select(ImportStretch).where(ImportStretch.import_id == import_id, ImportStretch.state == state)
    return (
        await session.exec(query.order_by(col(ImportStretch.number)).limit(1).with_for_update(skip_locked=True))
    ).one_or_none()


async def count_stretches(session: AsyncSession, import_id: UUID, *, state: str) -> int:
    counted = select(func.count()).select_from(ImportStretch)
    return (await session.exec(counted.where(ImportStretch.import_id == import_id, ImportStretch.state == state))).one()


def _packed(entries: Sequence[Entry], columns: frozenset[str]) -> bytes:
    """Everything but the cells of the rows, compressed: a register says the same few words over and over."""
    told = {"columns": sorted(columns), "entries": list(map(_as_told, entries))}
    return zlib.compress(orjson.dumps(told), 1)


def _rows_packed(entries: Sequence[Entry]) -> bytes:
    """The rows of these households, with the cells as the file has them. Of a formula that gave nothing stays an empty object."""
    rows = [(row.number, _cells(row)) for entry in entries for row in entry.rows]
    told = {"headings": list(entries[0].rows[0].cells), "rows": rows}
    return zlib.compress(orjson.dumps(told, default=text_of, option=orjson.OPT_PASSTHROUGH_DATETIME), 1)


def _as_told(entry: Entry) -> dict[str, Any]:
    family = entry.family
    return {
        "number": entry.number,
        "code": entry.code,
        "rows": [row.number for row in entry.rows],
        "members": [_member_told(member) for member in family.members] if family else None,
        "decision": entry.decision,
        "faults": [_fault_told(fault) for fault in entry.faults],
        "advice": [_fault_told(fault) for fault in entry.advice],
        "differences": [[each.row, each.name, each.field, each.before, each.after] for each in entry.differences],
        "household_id": str(entry.household_id) if entry.household_id else None,
        "claims": entry.claims,
        "basis": entry.basis,
    }


def _cells(row: Row) -> Sequence[Any]:
    return row.cells.cells if isinstance(row.cells, Line) else list(row.cells.values())


def _member_told(member: Member) -> list[Any]:
    """In the order of `Member`; of the identity its number, which says all of it."""
    return [
        member.row, member.village, member.household_code, member.person_code, member.name, member.identity.number,
        member.disability_card, member.relation, member.ethnic_group, member.household_phone, member.phone, member.standard,
        member.cause, member.classes, member.particulars, member.employer,
    ]  # fmt: skip


def _fault_told(fault: Fault) -> list[Any]:
    return [fault.row, fault.column, fault.reason, fault.mend]


def _entries(
    stretch: ImportStretch, identities: Mapping[str, Sequence[str]], *, as_text: bool, with_cells: bool = True
) -> tuple[list[Entry], frozenset[str]]:
    told = orjson.loads(zlib.decompress(unseal_bytes(stretch.content_sealed or b"")))
    columns = frozenset(told["columns"])
    row_of: Callable[[Any], Row] = _bare_row
    if stretch.rows_sealed is None:
        row_of = _earlier_row_of(told)
    elif with_cells:
        row_of = _row_of(orjson.loads(zlib.decompress(unseal_bytes(stretch.rows_sealed))), as_text=as_text)
    return [_entry(each, row_of, columns, identities.get(each["code"], ())) for each in told["entries"]], columns


def _bare_row(number: int) -> Row:
    return Row(number, {})


def _row_of(told: Mapping[str, Any], *, as_text: bool) -> Callable[[int], Row]:
    at = {heading: place for place, heading in enumerate(told["headings"])}
    cells_of = dict(told["rows"])

    def row_of(number: int) -> Row:
        line = _line_as_read(at, cells_of[number])
        return Row(number, Line(at, line.texts, is_text=True) if as_text else line)

    return row_of


def _earlier_row_of(told: Mapping[str, Any]) -> Callable[[Any], Row]:
    """As an earlier release kept them: each with its cells, as the file has them before they were compared and as texts then."""
    at = {heading: place for place, heading in enumerate(told["headings"])}
    line_of = partial(Line, at, is_text=True) if told.get("is_text", True) else partial(_line_as_read, at)
    return lambda row: Row(row[0], line_of(row[1]))


def _line_as_read(at: Mapping[str, int], cells: Sequence[Any]) -> Line:
    return Line(at, [Uncalculated() if cell == {} else cell for cell in cells] if {} in cells else cells)


def _entry(told: Mapping[str, Any], row_of: Callable[[Any], Row], columns: frozenset[str], identities: Sequence[str]) -> Entry:
    return Entry(
        number=told["number"],
        code=told["code"],
        rows=list(map(row_of, told["rows"])),
        family=Family(told["code"], tuple(map(_member, told["members"])), columns) if told["members"] else None,
        decision=Decision(told["decision"]),
        faults=_faults(told["faults"]),
        advice=_faults(told["advice"]),
        differences=[Difference(*each) for each in told["differences"]],
        household_id=UUID(told["household_id"]) if told["household_id"] else None,
        claims=told["claims"],
        basis=told["basis"],
        identities=identities,
    )


def _member(told: Sequence[Any]) -> Member:
    (row, village, code, person_code, name, number, card, relation, group, home_phone, phone, standard, cause, classes, more,
     employer) = told  # fmt: skip
    return Member(
        row, village, code, person_code, name, _identity(number), card, relation, group, home_phone, phone, standard, cause,
        tuple(_CLASSES[each] for each in classes), more, employer,
    )  # fmt: skip


def _identity(number: str) -> IdNumber:
    """A number that was checked before it was packed."""
    born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    return IdNumber(number, born_on, Sex.MALE if int(number[16]) % 2 else Sex.FEMALE, number[:6])


def _faults(told: Iterable[Sequence[Any]]) -> list[Fault]:
    return [Fault(*each) for each in told]
