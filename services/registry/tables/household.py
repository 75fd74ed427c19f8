"""Households and people as they are now; what they were, and what was thought of them, stands in `tables.history`.

Names, ID numbers and telephones are sealed; a person is found by the keyed hash of the ID number.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import Index, Integer, LargeBinary, Text, text
from sqlmodel import Field

from services.registry.rules.vocabulary import HouseholdState
from services.registry.tables.row import Row, document, of, one_of, texts
from shared.ids import uuid7


class Household(Row, table=True):
    """A household (户). It has a code once it was imported; one that came in by a sudden need has none yet.

    `revision` grows with each change, so that whoever hears of two changes knows which is the later.
    """

    __tablename__ = "household"
    __table_args__ = (
        Index("household_code", "code", unique=True, postgresql_where=text("code IS NOT NULL")),
        Index("household_of_place", "region", "id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    code: str | None = Field(default=None, max_length=20)
    region: str = Field(max_length=12, index=True)
    state: HouseholdState = Field(sa_type=one_of(HouseholdState))
    standard: str = Field(default="", sa_type=Text)
    causes: list[str] = Field(default=[], sa_column=texts())
    phone_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    particulars: dict[str, str] = Field(default={}, sa_column=document())
    fingerprint: str = Field(default="", max_length=64)
    enrolled_on: date
    revision: int = Field(default=1, sa_type=Integer)


class Person(Row, table=True):
    """A human being: one row for life, whichever household they belong to.

    `household_id` is the household that they belong to, since `joined_on`; once `left_on` is filled they belong to none, and it
    is the one that they belonged to last. Of the dead `died_on` is filled too.
    Someone who came in by a sudden need is not verified until a village officer has seen them; of someone who came in by a
    hospital's bill the identity hash is all that is known until then.
    `fingerprint` is a keyed hash of what was imported: the same file again changes nothing.
    `merged_into_id`: this was a second file of the same human being; whoever knows them by its hash finds the other.
    """

    __tablename__ = "person"
    __table_args__ = (
        Index("person_once_for_life", "identity_hash", unique=True),
        Index("person_of_household", "household_id"),
        Index("person_merged_into", "merged_into_id", postgresql_where=text("merged_into_id IS NOT NULL")),
        Index("person_of_place", "region", "id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    household_id: UUID = Field(sa_column_args=of("household"))
    region: str = Field(max_length=12)
    identity_hash: str = Field(max_length=64)
    code: str = Field(default="", max_length=20)
    name_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    id_number_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    disability_card_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    phone_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    employer_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    sex: str = Field(default="", max_length=1)
    born_on: date | None = None
    died_on: date | None = None
    relation: str = Field(default="", sa_type=Text)
    ethnic_group: str = Field(default="", max_length=2)
    classes: list[str] = Field(default=[], sa_column=texts())
    particulars: dict[str, str] = Field(default={}, sa_column=document())
    fingerprint: str = Field(default="", max_length=64)
    is_verified: bool = True
    joined_on: date
    left_on: date | None = None
    merged_into_id: UUID | None = Field(default=None, sa_column_args=of("person"))
    revision: int = Field(default=1, sa_type=Integer)
