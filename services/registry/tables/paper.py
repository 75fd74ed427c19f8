"""Photos and papers in the files of households, sealed; and who looked at them."""

from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from services.registry.tables.row import Row, of
from shared.filing.cabinet import PaperContentRow, PaperReadRow, PaperRow


class Paper(PaperRow, Row, table=True):
    """A photo or paper of a household or of one of its people. `sha256` is of what was sent: the same again is noticed.

    A paper is withdrawn, never removed.
    """

    __tablename__ = "household_paper"
    __table_args__ = (
        Index("paper_filed_once", "household_id", "sha256", unique=True, postgresql_where=text("withdrawn_at IS NULL")),
        Index("paper_of_household", "household_id"),
        Index("paper_of_person", "person_id"),
    )

    household_id: UUID = Field(sa_column_args=of("household"))
    person_id: UUID | None = Field(default=None, sa_column_args=of("person"))


class PaperContent(PaperContentRow, Row, table=True):
    """What a paper says."""

    __tablename__ = "household_paper_content"

    id: UUID = Field(primary_key=True, sa_column_args=of("household_paper"))


class PaperRead(PaperReadRow, Row, table=True):
    """Who looked at a paper, and when."""

    __tablename__ = "household_paper_read"

    paper_id: UUID = Field(sa_column_args=of("household_paper"), index=True)
