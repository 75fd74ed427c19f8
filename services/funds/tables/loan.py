"""Small loans: the file of each, its steps, extensions and looks at its use; the grades that households' loans rest on."""

from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from services.funds.rules.extension import ExtensionState
from services.funds.rules.interest import Repricing, Striking
from services.funds.rules.loan import MILLION, CheckFound, LoanState
from services.funds.rules.loan_asking import Grade
from services.funds.rules.loan_policy import Borrower
from services.funds.rules.repayment import Repayment
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class CreditGrade(Row, table=True):
    """A household's credit grade as registry tells of it; the newest decision counts."""

    __tablename__ = "credit_grade"
    __table_args__ = (Index("credit_grade_of_household", "household_id", "decided_at"),)

    id: UUID = Field(primary_key=True)
    """Registry's rating."""
    household_id: UUID
    region: str = Field(max_length=12)
    person_id: UUID
    limit_fen: int = Field(sa_type=BigInteger)
    term_months: int
    valid_until: date
    decided_at: datetime = Field(sa_type=INSTANT)

    @property
    def grade(self) -> Grade:
        return Grade(self.id, self.person_id, self.limit_fen, self.term_months, self.valid_until)


class Loan(Row, table=True):
    """One loan from its application on. The contract's terms are there once the bank has agreed.

    `outstanding_fen` is the sum of its entries and `exposure_fen` what of it rests on the fund: the database keeps both.
    Rates are in millionths; `penalty_millionths` is added to the rate for what is overdue, as a part of it.
    """

    __tablename__ = "loan"
    __table_args__ = (
        UniqueConstraint("number", name="loan_once_per_number"),
        CheckConstraint("asked_fen > 0 AND term_months > 0", name="loan_asks_for_something"),
        CheckConstraint("outstanding_fen BETWEEN 0 AND granted_fen", name="loan_owes_what_was_granted_at_most"),
        CheckConstraint("(borrower = 'enterprise') = (enterprise <> '')", name="loan_of_an_enterprise_by_name"),
        CheckConstraint("(borrower = 'enterprise') = (household_id IS NULL)", name="loan_of_a_household_by_id"),
        CheckConstraint(
            "state IN ('asked', 'refused', 'withdrawn') OR (granted_fen > 0 AND basis IN (360, 365))", name="loan_has_a_contract"
        ),
        CheckConstraint("(state IN ('lent', 'repaid', 'compensated')) = (drawn_on IS NOT NULL)", name="loan_drawn_on_a_day"),
        Index("loan_by_place", "region", "id"),
        Index("loan_of_household", "household_id"),
        Index("loan_renewed_once", "renews_id", unique=True, postgresql_where=text("state NOT IN ('refused', 'withdrawn')")),
        # A bank's contract is taken in once, whatever lists it stands in.
        Index(
            "loan_taken_in_once",
            "county",
            "bank",
            "contract_number",
            unique=True,
            postgresql_where=text("old_list_id IS NOT NULL"),
        ),
        Index("loan_untold", "drawn_on", postgresql_where=text("drawn_on IS NOT NULL AND disclosed_id IS NULL")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    number: str = Field(max_length=20)
    region: str = Field(max_length=12)
    county: str = Field(max_length=6)
    borrower: Borrower = Field(sa_type=one_of(Borrower))
    household_id: UUID | None = None
    person_id: UUID | None = None
    enterprise: str = Field(default="", max_length=60)
    credit_code: str = Field(default="", max_length=18)
    rating_id: UUID | None = Field(default=None, foreign_key="credit_grade.id", index=True)
    renews_id: UUID | None = Field(default=None, foreign_key="loan.id", index=True)
    loan_class: str = Field(max_length=32)
    class_title: str = Field(max_length=60)
    use: str = Field(max_length=32)
    use_title: str = Field(max_length=60)
    purpose: str = Field(max_length=200)
    asked_fen: int = Field(sa_type=BigInteger)
    term_months: int
    policy: str = Field(max_length=64)
    policy_version: str = Field(max_length=80)
    state: LoanState = Field(sa_type=one_of(LoanState))
    steps_taken: int
    last_step_by: str = Field(max_length=100)
    asked_by: str = Field(max_length=100)
    asked_on: date
    ended_why: str = Field(default="", max_length=200)

    bank: str = Field(default="", max_length=60)
    contract_number: str = Field(default="", max_length=60)
    fund_id: UUID | None = Field(default=None, foreign_key="guarantee_fund.id", index=True)
    granted_fen: int = Field(default=0, sa_type=BigInteger)
    subsidised_fen: int | None = Field(default=None, sa_type=BigInteger)
    """Of the principal, at most; None: all of it."""
    subsidised_until: date | None = None
    """The last day, where the contract or the law names one: of a student the end of studies."""
    table_code: str = Field(default="", max_length=32)
    rate_millionths: int = 0
    """Of a fixed contract the rate, of another what it is above or below the published one."""
    repricing: Repricing | None = Field(default=None, sa_type=one_of(Repricing))
    basis: int = 0
    striking: Striking | None = Field(default=None, sa_type=one_of(Striking))
    strike_day: int = 0
    repayment: Repayment | None = Field(default=None, sa_type=one_of(Repayment))
    months_each: int = 0
    penalty_millionths: int = 0
    signed_on: date | None = None
    approved_by: str = Field(default="", max_length=100)
    approved_on: date | None = None

    drawn_on: date | None = None
    due_on: date | None = None
    outstanding_fen: int = Field(default=0, sa_type=BigInteger)
    exposure_fen: int = Field(default=0, sa_type=BigInteger)
    misused_from: date | None = None
    reminded_for: date | None = None
    """The due day that its borrower was reminded of."""
    overdue_told_for: date | None = None
    """The due day that was missed and told of."""
    disclosed_id: UUID | None = Field(default=None, foreign_key="disclosure.id", index=True)
    old_list_id: UUID | None = Field(default=None, foreign_key="old_loan_list.id", index=True)
    """The list that it was taken in by, if it was lent before the platform."""
    renewals_before: int = 0
    """How often it had been renewed before it was taken in."""

    @property
    def rate(self) -> Fraction:
        return Fraction(self.rate_millionths, MILLION)

    @property
    def penalty(self) -> Fraction:
        return Fraction(self.penalty_millionths, MILLION)


class LoanStep(Row, table=True):
    """Who took which step of the way to a loan, and what they said."""

    __tablename__ = "loan_step"
    __table_args__ = (UniqueConstraint("loan_id", "position", name="loan_step_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    loan_id: UUID = Field(foreign_key="loan.id")
    region: str = Field(max_length=12)
    position: int
    step: str = Field(max_length=32)
    title: str = Field(max_length=60)
    is_agreed: bool
    said: str = Field(sa_type=Text)
    taken_on: date
    taken_by: str = Field(max_length=100)


class LoanExtension(Row, table=True):
    """A later day on which principal falls due (展期). From the old day on it bears this rate."""

    __tablename__ = "loan_extension"
    __table_args__ = (
        UniqueConstraint("loan_id", "position", name="loan_extension_once"),
        CheckConstraint("due_on > from_on", name="loan_extension_runs_forward"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    loan_id: UUID = Field(foreign_key="loan.id")
    region: str = Field(max_length=12)
    position: int
    from_on: date
    due_on: date
    rate_millionths: int
    base_millionths: int
    reason: str = Field(max_length=200)
    clause: str = Field(sa_type=Text)
    agreed_on: date
    written_by: str = Field(max_length=100)


class ExtensionAsking(Row, table=True):
    """An extension that is asked for: shown to the village where the rule says so, then agreed to by another person, or not."""

    __tablename__ = "extension_asking"
    __table_args__ = (
        CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="extension_decided_by_another"),
        CheckConstraint("(state = 'asked') = (decided_by IS NULL)", name="extension_decided_by_somebody"),
        Index("extension_asked_once", "loan_id", unique=True, postgresql_where=text("state = 'asked'")),
        Index("extension_asking_of_loan", "loan_id", "id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    loan_id: UUID = Field(foreign_key="loan.id")
    region: str = Field(max_length=12)
    state: ExtensionState = Field(sa_type=one_of(ExtensionState))
    due_on: date
    rate_millionths: int
    reason: str = Field(max_length=200)
    agreed_on: date
    """When the bank and the borrower agreed on it."""
    notice_id: UUID | None = Field(default=None, foreign_key="notice.id", index=True)
    asked_by: str = Field(max_length=100)
    asked_on: date
    decided_by: str | None = Field(default=None, max_length=100)
    decided_on: date | None = None
    why: str = Field(default="", max_length=200)


class LoanCheck(Row, table=True):
    """A look at what a loan is used for (贷后检查)."""

    __tablename__ = "loan_check"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    loan_id: UUID = Field(foreign_key="loan.id", index=True)
    region: str = Field(max_length=12)
    found: CheckFound = Field(sa_type=one_of(CheckFound))
    misused_from: date | None = None
    said: str = Field(sa_type=Text)
    checked_on: date
    written_by: str = Field(max_length=100)
