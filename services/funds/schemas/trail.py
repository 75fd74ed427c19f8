"""The audit as auditors are shown it."""

from datetime import datetime

from pydantic import Field

from shared.schemas import View


class ChangeView(View):
    """One field before and after."""

    field: str = Field(title="字段代码")
    name: str = Field(title="字段")
    before: str = Field(title="之前", description="新增的为空")
    after: str = Field(title="之后", description="删除的为空")


class DeedView(View):
    """Who did what to which thing, when and why, and what changed."""

    position: int = Field(title="序号", description="逐条加大")
    at: datetime = Field(title="时间")
    by: str = Field(title="何人")
    role: str = Field(title="角色代码")
    role_name: str = Field(title="角色")
    region: str = Field(title="其辖区")
    org: str = Field(title="其单位")
    why: str = Field(title="因何")
    why_name: str = Field(title="办理的事项")
    action: str = Field(title="动作代码")
    action_name: str = Field(title="动作")
    thing: str = Field(title="对象代码")
    thing_name: str = Field(title="对象")
    thing_id: str | None = Field(title="对象编号")
    changes: list[ChangeView] = Field(title="变化")


class TrailView(View):
    """One page of the audit."""

    rows: list[DeedView] = Field(title="本页记录")
    next: int | None = Field(title="下一页位置", description="作为 before 参数取下一页；为空表示已到最早")
