"""What funds' doors call the files that go out of them, and the refusals of those that come in."""

from shared.attachments import AS_PDF, AS_WORKBOOK, attached
from shared.grid import GRID_LAWS as GRID_REFUSALS

__all__ = ["AS_PDF", "AS_WORKBOOK", "GRID_REFUSALS", "attached"]
