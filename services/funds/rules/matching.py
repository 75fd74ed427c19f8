"""Holding the bank's lines against our transfers: what is the same money, and in which way they differ.

A line is found by our reference, then by amount and day. What is left on either side, or agrees only in part, is a difference of
one of five kinds, and stays open until a person says why or the other side comes.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from services.funds.rules.bank import DifferenceKind, How, MatchDoesNotAdd

REFERENCE_LENGTH = 16
"""Signs of a reference: what field 61 of an MT940 has room for. The end of an id is random, its beginning is the time."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the bank: above zero money came in, below it went out. `references` are what it says of ours, upper case."""

    id: UUID
    booked_on: date
    amount_fen: int
    signature: str
    """What is alike in lines that the bank wrote twice: day, amount and text."""
    references: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Entry:
    """A transfer as the bank should see it: what it brought into or took out of the money that lies there."""

    transfer_id: UUID
    booked_on: date
    amount_fen: int
    references: frozenset[str] = frozenset()
    follows_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A line and the transfers that it is."""

    line_id: UUID
    transfer_ids: tuple[UUID, ...]
    how: How


@dataclass(frozen=True, slots=True)
class Difference:
    """What does not agree, by how much the bank has more than the books, and why we think so."""

    kind: DifferenceKind
    happened_on: date
    amount_fen: int
    why: str
    line_id: UUID | None = None
    transfer_id: UUID | None = None

    @property
    def about(self) -> tuple[DifferenceKind, UUID | None, UUID | None]:
        return self.kind, self.line_id, self.transfer_id


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What came of holding the bank's lines against ours."""

    matches: tuple[Match, ...] = ()
    differences: tuple[Difference, ...] = ()


def reference_of(id: UUID) -> str:
    """What a payment's order to the bank bears so that its line is known again: 16 signs."""
    return id.hex[-REFERENCE_LENGTH:].upper()


def references_in(*texts: str) -> frozenset[str]:
    """The references of ours that a bank's texts can hold: every run of 16 or 32 hexadecimal signs, by its last 16."""
    found = set()
    for text in texts:
        for word in "".join(sign if sign.isalnum() else " " for sign in text.upper().replace("-", "")).split():
            if len(word) in (REFERENCE_LENGTH, 32) and set(word) <= set("0123456789ABCDEF"):
                found.add(word[-REFERENCE_LENGTH:])
    return frozenset(found)


@dataclass
class _Open:
    """What is still to be found on both sides, oldest first."""

    lines: dict[UUID, Line]
    entries: dict[UUID, Entry]
    matches: list[Match] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    signatures: set[str] = field(default_factory=set)
    """Of lines that were found to be something."""

    def take(self, line: Line, entries: Sequence[Entry], how: How) -> None:
        self.signatures.add(line.signature)
        self.matches.append(Match(line.id, tuple(entry.transfer_id for entry in entries), how))
        del self.lines[line.id]
        for entry in entries:
            del self.entries[entry.transfer_id]


def reconcile(
    lines: Iterable[Line], entries: Iterable[Entry], *, days: int, until: date, known: Collection[str] = ()
) -> Reconciled:
    """Hold the lines that are no transfer yet against the transfers that are in no line yet.

    `days` is how many days bank and books may differ without a word; `until` is the day up to which the bank has spoken;
    `known` are the signatures of lines that were found before: another of the kind is the bank's double.
    """
    open_ = _Open(
        {line.id: line for line in sorted(lines, key=_line_order)},
        {entry.transfer_id: entry for entry in sorted(entries, key=_order)},
        signatures=set(known),
    )
    _by_reference(open_, days)
    _by_amount_and_day(open_, days)
    _leave_out_what_cancels(open_)
    _name_what_is_left(open_, days, until)
    return Reconciled(tuple(open_.matches), tuple(open_.differences))


def _line_order(line: Line) -> tuple[date, int, UUID]:
    return line.booked_on, line.amount_fen, line.id


def _order(entry: Entry) -> tuple[date, int, UUID]:
    return entry.booked_on, entry.amount_fen, entry.transfer_id


def _by_reference(open_: _Open, days: int) -> None:
    """Our number in the bank's line: one transfer, or all those that bear it (a batch) if they add up."""
    bearing: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in open_.entries.values():
        for reference in entry.references:
            bearing[reference].append(entry)
    for line in list(open_.lines.values()):
        named = {e.transfer_id: e for reference in line.references for e in bearing[reference] if e.transfer_id in open_.entries}
        same_way = [entry for entry in named.values() if (entry.amount_fen > 0) == (line.amount_fen > 0)]
        if not same_way:
            continue
        if sum(entry.amount_fen for entry in same_way) == line.amount_fen:
            _found(open_, line, same_way, How.REFERENCE, days)
            continue
        alone = [entry for entry in same_way if entry.amount_fen == line.amount_fen]
        if alone:
            _found(open_, line, alone[:1], How.REFERENCE, days)
        elif len(same_way) == 1:
            [entry] = same_way
            more = line.amount_fen - entry.amount_fen
            why = "附言编号相同，银行与账上的金额不等"
            open_.differences.append(
                Difference(DifferenceKind.AMOUNT_DIFFERS, line.booked_on, more, why, line.id, entry.transfer_id)
            )
            del open_.lines[line.id], open_.entries[entry.transfer_id]


def _by_amount_and_day(open_: _Open, days: int) -> None:
    """Without a number: the nearest day within the term, but only where nothing else could be meant.

    Two lines and two transfers of one amount and one day are interchangeable, and found in order.
    """
    by_amount: defaultdict[int, list[Entry]] = defaultdict(list)
    for entry in open_.entries.values():
        by_amount[entry.amount_fen].append(entry)
    for apart in range(days + 1):
        for line in list(open_.lines.values()):
            fitting = [
                entry
                for entry in by_amount[line.amount_fen]
                if entry.transfer_id in open_.entries and abs((entry.booked_on - line.booked_on).days) == apart
            ]
            if fitting and len({entry.booked_on for entry in fitting}) == 1:
                open_.take(line, fitting[:1], How.AMOUNT_AND_DAY)


def _found(open_: _Open, line: Line, entries: Sequence[Entry], how: How, days: int) -> None:
    open_.take(line, entries, how)
    apart = max(abs((entry.booked_on - line.booked_on).days) for entry in entries)
    if apart > days:
        why = f"银行日期与记账日期相差 {apart} 天"
        open_.differences.append(Difference(DifferenceKind.DAY_DIFFERS, line.booked_on, 0, why, line.id, entries[0].transfer_id))


def _leave_out_what_cancels(open_: _Open) -> None:
    """A transfer and its own reversal of which the bank knows neither: the money never left."""
    for entry in list(open_.entries.values()):
        if entry.follows_id in open_.entries and open_.entries[entry.follows_id].amount_fen == -entry.amount_fen:
            del open_.entries[entry.follows_id], open_.entries[entry.transfer_id]


def _name_what_is_left(open_: _Open, days: int, until: date) -> None:
    for line in open_.lines.values():
        is_double = line.signature in open_.signatures
        kind = DifferenceKind.DOUBLED if is_double else DifferenceKind.NOT_IN_BOOKS
        why = "同日同额同附言的流水已有一条勾对" if is_double else "账上没有相应的款项"
        open_.differences.append(Difference(kind, line.booked_on, line.amount_fen, why, line.id))
    for entry in open_.entries.values():
        # The bank may still be on its way with what was booked in the last days.
        if (until - entry.booked_on).days >= days:
            why = "对账单中没有相应的流水"
            open_.differences.append(
                Difference(DifferenceKind.NOT_IN_BANK, entry.booked_on, -entry.amount_fen, why, None, entry.transfer_id)
            )


def must_add(line: Line, entries: Sequence[Entry], asked: int) -> None:
    """Whether transfers that a person names are a line. Raises MatchDoesNotAdd."""
    added = sum(entry.amount_fen for entry in entries)
    if len(entries) != asked or added != line.amount_fen:
        raise MatchDoesNotAdd(pointer="/transfer_ids", line_fen=line.amount_fen, added_fen=added, found=len(entries))
