"""A stay and its lines. A stay carries its papers (sealed) and the running sums of its lines."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, UniqueConstraint
from sqlmodel import Field

from services.medical.rules.admission import AdmissionStatus
from services.medical.tables.row import Row, fen, number
from shared import clock
from shared.database import INSTANT
from shared.ids import uuid7


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
