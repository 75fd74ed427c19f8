"""Photos and papers of houses, surveys and renovations, sealed; and who looked at them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from services.housing.rules.paper import PaperAbout
from services.housing.rules.renovation_paper import Phase
from services.housing.tables.row import Row, one_of
from shared.database import INSTANT
from shared.filing.cabinet import PaperContentRow, PaperReadRow, PaperRow


class Paper(PaperRow, Row, table=True):
    """A photo or paper of a house, a survey or a renovation. `kind` is the view that a photo shows (`front`), or empty; of a
    renovation also the stage of the works (`roof`) or which paper it is (`agreement`). `phase`: when a renovation's photo was
    taken. A paper is withdrawn, never removed."""

    __tablename__ = "paper"
    __table_args__ = (
        Index("paper_filed_once", "about", "about_id", "sha256", unique=True, postgresql_where=text("withdrawn_at IS NULL")),
        Index("paper_of_matter", "about", "about_id", "id"),
        CheckConstraint("phase IS NULL OR (about = 'renovation' AND kind <> '')", name="paper_phase_of_a_renovation"),
    )

    about: PaperAbout = Field(sa_type=one_of(PaperAbout))
    about_id: UUID
    kind: str = Field(default="", max_length=40)
    phase: Phase | None = Field(default=None, sa_type=one_of(Phase))
    taken_at: datetime | None = Field(default=None, sa_type=INSTANT)
    """Where the telephone knew it to the minute."""


class PaperContent(PaperContentRow, Row, table=True):
    """What a paper says."""

    __tablename__ = "paper_content"

    id: UUID = Field(primary_key=True, foreign_key="paper.id")


class PaperRead(PaperReadRow, Row, table=True):
    """Who looked at a paper, and when."""

    __tablename__ = "paper_read"

    paper_id: UUID = Field(foreign_key="paper.id", index=True)
