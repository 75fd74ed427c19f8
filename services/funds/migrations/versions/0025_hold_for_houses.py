"""Hold money for houses, and pay it in stages."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.migrations import guard

revision = "0025"
down_revision = "0024"

# A house has money of a programme once, whether it is held for its renovation or asked for without one. Both sides take one lock
# by the house first, so that of two at the same instant the second one finds the first.
_ONE_SUBSIDY_A_HOUSE = """
CREATE FUNCTION one_subsidy_a_house() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.thing_id IS NULL THEN
        RETURN NEW;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('subsidy of ' || NEW.programme || ' ' || NEW.thing_id::text, 0));
    IF TG_TABLE_NAME = 'house_hold' AND NEW.state <> 'freed' AND EXISTS (
        SELECT FROM payment_request r WHERE r.about = 'housing' AND r.programme = NEW.programme AND r.thing_id = NEW.thing_id
        AND r.state <> 'discarded')
    THEN
        RAISE EXCEPTION 'house % was asked for in %', NEW.thing_id, NEW.programme USING ERRCODE = 'unique_violation';
    END IF;
    IF TG_TABLE_NAME = 'payment_request' AND NEW.state <> 'discarded' AND EXISTS (
        SELECT FROM house_hold h WHERE h.programme = NEW.programme AND h.thing_id = NEW.thing_id AND h.state <> 'freed')
    THEN
        RAISE EXCEPTION 'house % is promised money of %', NEW.thing_id, NEW.programme USING ERRCODE = 'unique_violation';
    END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "house_hold",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("renovation_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.String(24), nullable=False),
        sa.Column("household_id", sa.Uuid, nullable=False),
        sa.Column("thing_id", sa.Uuid, nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("programme", sa.String(40), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("plan", sa.Integer, nullable=False),
        sa.Column("wanted_fen", sa.BigInteger, nullable=False),
        sa.Column("asked_fen", sa.BigInteger, nullable=False),
        sa.Column("shares", JSONB, nullable=False),
        sa.Column("may_stand_in", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("refusal_code", sa.String(60), nullable=False),
        sa.Column("refusal", sa.String(200), nullable=False),
        sa.Column("short", JSONB, nullable=False),
        sa.Column("asked_by", sa.String(100), nullable=False),
        sa.Column("planned_on", sa.Date, nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("renovation_id", name="house_hold_once_per_renovation"),
        sa.CheckConstraint("wanted_fen >= 0 AND asked_fen >= 0", name="house_hold_not_negative"),
    )
    op.create_index("house_hold_by_place", "house_hold", ["region", "id"])
    op.create_index(
        "house_hold_once_per_house",
        "house_hold",
        ["programme", "thing_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'freed'"),
    )
    op.create_index("house_hold_waiting", "house_hold", ["tried_at"], postgresql_where=sa.text("state = 'waiting'"))
    op.create_table(
        "house_hold_part",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("hold_id", sa.Uuid, sa.ForeignKey("house_hold.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("line", sa.String(24), nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.Column("reserved_id", sa.Uuid, sa.ForeignKey("transfer.id")),
        sa.UniqueConstraint("hold_id", "account_id", name="house_hold_part_once_per_line"),
        sa.UniqueConstraint("reserved_id", name="house_hold_part_once_per_transfer"),
        sa.CheckConstraint(
            "(amount_fen > 0) = (reserved_id IS NOT NULL) AND amount_fen >= 0", name="house_hold_part_is_reserved"
        ),
    )
    op.create_index("ix_house_hold_part_account_id", "house_hold_part", ["account_id"])
    op.create_index("house_hold_part_by_line", "house_hold_part", ["line"], postgresql_where=sa.text("amount_fen > 0"))
    guard(op, "house_hold")
    guard(op, "house_hold_part")
    _payments()
    op.execute(_ONE_SUBSIDY_A_HOUSE)
    for table in ("house_hold", "payment_request"):
        op.execute(
            f"CREATE TRIGGER one_subsidy_a_house BEFORE INSERT OR UPDATE OF programme, thing_id ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION one_subsidy_a_house()"
        )


def _payments() -> None:
    """A stage may be paid out of several lines, each a payment of its own; and a request may draw on a hold."""
    op.add_column("payment", sa.Column("part", sa.Integer, nullable=False, server_default="1"))
    op.alter_column("payment", "part", server_default=None)
    op.add_column("payment", sa.Column("hold_id", sa.Uuid, sa.ForeignKey("house_hold.id")))
    op.create_index("ix_payment_hold_id", "payment", ["hold_id"])
    op.drop_constraint("payment_once_per_matter", "payment")
    op.create_unique_constraint(
        "payment_once_per_matter",
        "payment",
        ["about", "about_id", "household_id", "person_id", "round", "part"],
        postgresql_nulls_not_distinct=True,
    )
    op.add_column("payment_request", sa.Column("renovation_id", sa.Uuid))
    op.create_index(
        "payment_request_of_renovation",
        "payment_request",
        ["renovation_id"],
        postgresql_where=sa.text("renovation_id IS NOT NULL"),
    )
