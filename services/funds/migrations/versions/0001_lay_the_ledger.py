"""Lay the ledger: accounts, transfers, postings; emergency grants and payments; the public disclosure and its seals."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.migrations import append_only, guard, lay_street, open_to_all

revision = "0001"
down_revision = None

# A posting numbers itself within its account, moves the account's four sums, and strikes the balance: a balance cannot differ
# from its postings, and whoever locks the account first writes the next line.
_MOVE_SUMS = """
CREATE FUNCTION move_sums() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE account SET
        debits_posted_fen = debits_posted_fen + NEW.debits_posted_fen,
        credits_posted_fen = credits_posted_fen + NEW.credits_posted_fen,
        debits_pending_fen = debits_pending_fen + NEW.debits_pending_fen,
        credits_pending_fen = credits_pending_fen + NEW.credits_pending_fen,
        last_line = last_line + 1
    WHERE id = NEW.account_id
    RETURNING last_line, debits_posted_fen - credits_posted_fen INTO NEW.line, NEW.balance_fen;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no account %', NEW.account_id USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NEW;
END $$
"""

_FORBID_HAND = """
CREATE FUNCTION forbid_hand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the sums of an account are moved by postings alone' USING ERRCODE = 'restrict_violation';
END $$
"""

# Checked at commit, because a transfer and its postings are written by two statements.
_MUST_CANCEL_OUT = """
CREATE FUNCTION must_cancel_out() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE transfer uuid := (to_jsonb(NEW) ->> TG_ARGV[0])::uuid; sums record;
BEGIN
    SELECT count(*) AS legs, coalesce(sum(debits_posted_fen - credits_posted_fen), 0) AS posted,
           coalesce(sum(debits_pending_fen - credits_pending_fen), 0) AS pending
      INTO sums FROM posting WHERE transfer_id = transfer;
    IF sums.legs < 2 OR sums.posted <> 0 OR sums.pending <> 0 THEN
        RAISE EXCEPTION 'transfer % does not cancel out: % postings, posted %, pending %',
            transfer, sums.legs, sums.posted, sums.pending USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""

_FORBID_SEALED = """
CREATE FUNCTION forbid_sealed_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM seal WHERE day >= NEW.published_on) THEN
        RAISE EXCEPTION 'the disclosure of % is sealed', NEW.published_on USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    lay_street(op)
    _ledger()
    _disclosure()
    _grants()


def _ledger() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        *_sums(),
        sa.Column("last_line", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("kind", "region", name="account_once_per_place"),
        sa.CheckConstraint(
            "debits_posted_fen >= 0 AND credits_posted_fen >= 0 AND debits_pending_fen >= 0 AND credits_pending_fen >= 0",
            name="account_sums_not_negative",
        ),
        sa.CheckConstraint(
            "kind = 'treasury' OR debits_posted_fen - credits_posted_fen - credits_pending_fen >= 0",
            name="account_never_overdrawn",
        ),
    )
    op.create_table(
        "transfer",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("phase", sa.String(32), nullable=False),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.Column("follows_id", sa.Uuid, sa.ForeignKey("transfer.id")),
        sa.Column("memo", sa.String(200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("follows_id", name="transfer_followed_once"),
        sa.CheckConstraint("amount_fen > 0", name="transfer_moves_something"),
    )
    op.create_table(
        "posting",
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("line", sa.BigInteger, primary_key=True),
        sa.Column("transfer_id", sa.Uuid, sa.ForeignKey("transfer.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        *_sums(),
        sa.Column("balance_fen", sa.BigInteger, nullable=False),
    )
    op.create_index("posting_by_transfer", "posting", ["transfer_id"])
    for function in (_MOVE_SUMS, _FORBID_HAND, _MUST_CANCEL_OUT):
        op.execute(function)
    op.execute("CREATE TRIGGER move_sums BEFORE INSERT ON posting FOR EACH ROW EXECUTE FUNCTION move_sums()")
    op.execute(
        "CREATE TRIGGER no_hand BEFORE UPDATE OR DELETE OR TRUNCATE ON account FOR EACH STATEMENT"
        " WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION forbid_hand()"
    )
    for table, column in (("transfer", "id"), ("posting", "transfer_id")):
        op.execute(
            f"CREATE CONSTRAINT TRIGGER must_cancel_out AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED"
            f" FOR EACH ROW EXECUTE FUNCTION must_cancel_out('{column}')"
        )
        append_only(op, table)
    for table in ("account", "transfer", "posting"):
        guard(op, table)


def _sums() -> list[sa.Column[int]]:
    names = ("debits_posted_fen", "credits_posted_fen", "debits_pending_fen", "credits_pending_fen")
    return [sa.Column(name, sa.BigInteger, nullable=False) for name in names]


def _disclosure() -> None:
    op.create_table(
        "disclosure",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("region", sa.String(9), nullable=False),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.Column("published_on", sa.Date, nullable=False),
        sa.Column("corrects_id", sa.Uuid, sa.ForeignKey("disclosure.id")),
        sa.Column("canonical", sa.Text, nullable=False),
        sa.UniqueConstraint("corrects_id", name="disclosure_corrected_once"),
    )
    op.create_index("disclosure_by_town", "disclosure", ["region", "id"])
    op.create_index("disclosure_by_day", "disclosure", ["published_on", "id"])
    op.create_table(
        "seal",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("root", sa.String(64), nullable=False),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.execute(_FORBID_SEALED)
    op.execute("CREATE TRIGGER forbid_sealed_day BEFORE INSERT ON disclosure FOR EACH ROW EXECUTE FUNCTION forbid_sealed_day()")
    append_only(op, "disclosure")
    append_only(op, "seal")
    guard(op, "disclosure", is_public=True)
    open_to_all(op, "seal")


def _grants() -> None:
    op.create_table(
        "emergency_grant",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("household_id", sa.Uuid, nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("town", sa.String(9), nullable=False),
        sa.Column("trigger", sa.String(32), nullable=False),
        sa.Column("burden_fen", sa.BigInteger),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("refusal_code", sa.String(64)),
        sa.Column("clause", sa.Text, nullable=False),
        sa.Column("reasons", JSONB, nullable=False),
        sa.Column("policy", sa.String(64), nullable=False),
        sa.Column("policy_version", sa.String(16), nullable=False),
        sa.Column("decided_on", sa.Date, nullable=False),
        sa.Column("detected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_aid_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True)),
        sa.Column("papers_due_on", sa.Date),
        sa.Column("papers_filed_on", sa.Date),
        sa.Column("papers_overdue_on", sa.Date),
        sa.Column("papers", JSONB, nullable=False),
        sa.UniqueConstraint("case_id", name="grant_once_per_case"),
    )
    op.create_index("grant_waiting", "emergency_grant", ["id"], postgresql_where=sa.text("state = 'waiting'"))
    op.create_index(
        "grant_without_papers",
        "emergency_grant",
        ["papers_due_on"],
        postgresql_where=sa.text("state = 'paid' AND papers_filed_on IS NULL"),
    )
    op.create_table(
        "payment",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("grant_id", sa.Uuid, sa.ForeignKey("emergency_grant.id"), nullable=False),
        sa.Column("household_id", sa.Uuid, nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.Column("method", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("transfer_id", sa.Uuid, sa.ForeignKey("transfer.id"), nullable=False),
        sa.Column("disclosure_id", sa.Uuid, sa.ForeignKey("disclosure.id"), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("transfer_id", name="payment_once_per_transfer"),
        sa.UniqueConstraint("grant_id", name="payment_once_per_grant"),
        sa.CheckConstraint("amount_fen > 0", name="payment_pays_something"),
    )
    for table in ("emergency_grant", "payment"):
        guard(op, table)
