"""What the public reads, and the seals of its days: only ever added to."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint
from sqlmodel import Field

from services.funds.rules.disclosure import DisclosureKind, PublicEntry
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT


class Disclosure(Row, table=True):
    """A public entry. `canonical` is the exact text that is shown, handed out and hashed."""

    __tablename__ = "disclosure"
    __table_args__ = (
        UniqueConstraint("corrects_id", name="disclosure_corrected_once"),
        Index("disclosure_by_town", "region", "id"),
        Index("disclosure_by_day", "published_on", "id"),
    )

    id: UUID = Field(primary_key=True)
    kind: DisclosureKind = Field(sa_type=one_of(DisclosureKind))
    region: str = Field(max_length=9)
    amount_fen: int = Field(sa_type=BigInteger)
    published_on: date
    corrects_id: UUID | None = Field(default=None, foreign_key="disclosure.id")
    canonical: str = Field(sa_type=Text)

    @classmethod
    def of(cls, entry: PublicEntry) -> "Disclosure":
        """The row of a public entry."""
        return cls(
            id=UUID(entry.id),
            kind=DisclosureKind(entry.kind),
            region=entry.region,
            amount_fen=entry.amount_fen,
            published_on=date.fromisoformat(entry.published_on),
            canonical=entry.canonical,
            corrects_id=UUID(entry.corrects) if entry.corrects else None,
        )


class Seal(Row, table=True):
    """A day of the disclosure, closed for ever under one root (hex)."""

    __tablename__ = "seal"

    day: date = Field(primary_key=True)
    root: str = Field(max_length=64)
    entries: int
    sealed_at: datetime = Field(sa_type=INSTANT)
