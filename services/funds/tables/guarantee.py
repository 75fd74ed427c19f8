"""Guarantee funds, what they stood in for, and money that came back."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from services.funds.rules.account import AccountKey, AccountKind
from services.funds.rules.guarantee import CompensationState, FundMoveState, RecoveryOf
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class GuaranteeFund(Row, table=True):
    """A county's agreement with one bank. `guaranteed_fen` is what rests on it: the database keeps it with the loans.

    `fund_share` is its part of a loss, in ten-thousandths.
    """

    __tablename__ = "guarantee_fund"
    __table_args__ = (
        UniqueConstraint("region", "bank", name="guarantee_fund_once_per_bank"),
        UniqueConstraint("account_id", name="guarantee_fund_once_per_account"),
        CheckConstraint("multiple > 0 AND fund_share BETWEEN 0 AND 10000", name="guarantee_fund_within_reason"),
        CheckConstraint("guaranteed_fen >= 0", name="guarantee_not_negative"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=6)
    bank: str = Field(max_length=60)
    multiple: int
    fund_share: int
    agreement: str = Field(max_length=200)
    account_id: UUID = Field(foreign_key="account.id")
    guaranteed_fen: int = Field(default=0, sa_type=BigInteger)
    opened_by: str = Field(max_length=100)
    opened_on: date

    @property
    def key(self) -> AccountKey:
        return fund_key(self.region, self.bank)


def fund_key(county: str, bank: str) -> AccountKey:
    """The account that a fund is."""
    return AccountKey(AccountKind.GUARANTEE_FUND, county, bank)


class GuaranteeMove(Row, table=True):
    """Money of a budget line into a fund, or (`is_back`) out of it again. `region` is the county.

    It is set aside when one person asks, and moved when another agrees.
    """

    __tablename__ = "guarantee_move"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="guarantee_move_of_something"),
        CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="guarantee_move_decided_by_another"),
        CheckConstraint("(state = 'asked') = (decided_by IS NULL)", name="guarantee_move_decided_by_somebody"),
        CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="guarantee_move_decided_at_a_time"),
        Index("guarantee_move_of_fund", "fund_id", "id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    fund_id: UUID = Field(foreign_key="guarantee_fund.id")
    region: str = Field(max_length=6)
    line_id: UUID = Field(foreign_key="budget_line.id", index=True)
    is_back: bool
    amount_fen: int = Field(sa_type=BigInteger)
    memo: str = Field(max_length=200)
    state: FundMoveState = Field(default=FundMoveState.ASKED, sa_type=one_of(FundMoveState))
    reserved_id: UUID = Field(foreign_key="transfer.id", index=True)
    transfer_id: UUID | None = Field(default=None, foreign_key="transfer.id", index=True)
    disclosure_id: UUID | None = Field(default=None, foreign_key="disclosure.id", index=True)
    asked_by: str = Field(max_length=100)
    asked_at: datetime = Field(sa_type=INSTANT)
    decided_by: str | None = Field(default=None, max_length=100)
    decided_at: datetime | None = Field(default=None, sa_type=INSTANT)
    why: str = Field(default="", max_length=200)


class Compensation(Row, table=True):
    """What the fund stands in for when a loan is not repaid (代偿): its part of principal and interest; asked by one, paid by
    another."""

    __tablename__ = "compensation"
    __table_args__ = (
        CheckConstraint("principal_fen > 0 AND interest_fen >= 0", name="compensation_of_something"),
        CheckConstraint("fund_fen BETWEEN 1 AND principal_fen + interest_fen", name="compensation_is_a_part"),
        CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="compensation_decided_by_another"),
        CheckConstraint("(state = 'asked') = (decided_by IS NULL)", name="compensation_decided_by_somebody"),
        Index("compensation_once", "loan_id", unique=True, postgresql_where=text("state <> 'refused'")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    loan_id: UUID = Field(foreign_key="loan.id")
    region: str = Field(max_length=12)
    fund_id: UUID = Field(foreign_key="guarantee_fund.id", index=True)
    state: CompensationState = Field(sa_type=one_of(CompensationState))
    overdue_from: date
    principal_fen: int = Field(sa_type=BigInteger)
    interest_fen: int = Field(sa_type=BigInteger)
    fund_share: int
    fund_fen: int = Field(sa_type=BigInteger)
    reserved_id: UUID = Field(foreign_key="transfer.id", index=True)
    transfer_id: UUID | None = Field(default=None, foreign_key="transfer.id", index=True)
    disclosure_id: UUID | None = Field(default=None, foreign_key="disclosure.id", index=True)
    reason: str = Field(max_length=200)
    asked_by: str = Field(max_length=100)
    asked_on: date
    decided_by: str | None = Field(default=None, max_length=100)
    decided_at: datetime | None = Field(default=None, sa_type=INSTANT)
    why: str = Field(default="", max_length=200)


class LoanRecovery(Row, table=True):
    """Money that came back: of a subsidy that was not due, or from a borrower whom the fund stood in for."""

    __tablename__ = "loan_recovery"
    __table_args__ = (CheckConstraint("amount_fen > 0 AND fund_fen BETWEEN 1 AND amount_fen", name="recovery_of_something"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    loan_id: UUID = Field(foreign_key="loan.id", index=True)
    region: str = Field(max_length=12)
    recovery_of: RecoveryOf = Field(sa_type=one_of(RecoveryOf))
    amount_fen: int = Field(sa_type=BigInteger)
    fund_fen: int = Field(sa_type=BigInteger)
    """What of it is public money: all of a subsidy, the fund's part of a compensation."""
    transfer_id: UUID = Field(foreign_key="transfer.id", index=True)
    received_on: date
    memo: str = Field(max_length=200)
    written_by: str = Field(max_length=100)
