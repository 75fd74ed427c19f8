"""What an answer of the bank is about: lines, their payments and the money set aside, locked in everybody's order."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import AccountKind, Leg
from services.funds.rules.bank_answer import Line
from services.funds.store.ledger import list_legs_of, list_transfers, lock_accounts_of
from services.funds.store.payment import list_payments_by_id, lock_payments
from services.funds.store.payment_batch import list_lines_of_payments
from services.funds.tables import BatchLine, Payment, Transfer


@dataclass(frozen=True, slots=True)
class Told:
    """Lines by their numbers, their payments, what set each one's money aside, each payment's last line, and out of which budget
    line it is paid, where it is."""

    lines: Mapping[str, BatchLine]
    payments: Mapping[UUID, Payment]
    reserved: Mapping[UUID, tuple[Transfer, Sequence[Leg]]]
    last: Mapping[UUID, UUID]
    budget_lines: Mapping[UUID, str]

    def known(self, number: str) -> Line | None:
        """A line as the rules see it."""
        line = self.lines.get(number)
        if line is None:
            return None
        is_last = self.last[line.payment_id] == line.id
        return Line(line.state, line.amount_fen, self.payments[line.payment_id].state, is_last)


async def lock_told(session: AsyncSession, lines: Collection[BatchLine]) -> Told:
    """Accounts first, then payments; only then are the lines what they are."""
    payment_ids = {line.payment_id for line in lines}
    seen = await list_payments_by_id(session, payment_ids)
    transfers = await list_transfers(session, [payment.reserved_id for payment in seen if payment.reserved_id])
    legs = await list_legs_of(session, list(transfers))
    holdings = await lock_accounts_of(session, [leg for each in legs.values() for leg in each])
    payments = {payment.id: payment for payment in await lock_payments(session, payment_ids)}
    every = await list_lines_of_payments(session, payment_ids)
    numbers = {line.number for line in lines}
    return Told(
        {line.number: line for line in every if line.number in numbers},
        payments,
        {payment.id: (transfers[payment.reserved_id], legs[payment.reserved_id]) for payment in seen if payment.reserved_id},
        {line.payment_id: line.id for line in every},
        {
            payment.id: paying.key.holder
            for payment in seen
            if payment.account_id and (paying := holdings.get(payment.account_id)) and paying.key.kind is AccountKind.BUDGET_LINE
        },
    )
