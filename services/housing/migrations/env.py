"""Alembic's way into this service's models."""

from services.housing.tables import Row
from shared.migrations import run

run(Row.metadata)
