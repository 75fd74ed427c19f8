"""Take donations: funds, donations with their donors' names sealed, uses, and the draws by which each fen is followed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.migrations import append_only, guard

revision = "0013"
down_revision = "0012"

# What is used of a donation is what was drawn from it, and nothing else can say so.
_COUNT_DRAW = """
CREATE FUNCTION count_draw() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE donation SET drawn_fen = drawn_fen + NEW.amount_fen, drawn_quantity = drawn_quantity + NEW.quantity
    WHERE id = NEW.donation_id;
    RETURN NULL;
END $$
"""
_FORBID_HAND = """
CREATE FUNCTION forbid_hand_on_donation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what is used of a donation is counted by its draws alone' USING ERRCODE = 'restrict_violation';
END $$
"""


def upgrade() -> None:
    _funds()
    _donations()
    _uses()
    for function in (_COUNT_DRAW, _FORBID_HAND):
        op.execute(function)
    op.execute("CREATE TRIGGER count_draw AFTER INSERT ON donation_draw FOR EACH ROW EXECUTE FUNCTION count_draw()")
    op.execute(
        "CREATE TRIGGER no_hand BEFORE UPDATE OR DELETE OR TRUNCATE ON donation FOR EACH STATEMENT"
        " WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION forbid_hand_on_donation()"
    )
    append_only(op, "donation_draw")
    for table in ("donation_fund", "donation_use", "donation_draw"):
        guard(op, table)
    guard(op, "donation", unaudited=("donor_sealed",))


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def _funds() -> None:
    op.create_table(
        "donation_fund",
        sa.Column("id", sa.Uuid, primary_key=True),
        *(_text(*column) for column in (("number", 24), ("region", 9), ("title", 60), ("kind", 40))),
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("account.id"), nullable=False),
        _text("opened_by", 100),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("number", name="donation_fund_number_once"),
        sa.UniqueConstraint("account_id", name="donation_fund_once_per_account"),
    )


def _donations() -> None:
    op.create_table(
        "donation",
        sa.Column("id", sa.Uuid, primary_key=True),
        _text("number", 24),
        sa.Column("fund_id", sa.Uuid, sa.ForeignKey("donation_fund.id"), nullable=False),
        *(_text(*column) for column in (("region", 9), ("kind", 32), ("donor_kind", 32))),
        sa.Column("donor_sealed", sa.LargeBinary),
        sa.Column("is_anonymous", sa.Boolean, nullable=False),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        _text("goods", 60),
        sa.Column("quantity", sa.Integer, nullable=False),
        *(_text(*column) for column in (("unit", 10), ("earmark_kind", 32), ("earmark", 60), ("earmark_title", 60))),
        sa.Column("donated_on", sa.Date, nullable=False),
        _text("memo", 200),
        sa.Column("drawn_fen", sa.BigInteger, nullable=False),
        sa.Column("drawn_quantity", sa.Integer, nullable=False),
        sa.Column("transfer_id", sa.Uuid, sa.ForeignKey("transfer.id")),
        sa.Column("disclosure_id", sa.Uuid, sa.ForeignKey("disclosure.id"), nullable=False),
        _text("recorded_by", 100),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("number", name="donation_number_once"),
        sa.UniqueConstraint("transfer_id", name="donation_once_per_transfer"),
        sa.CheckConstraint("amount_fen > 0", name="donation_of_something"),
        sa.CheckConstraint("drawn_fen BETWEEN 0 AND amount_fen", name="donation_never_overdrawn"),
        sa.CheckConstraint("drawn_quantity BETWEEN 0 AND quantity", name="donation_goods_never_overdrawn"),
        sa.CheckConstraint(
            "(kind = 'money') = (transfer_id IS NOT NULL) AND (kind = 'goods') = (quantity > 0)", name="donation_money_or_goods"
        ),
    )
    op.create_index("donation_of_fund", "donation", ["fund_id", "id"])
    op.create_index("ix_donation_disclosure_id", "donation", ["disclosure_id"])


def _uses() -> None:
    op.create_table(
        "donation_use",
        sa.Column("id", sa.Uuid, primary_key=True),
        _text("number", 24),
        sa.Column("fund_id", sa.Uuid, sa.ForeignKey("donation_fund.id"), nullable=False),
        *(_text(*column) for column in (("region", 9), ("kind", 32), ("title", 100), ("person_class", 40))),
        *(_text(*column) for column in (("person_class_title", 60), ("programme", 40), ("village", 12), ("payee", 100))),
        sa.Column("recipients", JSONB, nullable=False),
        sa.Column("donation_id", sa.Uuid, sa.ForeignKey("donation.id")),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.Column("quantity", sa.Integer, nullable=False),
        _text("state", 32),
        sa.Column("transfer_id", sa.Uuid, sa.ForeignKey("transfer.id")),
        sa.Column("disclosure_id", sa.Uuid, sa.ForeignKey("disclosure.id")),
        _text("drafted_by", 100),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.String(100)),
        sa.Column("approved_on", sa.Date),
        sa.Column("discarded_by", sa.String(100)),
        _text("discard_reason", 200),
        sa.UniqueConstraint("number", name="donation_use_number_once"),
        sa.CheckConstraint("amount_fen > 0 OR quantity > 0", name="donation_use_of_something"),
        sa.CheckConstraint("approved_by IS NULL OR approved_by <> drafted_by", name="donation_use_approved_by_another"),
        sa.CheckConstraint("(state = 'approved') = (approved_by IS NOT NULL)", name="donation_use_approved_by_somebody"),
    )
    op.create_index("donation_use_of_fund", "donation_use", ["fund_id", "id"])
    for name in ("donation_id", "transfer_id", "disclosure_id"):
        op.create_index(f"ix_donation_use_{name}", "donation_use", [name])
    op.create_table(
        "donation_draw",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("use_id", sa.Uuid, sa.ForeignKey("donation_use.id"), nullable=False),
        sa.Column("donation_id", sa.Uuid, sa.ForeignKey("donation.id"), nullable=False),
        _text("region", 9),
        sa.Column("payment_id", sa.Uuid, sa.ForeignKey("payment.id")),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_fen <> 0 OR quantity <> 0", name="donation_draw_of_something"),
    )
    op.create_index("donation_draw_of_donation", "donation_draw", ["donation_id", "id"])
    op.create_index("donation_draw_of_use", "donation_draw", ["use_id", "id"])
    op.create_index("ix_donation_draw_payment_id", "donation_draw", ["payment_id"])
