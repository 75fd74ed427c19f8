"""What came of a 问题整改台账 that was sent in."""

from uuid import UUID

from pydantic import Field

from shared.schemas import View


class RowFault(View):
    """Why a row was not taken in."""

    row: int = Field(title="行号")
    column: str = Field(title="列名")
    reason: str = Field(title="原因")
    mend: str = Field(title="如何更正")


class RectificationsTaken(View):
    """Good rows are orders now; wrong ones are said; a row that was sent before is left as it is."""

    opened: list[UUID] = Field(title="新派的工单编号")
    known: int = Field(title="以前已派的行数")
    faults: list[RowFault] = Field(title="没有接收的行", description="更正后整份再传即可，已派的不会重复")
