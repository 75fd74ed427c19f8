"""Keep health files: programmes, plans, registries, contracts, and who read them."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.migrations import append_only, guard, guard_trace

revision = "0006"
down_revision = "0005"

INSTANT = sa.DateTime(timezone=True)
HEALTH = ("health",)
"""The one role that sees a region's health records; a hospital sees those that name it."""


def upgrade() -> None:
    _lay_files()
    _lay_contracts_and_examinations()
    _lay_reads()
    # Auditors see that a file was opened, changed and closed, by whom and when; of what the person is ill they do not see.
    told = (
        "programme",
        "kind",
        "policy",
        "policy_version",
        "treatment_class",
        "finding",
        "level",
        "screening",
        "outcome",
        "classes",
        "name_sealed",
        "id_number_sealed",
    )
    guard(op, "health_file", org="hospital", roles=HEALTH, unaudited=told)
    of_file = ("file_id", "health_file")
    guard(op, "health_entry", part_of=of_file, unaudited=("kind", "code", "level", "note_sealed"))
    guard(op, "health_step", part_of=of_file, unaudited=("what_sealed", "is_treatment"))
    guard(op, "health_tick", part_of=of_file, unaudited=("note_sealed",))
    papers = ("name_sealed", "id_number_sealed", "classes")
    guard(op, "family_contract", org="hospital", roles=HEALTH, unaudited=(*papers, "package", "end_reason"))
    guard(op, "health_examination", org="hospital", roles=HEALTH, unaudited=(*papers, "result", "note_sealed"))
    # The one thing that other offices need: free of charge or not. A hospital asks before it writes a bill.
    guard(op, "health_flag", part_of=of_file, readers=("county", "department"), open_to=("hospital",))
    append_only(op, "health_entry")
    append_only(op, "health_tick")
    append_only(op, "health_examination")
    guard_trace(op, "health_read")


def _papers() -> list[sa.Column[Any]]:
    return [
        sa.Column("identity_hash", sa.String(), nullable=False),
        sa.Column("id_number_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid()),
        sa.Column("household_id", sa.Uuid()),
        sa.Column("classes", JSONB(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("hospital", sa.String()),
    ]


def _of_file() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("file_id", sa.Uuid(), sa.ForeignKey("health_file.id"), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
    ]


def _lay_files() -> None:
    op.create_table(
        "health_file",
        sa.Column("id", sa.Uuid(), primary_key=True),
        *_papers(),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("policy_version", sa.String(), nullable=False),
        sa.Column("diagnosed_on", sa.Date(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("doctor", sa.String(), nullable=False),
        sa.Column("treatment_class", sa.String()),
        sa.Column("finding", sa.String()),
        sa.Column("level", sa.Integer()),
        sa.Column("found_on", sa.Date()),
        sa.Column("next_due_on", sa.Date()),
        sa.Column("screening", sa.String()),
        sa.Column("is_treated_free", sa.Boolean(), nullable=False),
        sa.Column("treated_on", sa.Date()),
        sa.Column("outcome", sa.String()),
        sa.Column("closed_on", sa.Date()),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.CheckConstraint("level BETWEEN 0 AND 5", name="health_file_level"),
    )
    is_open = sa.text("closed_on IS NULL")
    op.create_index("health_file_one_open", "health_file", ["identity_hash", "programme"], unique=True, postgresql_where=is_open)
    is_due = sa.text("closed_on IS NULL AND next_due_on IS NOT NULL")
    op.create_index("health_file_due", "health_file", ["next_due_on"], postgresql_where=is_due)
    op.create_table(
        "health_entry",
        *_of_file(),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("level", sa.Integer()),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date()),
        sa.Column("next_due_on", sa.Date()),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("hospital", sa.String()),
        sa.Column("note_sealed", sa.LargeBinary()),
        sa.Column("recorded_at", INSTANT, nullable=False),
    )
    op.create_index("health_entry_of_file", "health_entry", ["file_id", "id"])
    op.create_table(
        "health_step",
        *_of_file(),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("what_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("doctor", sa.String(), nullable=False),
        sa.Column("is_treatment", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date()),
        sa.Column("done_by", sa.String()),
        sa.UniqueConstraint("file_id", "no", name="health_step_once"),
    )
    op.create_table(
        "health_tick",
        *_of_file(),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary()),
        sa.UniqueConstraint("file_id", "item", name="health_tick_once"),
    )
    op.create_table(
        "health_flag",
        sa.Column("file_id", sa.Uuid(), sa.ForeignKey("health_file.id"), primary_key=True),
        sa.Column("identity_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid()),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date()),
    )
    op.create_index("ix_health_flag_identity_hash", "health_flag", ["identity_hash"])


def _lay_contracts_and_examinations() -> None:
    op.create_table(
        "family_contract",
        sa.Column("id", sa.Uuid(), primary_key=True),
        *_papers(),
        sa.Column("doctor", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("package", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date()),
        sa.Column("end_reason", sa.String()),
        sa.CheckConstraint("starts_on <= ends_on", name="family_contract_term"),
    )
    op.create_index("family_contract_person", "family_contract", ["identity_hash", "starts_on"])
    op.create_table(
        "health_examination",
        sa.Column("id", sa.Uuid(), primary_key=True),
        *_papers(),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("examined_on", sa.Date(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary()),
        sa.UniqueConstraint("identity_hash", "year", name="health_examination_once"),
    )


def _lay_reads() -> None:
    op.create_table(
        "health_read",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("read_at", INSTANT, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("org", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("record_id", sa.Uuid()),
        sa.Column("identity_hash", sa.String()),
        sa.Column("person_id", sa.Uuid()),
        sa.Column("region", sa.String(), nullable=False),
    )
    op.create_index("health_read_record", "health_read", ["record_id"])
    op.create_index("health_read_person", "health_read", ["identity_hash"])
