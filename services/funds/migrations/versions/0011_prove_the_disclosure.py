"""Prove the disclosure: one log of all public records, its tree, its signed heads, and who saw them."""

import sqlalchemy as sa
from alembic import op

from shared.migrations import append_only, open_to_all

revision = "0011"
down_revision = "0010"

# Laid in the writer's own transaction, and nothing is hashed or locked for it: a record that commits is a record to be logged.
_LAY_PENDING = """
CREATE FUNCTION lay_pending() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO log_pending (disclosure_id) SELECT id FROM fresh;
    RETURN NULL;
END $$
"""

_NO_GAPS = """
CREATE FUNCTION forbid_gap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM log_head) THEN
        RAISE EXCEPTION 'head % does not follow the last one', NEW.number USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.size < (SELECT coalesce(max(size), 0) FROM log_head) THEN
        RAISE EXCEPTION 'head % is smaller than the last one', NEW.number USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    _log()
    _witnesses()
    for function in (_LAY_PENDING, _NO_GAPS):
        op.execute(function)
    op.execute(
        "CREATE TRIGGER lay_pending AFTER INSERT ON disclosure REFERENCING NEW TABLE AS fresh"
        " FOR EACH STATEMENT EXECUTE FUNCTION lay_pending()"
    )
    op.execute("CREATE TRIGGER forbid_gap BEFORE INSERT ON log_head FOR EACH ROW EXECUTE FUNCTION forbid_gap()")
    # What was published before there was a log is logged first, in its order. Migrations act for no region: the rows are public.
    op.execute("INSERT INTO log_pending (disclosure_id) SELECT id FROM disclosure")


def _log() -> None:
    op.create_table("log_pending", sa.Column("disclosure_id", sa.Uuid, primary_key=True))
    op.create_table(
        "log_entry",
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("disclosure_id", sa.Uuid, sa.ForeignKey("disclosure.id"), nullable=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("commitment", sa.LargeBinary, nullable=False),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("disclosure_id", name="log_entry_once_per_record"),
        sa.CheckConstraint("octet_length(salt) = 32 AND octet_length(commitment) = 32", name="log_entry_of_32_bytes"),
        sa.CheckConstraint("position >= 0", name="log_entry_from_nought"),
    )
    op.create_table(
        "log_node",
        sa.Column("level", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("place", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.CheckConstraint("octet_length(hash) = 32", name="log_node_of_32_bytes"),
    )
    op.create_table(
        "log_key",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("key_id", sa.String(8), nullable=False),
        sa.Column("public", sa.String(200), nullable=False),
        sa.Column("endorsement", sa.Text, nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "log_head",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("root", sa.LargeBinary, nullable=False),
        sa.Column("key_id", sa.String(8), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("log_head_by_size", "log_head", ["size"])
    for table in ("log_entry", "log_node", "log_key", "log_head"):
        append_only(op, table)


def _witnesses() -> None:
    op.create_table(
        "head_place",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("place", sa.String(500), nullable=False),
        sa.Column("last_number", sa.BigInteger, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_failure", sa.String(200), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("place", name="head_place_once"),
    )
    op.create_table(
        "cosignature",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("head_number", sa.BigInteger, sa.ForeignKey("log_head.number"), nullable=False),
        sa.Column("witness", sa.String(100), nullable=False),
        sa.Column("key_id", sa.String(8), nullable=False),
        sa.Column("line", sa.String(400), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("head_number", "key_id", name="cosignature_once"),
    )
    append_only(op, "cosignature")
    for table in ("head_place", "cosignature"):
        open_to_all(op, table)
