"""Files that came in, stretch by stretch: what a stretch holds, packed and sealed, and which stretch is next."""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
        if columns is None:
            keep(stretch, part)
        else:
            stretch.content_sealed = seal_bytes(_packed(part, columns, as_read=True))
        yield stretch


def keep(stretch: ImportStretch, entries: Sequence[Entry], *, only_returned: bool = False) -> None:
    """Let the stretch hold these households, or of them only what goes back."""
    stretch.counts = counts_of(entries)
    kept = [entry for entry in entries if entry.decision is Decision.REFUSE] if only_returned else entries
    columns = next((entry.family.columns for entry in entries if entry.family), frozenset[str]())
    stretch.content_sealed = seal_bytes(_packed(kept, columns)) if kept else None
    compared = [] if only_returned else [entry for entry in entries if entry.basis]
    stretch.basis = [[entry.code, entry.basis, entry.identities] for entry in compared if entry.family]


def entries_in(stretch: ImportStretch) -> list[Entry]:
    """The households of a stretch; none once its content is gone."""
    identities = {code: own for code, _, own in stretch.basis}
    return _unpacked(unseal_bytes(stretch.content_sealed), identities)[0] if stretch.content_sealed else []


def laid_out_in(stretch: ImportStretch) -> tuple[list[Entry], frozenset[str]]:
    """The households of a stretch that waits to be compared, and which of our columns their file has."""
    return _unpacked(unseal_bytes(stretch.content_sealed or b""), {})


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


def _packed(entries: Sequence[Entry], columns: frozenset[str], *, as_read: bool = False) -> bytes:
    """Compressed: a register says the same few words over and over. `as_read`: with the cells as the file has them, which are
    still to be judged, not as texts. Of a formula that gave nothing stays an empty object.
    """
    told = {
        "headings": list(entries[0].rows[0].cells),
        "columns": sorted(columns),
        "is_text": not as_read,
        "entries": [_as_told(entry, _cells if as_read else _texts) for entry in entries],
    }
    return zlib.compress(orjson.dumps(told, default=text_of, option=orjson.OPT_PASSTHROUGH_DATETIME), 1)


def _as_told(entry: Entry, cells_of: Callable[[Row], Sequence[Any]]) -> dict[str, Any]:
    family = entry.family
    return {
        "number": entry.number,
        "code": entry.code,
        "rows": [[row.number, cells_of(row)] for row in entry.rows],
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


def _texts(row: Row) -> Sequence[str]:
    return row.cells.texts if isinstance(row.cells, Line) else [text_of(cell) for cell in row.cells.values()]


def _member_told(member: Member) -> list[Any]:
    """In the order of `Member`; of the identity its number, which says all of it."""
    return [
        member.row, member.village, member.household_code, member.person_code, member.name, member.identity.number,
        member.disability_card, member.relation, member.ethnic_group, member.household_phone, member.phone, member.standard,
        member.cause, member.classes, member.particulars, member.employer,
    ]  # fmt: skip


def _fault_told(fault: Fault) -> list[Any]:
    return [fault.row, fault.column, fault.reason, fault.mend]


def _unpacked(packed: bytes, identities: Mapping[str, Sequence[str]]) -> tuple[list[Entry], frozenset[str]]:
    told = orjson.loads(zlib.decompress(packed))
    at, columns = {heading: place for place, heading in enumerate(told["headings"])}, frozenset(told["columns"])
    line_of = partial(Line, at, is_text=True) if told.get("is_text", True) else partial(_line_as_read, at)
    return [_entry(each, line_of, columns, identities.get(each["code"], ())) for each in told["entries"]], columns


def _line_as_read(at: Mapping[str, int], cells: Sequence[Any]) -> Line:
    return Line(at, [Uncalculated() if cell == {} else cell for cell in cells] if {} in cells else cells)


def _entry(
    told: Mapping[str, Any], line_of: Callable[[Sequence[Any]], Line], columns: frozenset[str], identities: Sequence[str]
) -> Entry:
    rows = [Row(number, line_of(cells)) for number, cells in told["rows"]]
    return Entry(
        number=told["number"],
        code=told["code"],
        rows=rows,
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
