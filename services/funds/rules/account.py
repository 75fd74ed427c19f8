"""What an account is: four sums in fen that only the ledger moves.

A debit (借) brings money into an account, a credit (贷) takes it out. Each side is counted twice: posted (done) and pending (set
aside, not yet done). What is available is the balance less what is set aside.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from shared.errors import Conflict, NotFound


class AccountKind(StrEnum):
    """What an account stands for, in the order in which money flows. Locks are taken in this order, everywhere."""

    TREASURY = "treasury"
    """Where the county's money comes from. The only account below zero: minus what has come in."""
    COUNTY_POOL = "county-pool"
    TOWN_RESERVE = "town-reserve"
    HOUSEHOLD_PAID_OUT = "household-paid-out"
    PAYER_FUND = "payer-fund"
    """What a payer of hospital bills (an insurance fund, an aid fund) holds ready in a county; one account per payer."""
    HOSPITAL_PAID_OUT = "hospital-paid-out"


KIND_NAMES = {
    AccountKind.TREASURY: "财政拨入",
    AccountKind.COUNTY_POOL: "县区资金池",
    AccountKind.TOWN_RESERVE: "镇街备用金",
    AccountKind.HOUSEHOLD_PAID_OUT: "已发放到户",
    AccountKind.PAYER_FUND: "支付方清算资金",
    AccountKind.HOSPITAL_PAID_OUT: "已拨付医疗机构",
}


class NoSuchAccount(NotFound):
    """没有这个账户"""


class Overdrawn(Conflict):
    """账户可用余额不足"""

    mend = "请先补足账户，或核减金额"


@dataclass(frozen=True, slots=True)
class Sums:
    """Four sums in fen: what an account holds, or how a posting changes it (then pending may be negative)."""

    debits_posted_fen: int = 0
    credits_posted_fen: int = 0
    debits_pending_fen: int = 0
    credits_pending_fen: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.debits_posted_fen + other.debits_posted_fen,
            self.credits_posted_fen + other.credits_posted_fen,
            self.debits_pending_fen + other.debits_pending_fen,
            self.credits_pending_fen + other.credits_pending_fen,
        )

    @property
    def balance_fen(self) -> int:
        """What has come in less what has gone out."""
        return self.debits_posted_fen - self.credits_posted_fen

    @property
    def available_fen(self) -> int:
        """The balance less what is set aside. Money that is only promised to this account does not count yet."""
        return self.balance_fen - self.credits_pending_fen


@dataclass(frozen=True, slots=True)
class Leg:
    """One posting: how one account changes."""

    account_id: UUID
    region: str
    change: Sums


@dataclass(frozen=True, slots=True)
class Holding:
    """An account as the ledger judges it."""

    account_id: UUID
    kind: AccountKind
    region: str
    sums: Sums = Sums()
    holder: str = ""
    """Whose account it is, where a place has several of a kind: the payer's title, the hospital's code."""

    def leg(self, change: Sums) -> Leg:
        """This change of this account. Raises Overdrawn where it would take more than is available."""
        after = self.sums + change
        if self.kind is not AccountKind.TREASURY and after.available_fen < 0:
            raise Overdrawn(account=KIND_NAMES[self.kind], available_fen=self.sums.available_fen)
        return Leg(self.account_id, self.region, change)

    def after(self, legs: Iterable[Leg]) -> "Holding":
        """This account once these legs are written."""
        changes = (leg.change for leg in legs if leg.account_id == self.account_id)
        return replace(self, sums=sum(changes, start=self.sums))
