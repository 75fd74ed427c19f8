"""Do not audit what is added to a history: each row names the change that said it, which tells who, when and why and is audited.

More than half of the audit of an import were such rows, which said nothing that the register did not say. That a row is closed
stays audited.
"""

from alembic import op

revision = "0022"
down_revision = "0021"

HISTORIES = ("household_version", "person_version", "membership")


def upgrade() -> None:
    for table in HISTORIES:
        op.execute(f"DROP TRIGGER audit_insert ON {table}")
