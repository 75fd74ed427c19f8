"""A stay and its lines. A stay carries its papers (sealed) and the running sums of its lines."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.medical.rules.admission import AdmissionStatus, Scheme, Visit
from services.medical.rules.hospital import Place
from services.medical.tables.row import Row, fen, number
from shared import clock
from shared.database import INSTANT
from shared.ids import uuid7


class Admission(Row, table=True):
    """One stay of one person in one hospital, or one visit to it.

    The sums of its lines are kept on it, so that settling costs the same for eight lines and for twenty thousand, and so that
    locking this one row is enough to hold the bill still. `settled` holds what the settlements that stand have taken of them
    (`rules.portion.Settled`); a line belongs to the portion in which it came, and is settled when that is `settled_portion`
    or an earlier one.
    """

    __table_args__: ClassVar = (
        CheckConstraint(
            "total_fen = in_policy_fen + pre_pay_fen + over_ceiling_fen + out_of_policy_fen", name="admission_parts_add_up"
        ),
        Index(
            "admission_one_open",
            "identity_hash",
            "hospital",
            unique=True,
            postgresql_where="status = 'open' AND visit = 'inpatient' AND NOT is_paper",
        ),
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
    scheme: str = Scheme.RESIDENT
    visit: str = Visit.INPATIENT
    place: str = Place.IN_COUNTY
    is_paper: bool = False
    diseases: list[str] = Field(default_factory=list, sa_type=JSONB)
    traits: list[str] = Field(default_factory=list, sa_type=JSONB)
    given: dict[str, int] = Field(default_factory=dict, sa_type=JSONB)
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
    class_sums: dict[str, list[int]] = Field(default_factory=dict, sa_type=JSONB)
    item_sums: dict[str, list[int]] = Field(default_factory=dict, sa_type=JSONB)
    settled: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    portion: int = 1
    settled_portion: int = 0
    discharged_at: datetime | None = Field(default=None, sa_type=INSTANT)
    discharge_reason: str | None = None
    cancel_reason: str | None = None
    opened_at: datetime = Field(default_factory=clock.now, sa_type=INSTANT)


class Charge(Row, table=True):
    """One line of a bill, with its four parts; a refund is a line with a negative quantity that names the line it takes back."""

    __table_args__: ClassVar = (
        UniqueConstraint("admission_id", "line_no", name="charge_line_once"),
        Index("charge_refunds", "admission_id", "refunds_line_no", postgresql_where="refunds_line_no IS NOT NULL"),
        Index("charge_days", "admission_id", "charged_on"),
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
    item: str | None = None
    refunds_line_no: int | None = None
    portion: int = 1
