"""Choose words and times: what was said in every form, when it may leave, what went into a digest, and households that agreed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.migrations import guard

revision = "0011"
down_revision = "0010"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _lay_household_contact()
    _widen_message()
    _widen_delivery()


def _lay_household_contact() -> None:
    op.create_table(
        "household_contact",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("sealed_contact", sa.LargeBinary),
        sa.Column("agreed_on", sa.Date, nullable=False),
        sa.Column("entered_by", sa.Text, nullable=False),
        sa.Column("entered_at", _INSTANT, nullable=False),
        sa.Column("withdrawn_on", sa.Date),
        sa.Column("withdrawn_by", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.CheckConstraint("(withdrawn_on IS NULL) = (sealed_contact IS NOT NULL)", name="household_contact_until_withdrawn"),
    )
    op.create_index("household_contact_of_place", "household_contact", ["region", "id"])
    guard(op, "household_contact", roles=("village", "town", "county"), unaudited=("sealed_contact",))


def _widen_message() -> None:
    op.add_column("message", sa.Column("household_id", sa.Uuid, sa.ForeignKey("household_contact.id")))
    op.add_column("message", sa.Column("forms", postgresql.JSONB, nullable=False, server_default="{}"))
    op.add_column("message", sa.Column("priority", sa.String(32), nullable=False, server_default="ordinary"))
    for name in ("forms", "priority"):
        op.alter_column("message", name, server_default=None)


def _widen_delivery() -> None:
    op.add_column("delivery", sa.Column("lane", sa.String(32), nullable=False, server_default="at-once"))
    op.alter_column("delivery", "lane", server_default=None)
    op.add_column("delivery", sa.Column("addressee_id", sa.Uuid))
    op.add_column("delivery", sa.Column("wait", sa.String(32)))
    op.add_column("delivery", sa.Column("form", sa.String(32)))
    op.add_column("delivery", sa.Column("digest_id", sa.Uuid, sa.ForeignKey("message.id")))
    op.drop_index("delivery_due", "delivery")
    op.create_index(
        "delivery_due", "delivery", ["lane", "due_at", "id"], postgresql_where=sa.text("state IN ('queued', 'failed')")
    )
    op.create_index(
        "delivery_to_gather",
        "delivery",
        ["addressee_id", "due_at", "id"],
        postgresql_where=sa.text("state = 'queued' AND wait IN ('digest', 'cap')"),
    )
    op.create_index(
        "delivery_sent_to",
        "delivery",
        ["addressee_id", "sent_at"],
        postgresql_where=sa.text("sent_at IS NOT NULL AND lane <> 'at-once'"),
    )
    op.create_index("delivery_in_digest", "delivery", ["digest_id"], postgresql_where=sa.text("digest_id IS NOT NULL"))
    op.create_index("ix_message_household_id", "message", ["household_id"])
    op.create_index("message_of_place", "message", ["region", "id"])
