"""Complaints to 12317: what is known to all who deal with one, the sealed letter, and what somebody is to look into."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary, Text, text
from sqlmodel import Field

from services.notifier.rules.complaint import About, Channel, ComplaintState, HandlerLevel, Satisfaction, Verdict
from services.notifier.rules.department import Department
from services.notifier.tables.row import Row, one_of
from shared.database import INSTANT
from shared.filing.cabinet import PaperContentRow, PaperReadRow, PaperRow
from shared.ids import uuid7


class Complaint(Row, table=True):
    """One complaint. Nothing here says who complains, or in which words: whoever has the receipt reads this row.

    `region` is the place that it is about. `receipt_hash` is asked with; `sent_hash` is of the form's key: the same form sent
    twice is one complaint. `said_hash` is keyed: the same words sent again are seen as such.
    """

    __tablename__ = "complaint"
    __table_args__ = (
        Index("complaint_of_place", "region", "id"),
        Index("complaint_same_words", "said_hash", "received_at"),
        Index("complaint_owed", "accept_by", postgresql_where=text("state = 'received'")),
        Index("complaint_due", "finish_by", postgresql_where=text("state IN ('accepted', 'handed-on', 'reported')")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    channel: Channel = Field(sa_type=one_of(Channel))
    is_anonymous: bool
    about: About = Field(sa_type=one_of(About))
    about_number: str = Field(default="", max_length=60)
    receipt_hash: str = Field(max_length=64, unique=True)
    sent_hash: str = Field(max_length=64, unique=True)
    said_hash: str = Field(max_length=64)
    repeats_id: UUID | None = Field(default=None, foreign_key="complaint.id", index=True)
    received_at: datetime = Field(sa_type=INSTANT)
    received_by: str = Field(default="", sa_type=Text)
    """Who wrote it down at the telephone or out of a letter; empty for the page."""
    accept_by: date
    state: ComplaintState = Field(sa_type=one_of(ComplaintState))
    matter: str = Field(default="", max_length=32)
    accepted_at: datetime | None = Field(default=None, sa_type=INSTANT)
    refusal: str = Field(default="", sa_type=Text)
    finish_by: date | None = None
    extended_on: date | None = None
    extension: str = Field(default="", sa_type=Text)
    round: int = 1
    verdict: Verdict | None = Field(default=None, sa_type=one_of(Verdict))
    answer: str = Field(default="", sa_type=Text)
    answered_at: datetime | None = Field(default=None, sa_type=INSTANT)
    is_late: bool | None = None
    satisfaction: Satisfaction | None = Field(default=None, sa_type=one_of(Satisfaction))
    closed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    urged_on: date | None = None


class ComplaintLetter(Row, table=True):
    """What the complainant wrote or said, and how to reach them: sealed to the desk's own key, read by the desk alone."""

    __tablename__ = "complaint_letter"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    complaint_id: UUID = Field(foreign_key="complaint.id", index=True)
    region: str = Field(max_length=12)
    round: int
    sealed: str = Field(sa_type=Text)


class ComplaintTask(Row, table=True):
    """What a town, the county or a department is to look into, in the desk's words. `region` is the place of whoever looks."""

    __tablename__ = "complaint_task"
    __table_args__ = (Index("complaint_task_of_place", "region", "id"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    complaint_id: UUID = Field(foreign_key="complaint.id", index=True)
    region: str = Field(max_length=9)
    level: HandlerLevel = Field(sa_type=one_of(HandlerLevel))
    department: Department | None = Field(default=None, sa_type=one_of(Department))
    matter: str = Field(max_length=32)
    summary: str = Field(sa_type=Text)
    given_at: datetime = Field(sa_type=INSTANT)
    due_on: date
    reported_at: datetime | None = Field(default=None, sa_type=INSTANT)
    reported_by: str = Field(default="", sa_type=Text)
    report: str = Field(default="", sa_type=Text)
    found: Verdict | None = Field(default=None, sa_type=one_of(Verdict))
    is_withdrawn: bool = False
    """Given to another before it was reported."""


class ComplaintReading(Row, table=True):
    """Who at the desk read a letter, and when."""

    __tablename__ = "complaint_reading"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    complaint_id: UUID = Field(foreign_key="complaint.id", index=True)
    region: str = Field(max_length=12)
    read_by: str = Field(sa_type=Text)
    read_at: datetime = Field(sa_type=INSTANT)


class ComplaintPaper(PaperRow, Row, table=True):
    """A photo or paper that belongs to what was said. What the file was called says as much as a letter does, so it is sealed and
    `title` is the same for all; `filed_by` is empty where nobody of ours sent it in."""

    __tablename__ = "complaint_paper"
    __table_args__ = (
        Index("complaint_paper_filed_once", "complaint_id", "sha256", unique=True, postgresql_where=text("withdrawn_at IS NULL")),
        Index("complaint_paper_of_complaint", "complaint_id", "id"),
        Index("complaint_paper_of_strangers", "filed_at", postgresql_where=text("filed_by = ''")),
    )

    complaint_id: UUID = Field(foreign_key="complaint.id")
    name_sealed: bytes = Field(sa_type=LargeBinary)


class ComplaintPaperContent(PaperContentRow, Row, table=True):
    """What a paper says: sealed to the desk's own key, as the letter is."""

    __tablename__ = "complaint_paper_content"

    id: UUID = Field(primary_key=True, foreign_key="complaint_paper.id")


class ComplaintPaperRead(PaperReadRow, Row, table=True):
    """Who at the desk opened a paper, and when."""

    __tablename__ = "complaint_paper_read"

    paper_id: UUID = Field(foreign_key="complaint_paper.id", index=True)
