"""Join years: where the accounts are kept of somebody who was in the register twice (both numbers draw on one person's year)."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

# From number to number: a file that was merged may be merged onwards together with the one that it went into.
_ACCOUNT_OF = """
CREATE FUNCTION account_of(number text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH RECURSIVE way (kept_under, steps) AS (
        SELECT number, 0
        UNION ALL
        SELECT life.counted_under, way.steps + 1 FROM way JOIN year_account life
            ON life.identity_hash = way.kept_under AND life.year = 0 AND life.counted_under IS NOT NULL AND way.steps < 100
    )
    SELECT kept_under FROM way ORDER BY steps DESC LIMIT 1
$$
"""


def upgrade() -> None:
    op.add_column("year_account", sa.Column("counted_under", sa.String))
    op.add_column("year_account", sa.Column("counted_since", sa.DateTime(timezone=True)))
    of_life = "counted_under IS NULL OR (year = 0 AND counted_under <> identity_hash AND counted_since IS NOT NULL)"
    op.create_check_constraint("year_account_counted_under", "year_account", of_life)
    is_elsewhere = sa.text("counted_under IS NOT NULL")
    op.create_index("year_account_counted_under", "year_account", ["counted_under"], postgresql_where=is_elsewhere)
    op.execute(_ACCOUNT_OF)
