"""Speak the national transactions: messages as they came and as they were answered."""

import sqlalchemy as sa
from alembic import op

from shared.migrations import append_only, guard

revision = "0007"
down_revision = "0006"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _lay_catalogue()
    _lay_messages()
    _lay_meanings()
    # What an item costs is no secret to hospitals.
    guard(op, "catalogue_item", open_to=("hospital",))
    guard(op, "national_message", org="hospital", unaudited=("body_sealed", "answer_sealed"))
    guard(op, "national_person", org="hospital")
    guard(op, "national_stay", org="hospital")
    guard(op, "national_line", org="hospital")
    guard(op, "national_file", org="hospital", unaudited=("content_sealed",))
    append_only(op, "national_message")
    append_only(op, "national_file")


def _lay_catalogue() -> None:
    op.create_table(
        "catalogue_item",
        sa.Column("region", sa.String(), primary_key=True),
        sa.Column("code", sa.String(), primary_key=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("catalogue_class", sa.String(), nullable=False),
        sa.Column("self_pay_ratio", sa.Numeric(5, 4)),
        sa.Column("price_ceiling", sa.Numeric(16, 6)),
        sa.Column("charge_type", sa.String(), nullable=False),
        sa.Column("item", sa.String()),
        sa.Column("noted_at", INSTANT, nullable=False),
    )


def _lay_messages() -> None:
    op.create_table(
        "national_message",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("hospital", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("msgid", sa.String(), nullable=False),
        sa.Column("infno", sa.String(), nullable=False),
        sa.Column("infcode", sa.String(), nullable=False),
        sa.Column("psn_no", sa.String()),
        sa.Column("made_id", sa.Uuid()),
        sa.Column("undone_id", sa.Uuid()),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.UniqueConstraint("hospital", "msgid", name="national_message_once"),
    )
    op.create_index("national_message_made", "national_message", ["made_id"])
    op.create_index("national_message_undone", "national_message", ["undone_id"])
    op.create_table(
        "national_file",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("hospital", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", INSTANT, nullable=False),
    )


def _lay_meanings() -> None:
    op.create_table(
        "national_person",
        sa.Column("psn_no", sa.String(), primary_key=True),
        sa.Column("hospital", sa.String(), primary_key=True),
        sa.Column("identity_hash", sa.String(), nullable=False),
        sa.Column("id_number_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("shown_at", INSTANT, nullable=False),
    )
    op.create_table(
        "national_stay",
        sa.Column("admission_id", sa.Uuid(), sa.ForeignKey("admission.id"), primary_key=True),
        sa.Column("hospital", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("med_type", sa.String(), nullable=False),
        sa.Column("insutype", sa.String(), nullable=False),
    )
    op.create_table(
        "national_line",
        sa.Column("admission_id", sa.Uuid(), sa.ForeignKey("admission.id"), primary_key=True),
        sa.Column("line_no", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("hospital", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.UniqueConstraint("admission_id", "serial", name="national_line_serial_once"),
    )
