"""What medical stores. A stay carries its papers (sealed) and the running sums of its lines; settlements are only ever added."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from services.medical.rules.admission import AdmissionStatus
from shared import clock
from shared.database import INSTANT
from shared.ids import uuid7


class Row(SQLModel, registry=registry()):
    """A row of this service."""


def fen(**options: Any) -> Any:
    return Field(sa_type=BigInteger, **options)


def number(digits: int, places: int, **options: Any) -> Any:
    return Field(sa_type=Numeric(digits, places), **options)


class Beneficiary(Row, table=True):
    """Who registry says a person is, from a day on; a later day's row replaces the earlier one."""

    identity_hash: str = Field(primary_key=True)
    in_force_on: date = Field(primary_key=True)
    person_id: UUID
    household_id: UUID
    region: str
    classes: list[str] = Field(sa_type=JSONB)


class Cover(Row, table=True):
    """Cover that an immediate-assistance case has opened for a member of the household."""

    identity_hash: str = Field(primary_key=True)
    case_id: UUID = Field(primary_key=True)
    person_id: UUID
    household_id: UUID
    region: str
    in_force_on: date


class Admission(Row, table=True):
    """One stay of one person in one hospital.

    The sums of its lines are kept on it, so that settling costs the same for eight lines and for twenty thousand, and so that
    locking this one row is enough to hold the bill still.
    """

    __table_args__: ClassVar = (
        CheckConstraint(
            "total_fen = in_policy_fen + pre_pay_fen + over_ceiling_fen + out_of_policy_fen", name="admission_parts_add_up"
        ),
        Index("admission_one_open", "identity_hash", "hospital", unique=True, postgresql_where="status = 'open'"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    identity_hash: str
    id_number_sealed: bytes
    name_sealed: bytes
    person_id: UUID | None = None
    region: str
    hospital: str
    hospital_level: str
    cause: str
    admitted_on: date
    is_without_deposit: bool
    deposit_reason: str
    status: str = AdmissionStatus.OPEN
    settlement_id: UUID | None = None
    discharged_on: date | None = None
    last_charged_on: date | None = None
    line_count: int = 0
    total_fen: int = fen(default=0)
    in_policy_fen: int = fen(default=0)
    pre_pay_fen: int = fen(default=0)
    over_ceiling_fen: int = fen(default=0)
    out_of_policy_fen: int = fen(default=0)
    opened_at: datetime = Field(default_factory=clock.now, sa_type=INSTANT)


class Charge(Row, table=True):
    """One line of a bill, with its four parts."""

    __table_args__: ClassVar = (
        UniqueConstraint("admission_id", "line_no", name="charge_line_once"),
        CheckConstraint(
            "amount_fen = in_policy_fen + pre_pay_fen + over_ceiling_fen + out_of_policy_fen", name="charge_parts_add_up"
        ),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    admission_id: UUID = Field(sa_column=Column(ForeignKey("admission.id"), nullable=False))
    region: str
    hospital: str
    line_no: int
    charged_on: date
    code: str
    name: str
    catalogue_class: str
    unit_price: Decimal = number(16, 6)
    quantity: Decimal = number(16, 4)
    amount_fen: int = fen()
    price_ceiling: Decimal | None = number(16, 6, default=None)
    self_pay_ratio: Decimal | None = number(5, 4, default=None)
    in_policy_fen: int = fen()
    pre_pay_fen: int = fen()
    over_ceiling_fen: int = fen()
    out_of_policy_fen: int = fen()


class YearAccount(Row, table=True):
    """A person's counters of one year: what was drawn from each ceiling, and what they have borne themselves.

    Locked by every settlement and reversal, so that two hospitals at once cannot both take the last yuan of a ceiling.
    It belongs to no region and names nobody; `standing` holds the settlements that count, in their order.
    """

    __tablename__ = "year_account"

    identity_hash: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    counters: dict[str, int] = Field(default_factory=dict, sa_type=JSONB)
    standing: list[str] = Field(default_factory=list, sa_type=JSONB)
    burden_fen: int = fen(default=0)
    burden_told_at: datetime | None = Field(default=None, sa_type=INSTANT)


class Settlement(Row, table=True):
    """A bill shared out: the amounts, the whole explanation, and the policy's version. Never changed."""

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    admission_id: UUID = Field(sa_column=Column(ForeignKey("admission.id"), nullable=False))
    identity_hash: str
    region: str
    hospital: str
    year: int
    settled_on: date
    settled_at: datetime = Field(default_factory=clock.now, sa_type=INSTANT)
    policy: str
    policy_version: str
    total_fen: int = fen()
    patient_fen: int = fen()
    result: dict[str, Any] = Field(sa_type=JSONB)


class Reversal(Row, table=True):
    """A settlement taken back. The settlement stays as it was; its counters are given back."""

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    settlement_id: UUID = Field(sa_column=Column(ForeignKey("settlement.id"), nullable=False, unique=True))
    region: str
    hospital: str
    reason: str
    reversed_at: datetime = Field(default_factory=clock.now, sa_type=INSTANT)
