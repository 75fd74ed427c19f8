"""Where alembic starts for notifier."""

from services.notifier.tables import Row
from shared.migrations import run

run(Row.metadata)
