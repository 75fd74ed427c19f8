"""Keep the rows of a file apart from what was found of them."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("import_stretch", sa.Column("rows_sealed", sa.LargeBinary))
    op.execute("DROP TRIGGER audit ON import_stretch")
    op.execute(
        "CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON import_stretch"
        " FOR EACH ROW EXECUTE FUNCTION write_audit('basis', 'content_sealed', 'rows_sealed')"
    )
