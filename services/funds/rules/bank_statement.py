"""A bank's statement as it was read: whether it adds up, and whether it goes on from the one before."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from services.funds.rules.bank import (
    StatementDoesNotAdd,
    StatementDoesNotContinue,
    StatementForm,
    StatementOfAnother,
    StatementOutOfTime,
)


@dataclass(frozen=True, slots=True)
class StatedLine:
    """A line as the bank wrote it. Above zero money came in, below it went out."""

    booked_on: date
    amount_fen: int
    reference: str
    """What the bank gives back of the reference that its customer gave."""
    bank_reference: str
    particulars: str
    """Whatever else it says; may name a household and its card."""

    @property
    def likeness(self) -> str:
        """What is the same in lines that a bank wrote twice."""
        return "|".join((self.booked_on.isoformat(), str(self.amount_fen), self.reference, self.particulars))


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement of one account between two days, both included; balances in fen, below zero where overdrawn."""

    form: StatementForm
    number: str
    account: str
    """The account's number, empty where the file does not say (a CSV)."""
    from_on: date
    to_on: date
    opening_fen: int
    closing_fen: int
    lines: tuple[StatedLine, ...]


def identities(lines: Sequence[StatedLine]) -> list[str]:
    """What each line is known by, so that it is kept once however often it comes: all that it says, and the how-manieth of a
    statement's lines that say the same it is."""
    seen: Counter[str] = Counter()
    told = []
    for line in lines:
        whole = f"{line.likeness}|{line.bank_reference}"
        seen[whole] += 1
        told.append(f"{whole}|{seen[whole]}")
    return told


def must_be_of(stated: Stated, number: str) -> None:
    """Raises StatementOfAnother where the file names another account; banks write branch codes before it, currencies behind."""
    written = "".join(sign for sign in stated.account if sign.isalnum()).upper()
    if written and number.upper() not in written:
        raise StatementOfAnother(account=stated.account)


def must_add_up(stated: Stated) -> None:
    """Raises StatementDoesNotAdd."""
    added = stated.opening_fen + sum(line.amount_fen for line in stated.lines)
    if added != stated.closing_fen:
        raise StatementDoesNotAdd(number=stated.number, added_fen=added, closing_fen=stated.closing_fen)


def must_be_in_time(stated: Stated, *, opened_on: date, today: date) -> None:
    """Raises StatementOutOfTime."""
    days = [stated.from_on, stated.to_on, *(line.booked_on for line in stated.lines)]
    if stated.from_on < opened_on or max(days) > today or not stated.from_on <= min(days) <= max(days) <= stated.to_on:
        raise StatementOutOfTime(
            number=stated.number,
            from_on=stated.from_on.isoformat(),
            to_on=stated.to_on.isoformat(),
            opened_on=opened_on.isoformat(),
        )


def must_continue(stated: Stated, *, known: Collection[int], stated_fen: int) -> None:
    """Whether what is new in a statement begins where the bank's last one closed. `known` are the places of its lines that came
    before: their days are told again. Raises StatementDoesNotContinue."""
    begins = stated.opening_fen + sum(line.amount_fen for place, line in enumerate(stated.lines) if place in known)
    if begins != stated_fen:
        raise StatementDoesNotContinue(number=stated.number, expected_fen=stated_fen, opening_fen=begins)
