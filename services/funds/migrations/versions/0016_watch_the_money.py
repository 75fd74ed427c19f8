"""Watch the money: what the rules of supervision found and the looks that found it, who died, who took the ledger out; and the
audit by person and by day.
"""

import sqlalchemy as sa
from alembic import op

from shared.migrations import guard, guard_trace

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    _findings()
    _looks()
    _deaths()
    _exports()
    # By person an auditor reads a page of the newest; days lie beside each other in the order in which they were written.
    op.create_index("audit_by_person", "audit", ["by", "position"])
    op.create_index("audit_by_day", "audit", ["at"], postgresql_using="brin")


def _findings() -> None:
    op.create_table(
        "money_finding",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("rule", sa.String(60), nullable=False),
        sa.Column("theme", sa.String(32), nullable=False),
        sa.Column("level", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(32), nullable=False),
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("about_id", sa.Uuid),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.Column("basis_hash", sa.String(64), nullable=False),
        sa.Column("policy", sa.String(64), nullable=False),
        sa.Column("policy_version", sa.String(16), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("found_on", sa.Date, nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("explained_by", sa.String(100), nullable=False),
        sa.Column("explained_at", sa.DateTime(timezone=True)),
        sa.Column("explanation", sa.Text, nullable=False),
        sa.Column("accepted_by", sa.String(100), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True)),
        sa.Column("acceptance", sa.Text, nullable=False),
        sa.Column("ended_on", sa.Date),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("ending", sa.String(32)),
        sa.CheckConstraint("(state = 'mended') = (ended_at IS NOT NULL)", name="money_finding_ends_mended"),
        sa.CheckConstraint("accepted_by = '' OR accepted_by <> explained_by", name="money_finding_accepted_by_another"),
        sa.CheckConstraint(
            "state <> 'accepted' OR (accepted_by <> '' AND explained_by <> '')", name="money_finding_accepted_by_somebody"
        ),
    )
    standing = sa.text("ended_at IS NULL")
    op.create_index("money_finding_once", "money_finding", ["rule", "subject_id"], unique=True, postgresql_where=standing)
    op.create_index("money_finding_in", "money_finding", ["region", "id"])
    op.create_index("money_finding_standing", "money_finding", ["rule", "id"], postgresql_where=standing)
    op.create_index("money_finding_of", "money_finding", ["subject_id"])
    op.create_index("money_finding_found", "money_finding", ["found_on"])
    op.create_index("money_finding_ended", "money_finding", ["ended_on"], postgresql_where=sa.text("ended_at IS NOT NULL"))
    guard(op, "money_finding")


def _looks() -> None:
    op.create_table(
        "money_look",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(6), nullable=False),
        sa.Column("is_daily", sa.Boolean, nullable=False),
        sa.Column("asked_on", sa.Date, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(100), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.Column("things", sa.Integer, nullable=False),
        sa.Column("found", sa.Integer, nullable=False),
        sa.Column("ended", sa.Integer, nullable=False),
        sa.Column("standing", sa.Integer, nullable=False),
    )
    op.create_index(
        "money_look_daily_once", "money_look", ["region", "asked_on"], unique=True, postgresql_where=sa.text("is_daily")
    )
    op.create_index("money_look_waiting_once", "money_look", ["region"], unique=True, postgresql_where=sa.text("done_at IS NULL"))
    op.create_index("money_look_of_county", "money_look", ["region", "id"])
    guard(op, "money_look")


def _deaths() -> None:
    op.create_table(
        "death",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("identity_hash", sa.String(64), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("household_id", sa.Uuid),
        sa.Column("died_on", sa.Date),
        sa.Column("is_dead", sa.Boolean, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("person_id", name="death_once"),
    )
    op.create_index("death_by_identity", "death", ["identity_hash"])
    op.create_index("death_in", "death", ["region"])
    op.create_index("ix_death_household_id", "death", ["household_id"])
    guard(op, "death")


def _exports() -> None:
    op.create_table(
        "ledger_export",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(6), nullable=False),
        sa.Column("form", sa.String(8), nullable=False),
        sa.Column("accounts", sa.Integer, nullable=False),
        sa.Column("postings", sa.BigInteger, nullable=False),
        sa.Column("accounts_sha256", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("taken_by", sa.String(100), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ledger_export_of_county", "ledger_export", ["region", "id"])
    guard_trace(op, "ledger_export")
