"""The county's money in its stages, laid out from public entries: a page reads sums, not three hundred thousand lines.

Nothing here is a source: all of it can be thrown away and laid again from the entries.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from services.funds.rules.disclosure import DisclosureKind
from services.funds.rules.flow import Stage
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class FlowPending(Row, table=True):
    """An entry that is published and not yet laid out; put here by a trigger, without a foreign key, as for the log."""

    __tablename__ = "flow_pending"

    disclosure_id: UUID = Field(primary_key=True)


class FlowTotal(Row, table=True):
    """What all lines of the same facets come to; what does not apply is empty."""

    __tablename__ = "flow_total"
    __table_args__ = (
        Index(
            "flow_total_once",
            "year",
            "region",
            "stage",
            "kind",
            "source",
            "programme",
            "project",
            "line",
            "what",
            unique=True,
        ),
        Index("flow_total_of_project", "project", postgresql_where=text("project <> ''")),
        Index("flow_total_of_line", "line", postgresql_where=text("line <> ''")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    year: int
    region: str = Field(max_length=12)
    stage: Stage = Field(sa_type=one_of(Stage))
    kind: DisclosureKind = Field(sa_type=one_of(DisclosureKind))
    source: str = Field(sa_type=Text)
    programme: str = Field(sa_type=Text)
    project: str = Field(sa_type=Text)
    line: str = Field(sa_type=Text)
    what: str = Field(sa_type=Text)
    lines: int
    amount_fen: int = Field(sa_type=BigInteger)


class Flow(Row, table=True):
    """One line of a total: what an entry adds to it. `number` is the entry's, `words` what it can be found by."""

    __tablename__ = "flow"
    __table_args__ = (
        Index("flow_of_total", "total_id", "entry_id", postgresql_include=["amount_fen"]),
        Index("flow_by_number", "number", postgresql_where=text("part = 0")),
        Index("flow_by_words", "words", postgresql_using="gin", postgresql_where=text("words IS NOT NULL")),
    )

    entry_id: UUID = Field(primary_key=True, foreign_key="disclosure.id")
    part: int = Field(primary_key=True, sa_type=SmallInteger)
    total_id: UUID = Field(foreign_key="flow_total.id")
    amount_fen: int = Field(sa_type=BigInteger)
    number: str = Field(max_length=9)
    words: list[str] | None = Field(default=None, sa_type=ARRAY(Text))


class FlowName(Row, table=True):
    """What a project or a budget line is called in public, by its number, and where it lies."""

    __tablename__ = "flow_name"
    __table_args__ = (Index("flow_name_by_place", "region"),)

    number: str = Field(max_length=40, primary_key=True)
    title: str = Field(sa_type=Text)
    region: str = Field(max_length=12)
    project: str = Field(default="", max_length=40)
    """The project that a line is for."""
    about_id: UUID | None = None
    """The project itself, that its notices are about."""


class VillageFigure(Row, table=True):
    """What households of a village were paid of a programme in a quarter, as it was published once that was over.

    `village` is empty in the line of the whole town; small villages have no line. A line without a town says that the quarter
    was published. Never changed: two states of one figure would tell one household.
    """

    __tablename__ = "village_figure"
    __table_args__ = (Index("village_figure_once", "quarter_on", "region", "programme", "village", unique=True),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    quarter_on: date
    """Its first day."""
    region: str = Field(max_length=9)
    """The town; empty where it is the quarter's own line."""
    programme: str = Field(sa_type=Text)
    village: str = Field(max_length=12)
    households: int
    payments: int
    amount_fen: int = Field(sa_type=BigInteger)
    counted_at: datetime = Field(sa_type=INSTANT)
