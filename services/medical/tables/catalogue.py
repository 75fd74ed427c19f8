"""The insurance catalogue: what the codes of a national charge line leave unsaid."""

from datetime import datetime
from decimal import Decimal

from sqlmodel import Field

from services.medical.tables.row import Row, number
from shared import clock
from shared.database import INSTANT


class CatalogueItem(Row, table=True):
    """How a place's insurance catalogue classes one drug, treatment or material."""

    __tablename__ = "catalogue_item"

    region: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    title: str
    catalogue_class: str
    self_pay_ratio: Decimal | None = number(5, 4, default=None)
    price_ceiling: Decimal | None = number(16, 6, default=None)
    charge_type: str
    """National kind of charge (med_chrgitm_type)."""
    item: str | None = None
    """The kind of service by which a policy may single it out."""
    noted_at: datetime = Field(default_factory=clock.now, sa_type=INSTANT)
