"""Files that came in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, Text, UniqueConstraint, text
from sqlmodel import Field

from services.registry.rules.preview import ImportState
from services.registry.tables.row import Row, document, of, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class RegisterImport(Row, table=True):
    """One file that an officer sent, and how far it has come.

    `by`, `role`, `region` and `org` are the officer's: the work on a large file is done later, in their name and with their eyes.
    `rows`, `taken` and `refused` count people; `entries` are the households of the file, `created` to `returned` what becomes
    of them, `reached` those that are done in the present state. `faults` and `advice` hold the first ones; the totals stand
    beside them.
    """

    __tablename__ = "register_import"
    __table_args__ = (
        Index(
            "import_under_way",
            "id",
            postgresql_where=text("state IN ('received', 'comparing', 'committing')"),
        ),
        Index("import_previewed", "previewed_at", postgresql_where=text("state = 'previewed'")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    by: str = Field(default="", sa_type=Text)
    role: str = Field(default="", sa_type=Text)
    org: str = Field(default="", sa_type=Text)
    state: ImportState = Field(default=ImportState.COMMITTED, sa_type=one_of(ImportState))
    is_to_be_committed: bool = False
    file_name_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    file_kind: str = Field(default="", sa_type=Text)
    notes: list[str] = Field(default=[], sa_column=document())
    problem: dict[str, Any] | None = Field(default=None, sa_column=document(is_optional=True))
    rows: int = 0
    entries: int = 0
    taken: int = 0
    refused: int = 0
    households: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    returned: int = 0
    changed: int = 0
    reached: int = 0
    faults_total: int = 0
    advice_total: int = 0
    faults: list[dict[str, Any]] = Field(default=[], sa_column=document())
    advice: list[dict[str, Any]] = Field(default=[], sa_column=document())
    refused_rows_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    imported_at: datetime = Field(sa_type=INSTANT)
    previewed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    committed_at: datetime | None = Field(default=None, sa_type=INSTANT)


class ImportStretch(Row, table=True):
    """Some households of a file: what it says of them and what was found (both sealed), and what the preview rests on.
    Number 0 is the file itself, until it was read.

    The rows lie apart from what was found of them: they are written once, and read only by whoever looks at them.

    `basis` holds for each household its code, the identity hashes of its people, and what the register knew of them, hashed; so
    whether a preview still holds can be told without unsealing it. The content goes when it is no longer needed: of an import
    that was taken in only what went back stays, for a while.
    """

    __tablename__ = "import_stretch"
    __table_args__ = (UniqueConstraint("import_id", "number", name="import_stretch_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    import_id: UUID = Field(sa_column_args=of("register_import"))
    region: str = Field(max_length=12)
    number: int
    state: str = Field(max_length=32)
    households: int
    counts: dict[str, int] = Field(default={}, sa_column=document())
    basis: list[list[Any]] = Field(default=[], sa_column=document())
    rows_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    content_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
