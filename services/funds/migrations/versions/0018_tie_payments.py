"""Tie payments and budget to what they are for."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

# As in 0007, where a line that nobody set down was let pass if no pool had a part in the transfer. And no line is filled past
# the pool.
_MUST_KEEP_EARMARK = """
CREATE OR REPLACE FUNCTION must_keep_earmark() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong text;
BEGIN
    WITH leg AS (
        SELECT a.kind, a.source, a.programme, b.pool_programme
        FROM posting p JOIN account a ON a.id = p.account_id LEFT JOIN budget_line b ON b.account_id = a.id
        WHERE p.transfer_id = NEW.id
    ), fund AS (SELECT * FROM leg WHERE kind IN ('county-pool', 'budget-line'))
    SELECT CASE
        WHEN EXISTS (SELECT FROM leg WHERE kind IN ('treasury', 'county-pool'))
             AND EXISTS (SELECT FROM leg WHERE kind IN ('household-paid-out', 'supplier-paid-out', 'bank-paid-out',
                                                        'collective-paid-out', 'hospital-paid-out'))
        THEN 'is paid without a budget line'
        WHEN (SELECT bool_or(kind = 'budget-line' AND pool_programme IS NULL) FROM fund) THEN 'is of a line that is not there'
        WHEN (SELECT bool_or(kind = 'treasury') AND bool_or(kind = 'budget-line') FROM leg) THEN 'fills a line past the pool'
        WHEN (SELECT count(DISTINCT source) > 1 FROM fund) THEN 'changes its source'
        WHEN (SELECT count(DISTINCT coalesce(pool_programme, programme)) > 1 FROM fund)
             OR (SELECT count(DISTINCT programme) > 1 FROM fund WHERE programme <> '') THEN 'changes its programme'
        END INTO wrong;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'transfer % %', NEW.id, wrong USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    _requests()
    op.execute(_MUST_KEEP_EARMARK)


def _requests() -> None:
    """A request may come from another service, and waits without an account until there is room."""
    table = "payment_request"
    op.alter_column(table, "account_id", nullable=True)
    op.add_column(table, sa.Column("told_by", sa.String(20), nullable=False, server_default=""))
    op.add_column(table, sa.Column("year", sa.Integer))
    op.add_column(table, sa.Column("payer", sa.String(100), nullable=False, server_default=""))
    op.add_column(table, sa.Column("thing_id", sa.Uuid))
    op.add_column(table, sa.Column("refusal_code", sa.String(60), nullable=False, server_default=""))
    op.add_column(table, sa.Column("refusal", sa.String(200), nullable=False, server_default=""))
    for name in ("told_by", "payer", "refusal_code", "refusal"):
        op.alter_column(table, name, server_default=None)
    op.create_check_constraint(
        "payment_request_of_an_account", table, "account_id IS NOT NULL OR (told_by <> '' AND state <> 'asked')"
    )
    op.create_index(
        "payment_request_once_per_matter",
        table,
        ["about", "about_id", "round"],
        unique=True,
        postgresql_where=sa.text("told_by <> ''"),
    )
    op.create_index(
        "payment_request_once_per_thing",
        table,
        ["about", "programme", "thing_id"],
        unique=True,
        postgresql_where=sa.text("thing_id IS NOT NULL AND state <> 'discarded'"),
    )
    op.create_index("payment_request_waiting", table, ["id"], postgresql_where=sa.text("state = 'waiting'"))
