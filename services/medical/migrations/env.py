"""Medical's migrations."""

from services.medical.tables import Row
from shared.migrations import run

run(Row.metadata)
