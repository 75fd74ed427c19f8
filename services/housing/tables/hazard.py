"""The ledger of dangerous houses, and the ledgers that counties brought along."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from services.housing.rules.hazard import ListedBy, StruckWhy
from services.housing.rules.house import Grade
from services.housing.tables.list_file import ListFile
from services.housing.tables.row import Row, one_of
from shared.ids import uuid7


class Hazard(Row, table=True):
    """A house of grade C or D, from the day it was found so until it was struck off (认定一户、改造一户)."""

    __tablename__ = "hazard"
    __table_args__ = (
        Index("hazard_standing_once", "house_id", unique=True, postgresql_where=text("struck_on IS NULL")),
        Index("hazard_of_house", "house_id", "id"),
        Index("hazard_by_place", "region", "id"),
        Index("hazard_of_survey", "survey_id"),
        Index("hazard_of_file", "file_id"),
        CheckConstraint("grade IN ('C', 'D')", name="hazard_is_unsafe"),
        CheckConstraint("(struck_on IS NULL) = (struck_why IS NULL)", name="hazard_struck_for_a_reason"),
        CheckConstraint("listed_on <= struck_on", name="hazard_struck_after_it_was_listed"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    house_id: UUID = Field(foreign_key="house.id")
    household_id: UUID | None = None
    """Who lived there when it was listed."""
    region: str = Field(max_length=12)
    grade: Grade = Field(sa_type=one_of(Grade))
    graded_on: date
    """The day of the grade that counts; `listed_on` is that of the first."""
    listed_by: ListedBy = Field(sa_type=one_of(ListedBy))
    listed_on: date
    survey_id: UUID | None = Field(default=None, foreign_key="survey.id")
    file_id: UUID | None = Field(default=None, foreign_key="hazard_file.id")
    note: str = Field(default="", max_length=200)
    struck_on: date | None = None
    struck_why: StruckWhy | None = Field(default=None, sa_type=one_of(StruckWhy))
    struck_reason: str = Field(default="", max_length=200)
    struck_by: str = Field(default="", max_length=100)
    acceptance_id: UUID | None = Field(default=None, foreign_key="acceptance.id", index=True)


class HazardFile(ListFile, table=True):
    """A county's own ledger; `entering` are rows that put a house into ours."""

    __tablename__ = "hazard_file"
    __table_args__ = (CheckConstraint("(taken_at IS NULL) = (taken_by = '')", name="hazard_file_taken_by_somebody"),)
