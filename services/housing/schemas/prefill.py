"""What is shown of values that were taken from the register, and of those that differ from it."""

from typing import Annotated

from pydantic import Field

from shared.schemas import View

GroupCode = Annotated[str, Field(pattern=r"^[a-z][a-z-]*$", max_length=32)]


class DifferenceView(View):
    """What the officer told otherwise than the register."""

    field: str = Field(title="项目代码")
    title: str = Field(title="项目")
    known: str = Field(title="登记所告")
    told: str = Field(title="工作人员所填")
