"""Align the words: what places answer to the seven unities is an answer of alignment (衔接); a merger is two files made one."""

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.execute("ALTER TABLE merger_answer RENAME TO alignment_answer")
    op.execute("ALTER INDEX merger_answer_pkey RENAME TO alignment_answer_pkey")
    op.execute("ALTER TABLE alignment_answer RENAME CONSTRAINT merger_answer_version_once TO alignment_answer_version_once")
