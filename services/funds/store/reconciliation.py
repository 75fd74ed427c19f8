"""The sheet of a reconciliation: the bank's balance and ours, with what each has alone."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.bank import DIFFERENCE_NAMES, DifferenceState
from services.funds.store.bank import get_book_balance, list_about, list_unmatched_entries, list_unmatched_lines
from services.funds.tables import BankAccount, BankDifference

ON_THE_WAY = "在途"


@dataclass(frozen=True, slots=True)
class Item:
    """A line or a transfer that the other side does not have."""

    id: UUID
    booked_on: date
    amount_fen: int
    told: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """银行存款余额调节表, at the end of the day up to which the bank has spoken."""

    account: BankAccount
    on: date
    bank_fen: int
    book_fen: int
    opening_fen: int
    """By how much the bank had more than the books when the account was entered."""
    in_books_alone: list[Item]
    in_bank_alone: list[Item]
    open_differences: int

    @property
    def bank_adjusted_fen(self) -> int:
        return self.bank_fen - self.opening_fen + sum(item.amount_fen for item in self.in_books_alone)

    @property
    def book_adjusted_fen(self) -> int:
        return self.book_fen + sum(item.amount_fen for item in self.in_bank_alone)

    @property
    def is_balanced(self) -> bool:
        return self.bank_adjusted_fen == self.book_adjusted_fen


async def draw_sheet(session: AsyncSession, account: BankAccount) -> Sheet:
    """Where bank and books stand on the last day that the bank has told of."""
    on = account.stated_on
    known = list((await list_about(session, account)).values())
    lines = await list_unmatched_lines(session, account, until=on)
    entries = await list_unmatched_entries(session, account, until=on)
    before = await get_book_balance(session, account, on=account.opened_on - timedelta(days=1))
    of_line, of_transfer = {row.line_id: row for row in known}, {row.transfer_id: row for row in known}
    return Sheet(
        account=account,
        on=on,
        bank_fen=account.stated_fen,
        book_fen=await get_book_balance(session, account, on=on),
        opening_fen=account.opening_fen - before,
        in_books_alone=[Item(e.transfer_id, e.booked_on, e.amount_fen, _told(of_transfer.get(e.transfer_id))) for e in entries],
        in_bank_alone=[Item(one.id, one.booked_on, one.amount_fen, _told(of_line.get(one.id))) for one in lines],
        open_differences=sum(row.state is DifferenceState.OPEN for row in known),
    )


def _told(difference: BankDifference | None) -> str:
    if difference is None:
        return ON_THE_WAY
    return f"{DIFFERENCE_NAMES[difference.kind]}：{difference.reason or difference.why}"
