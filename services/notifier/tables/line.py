"""How the ways out are: what is closed, what is paced, and receipts that came before what they are of."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from services.notifier.rules.delivery import ChannelName, DeliveryState
from services.notifier.tables.row import Row, one_of
from shared.database import INSTANT


class Line(Row, table=True):
    """A way out that many messages share: the mail server, the gateway, a robot by a digest of its address (`rules/line.py`)."""

    __tablename__ = "line"

    code: str = Field(primary_key=True, max_length=60)
    channel: ChannelName = Field(sa_type=one_of(ChannelName))
    failures: int = 0
    closings: int = 0
    closed_until: datetime | None = Field(default=None, sa_type=INSTANT)
    next_at: datetime | None = Field(default=None, sa_type=INSTANT)
    last_sent_at: datetime | None = Field(default=None, sa_type=INSTANT)
    last_failed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    last_error: str | None = Field(default=None, sa_type=Text)


class StrayReceipt(Row, table=True):
    """A receipt of a message that we do not know yet: gateways call back while we still write down that they took it."""

    __tablename__ = "stray_receipt"

    channel: ChannelName = Field(sa_type=one_of(ChannelName), primary_key=True)
    gateway_id: str = Field(primary_key=True, max_length=120)
    state: DeliveryState = Field(sa_type=one_of(DeliveryState))
    reason: str = Field(sa_type=Text)
    came_at: datetime = Field(sa_type=INSTANT)
