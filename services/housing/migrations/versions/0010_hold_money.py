"""Hold money when a renovation is planned, and release it in stages."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.migrations import guard

revision = "0010"
down_revision = "0009"

_SEE = """SELECT set_config('jishiyu.by', 'migration 0010', true), set_config('jishiyu.role', 'platform', true),
                 set_config('jishiyu.region', '*', true)"""

# A house has money of a budget once, whether a renovation was promised it or the house was accepted without one. Both sides lock
# the house first, so that of two at the same instant the second one finds the first.
_ONE_SUBSIDY_A_HOUSE = """
CREATE FUNCTION one_subsidy_a_house() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM house WHERE id = NEW.house_id FOR UPDATE;
    IF TG_TABLE_NAME = 'acceptance' THEN
        IF NEW.revoked_at IS NULL AND EXISTS (
            SELECT FROM house_money m WHERE m.house_id = NEW.house_id AND m.budget_code = NEW.budget_code AND m.state <> 'freed'
            AND m.renovation_id IS DISTINCT FROM NEW.renovation_id)
        THEN
            RAISE EXCEPTION 'house % is promised money of % by a renovation', NEW.house_id, NEW.budget_code
                USING ERRCODE = 'unique_violation';
        END IF;
    ELSIF NEW.state <> 'freed' AND EXISTS (
        SELECT FROM acceptance a WHERE a.house_id = NEW.house_id AND a.budget_code = NEW.budget_code AND a.revoked_at IS NULL
        AND a.renovation_id IS DISTINCT FROM NEW.renovation_id)
    THEN
        RAISE EXCEPTION 'house % was accepted for money of %', NEW.house_id, NEW.budget_code USING ERRCODE = 'unique_violation';
    END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    op.add_column("acceptance", sa.Column("renovation_id", sa.Uuid))
    op.create_index("ix_acceptance_renovation_id", "acceptance", ["renovation_id"])
    op.execute(_SEE)
    op.execute(
        "UPDATE acceptance SET renovation_id = renovation.id FROM renovation WHERE renovation.acceptance_id = acceptance.id"
    )
    op.add_column("renovation_event", sa.Column("is_sound", sa.Boolean))
    _money()
    _stages()
    op.execute(_ONE_SUBSIDY_A_HOUSE)
    for table, undone in (("acceptance", "revoked_at"), ("house_money", "renovation_id")):
        op.execute(
            f"CREATE TRIGGER one_subsidy_a_house BEFORE INSERT OR UPDATE OF house_id, budget_code, {undone} ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION one_subsidy_a_house()"
        )


def _money() -> None:
    op.create_table(
        "house_money",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("renovation_id", sa.Uuid, sa.ForeignKey("renovation.id"), nullable=False),
        sa.Column("house_id", sa.Uuid, sa.ForeignKey("house.id"), nullable=False),
        sa.Column("household_id", sa.Uuid, nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("budget_code", sa.String(40), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("promised_fen", sa.BigInteger, nullable=False),
        sa.Column("shares", JSONB, nullable=False),
        sa.Column("plan", sa.Integer, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("held_fen", sa.BigInteger, nullable=False),
        sa.Column("lines", JSONB, nullable=False),
        sa.Column("short", JSONB, nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("asked_back_fen", sa.BigInteger, nullable=False),
        sa.Column("planned_on", sa.Date, nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("renovation_id", name="house_money_once_per_renovation"),
        sa.CheckConstraint("promised_fen > 0", name="house_money_promises_something"),
        sa.CheckConstraint("held_fen >= 0 AND asked_back_fen >= 0", name="house_money_not_negative"),
    )
    op.create_index("house_money_by_state", "house_money", ["state", "id"])
    op.create_index(
        "house_money_once_per_house_and_budget",
        "house_money",
        ["house_id", "budget_code"],
        unique=True,
        postgresql_where=sa.text("state <> 'freed'"),
    )
    guard(op, "house_money")


def _stages() -> None:
    op.create_table(
        "money_stage",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("money_id", sa.Uuid, sa.ForeignKey("house_money.id"), nullable=False),
        sa.Column("renovation_id", sa.Uuid, sa.ForeignKey("renovation.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("part", sa.String(20), nullable=False),
        sa.Column("after_months", sa.Integer),
        sa.Column("within_months", sa.Integer),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("matter_id", sa.Uuid),
        sa.Column("reached_on", sa.Date),
        sa.Column("released_by", sa.String(100), nullable=False),
        sa.Column("due_on", sa.Date),
        sa.Column("payments", JSONB, nullable=False),
        sa.Column("code_said", sa.String(60), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("paid_on", sa.Date),
        sa.Column("told_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("money_id", "position", name="money_stage_once"),
        sa.UniqueConstraint("matter_id", name="money_stage_once_per_matter"),
        sa.CheckConstraint("amount_fen >= 0", name="money_stage_not_negative"),
        sa.CheckConstraint("(matter_id IS NULL) = (state IN ('planned', 'reached', 'nothing'))", name="money_stage_asked_for"),
    )
    op.create_index(
        "money_stage_due",
        "money_stage",
        ["due_on"],
        postgresql_where=sa.text("due_on IS NOT NULL AND state NOT IN ('paid', 'nothing')"),
    )
    op.create_index("ix_money_stage_renovation_id", "money_stage", ["renovation_id"])
    guard(op, "money_stage")
