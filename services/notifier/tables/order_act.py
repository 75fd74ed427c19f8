"""What was done with an order, line by line; who is named to see a restricted one; the papers that prove it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Text, text
from sqlmodel import Field

from services.notifier.rules.clue import ClueOutcome
from services.notifier.rules.department import Department
from services.notifier.rules.order_act import Act
from services.notifier.rules.order_kind import StepLevel
from services.notifier.rules.order_rule import Addressee
from services.notifier.tables.row import Row, one_of
from shared.database import INSTANT
from shared.filing.cabinet import PaperContentRow, PaperReadRow, PaperRow
from shared.ids import uuid7

_RECKONED = "act <> ALL (ARRAY['reminded', 'urged'])"
"""What boards reckon from: not what was only said."""


class OrderAct(Row, table=True):
    """One line of an order's record: only ever added. `to_post_id`: to whom it was handed; `level`: who was told; `due_at`: the
    deadline that it had from then on; `was_…`: where and whose it was before, of an act that changed that. So what an order
    was on any day can be had back from what it is and what was done since."""

    __tablename__ = "order_act"
    __table_args__ = (
        Index("order_act_of_order", "order_id", "id"),
        Index("order_act_reckoned", "order_id", "turn", "at", "act", "due_at", postgresql_where=text(_RECKONED)),
        Index("order_act_elsewhere", "at", postgresql_where=text("was_region IS NOT NULL")),
        Index("order_act_urged", "at", postgresql_where=text("act = 'urged'")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    order_id: UUID = Field(foreign_key="work_order.id")
    turn: int
    act: Act = Field(sa_type=one_of(Act))
    at: datetime = Field(sa_type=INSTANT)
    done_by: str = Field(sa_type=Text)
    words: str = Field(default="", sa_type=Text)
    to_post_id: UUID | None = Field(default=None, foreign_key="post.id", index=True)
    level: StepLevel | None = Field(default=None, sa_type=one_of(StepLevel))
    due_at: datetime | None = Field(default=None, sa_type=INSTANT)
    was_region: str | None = Field(default=None, max_length=12)
    was_department: Department | None = Field(default=None, sa_type=one_of(Department))
    was_addressee: Addressee | None = Field(default=None, sa_type=one_of(Addressee))
    outcome: ClueOutcome | None = Field(default=None, sa_type=one_of(ClueOutcome))
    """How a clue came out, of the act that answers it."""


class OrderReader(Row, table=True):
    """Who may see a restricted order: nobody else does, in any role."""

    __tablename__ = "order_reader"

    order_id: UUID = Field(primary_key=True, foreign_key="work_order.id")
    subject: str = Field(primary_key=True, sa_type=Text)
    named_by: str = Field(sa_type=Text)
    named_at: datetime = Field(sa_type=INSTANT)


class OrderPaper(PaperRow, Row, table=True):
    """A photo or paper that shows what was done. `turn`: of which round of the order; a paper is withdrawn, never removed."""

    __tablename__ = "order_paper"
    __table_args__ = (
        Index("order_paper_filed_once", "order_id", "sha256", unique=True, postgresql_where=text("withdrawn_at IS NULL")),
        Index("order_paper_of_order", "order_id", "id"),
    )

    order_id: UUID = Field(foreign_key="work_order.id")
    turn: int


class OrderPaperContent(PaperContentRow, Row, table=True):
    """What a paper says."""

    __tablename__ = "order_paper_content"

    id: UUID = Field(primary_key=True, foreign_key="order_paper.id")


class OrderPaperRead(PaperReadRow, Row, table=True):
    """Who looked at a paper, and when."""

    __tablename__ = "order_paper_read"

    paper_id: UUID = Field(foreign_key="order_paper.id", index=True)
