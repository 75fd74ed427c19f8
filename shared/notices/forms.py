"""What an objector sends, and what officers see of it."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from shared.ids import uuid7
from shared.schemas import Form, View

SAID_LIMIT = 1000


class ObjectToNotice(Form):
    """任何人对公示的意见；不必登录，不必署名。"""

    key: UUID = Field(default_factory=uuid7, title="表单编号", description="由页面给出：同一表单重复提交只记一次")
    line_id: UUID | None = Field(default=None, title="对哪一行", description="不选为对整份公示")
    said: str = Field(title="意见内容", min_length=5, max_length=SAID_LIMIT, examples=["这户在县城有一套商品房"])
    contact: str = Field(default="", title="联系方式", description="自愿填写，只有镇街以上调查人员能看到", max_length=100)


class ObjectionShown(View):
    """An objection as officers see it. What was written is shown to towns, counties and auditors alone."""

    objection_id: UUID = Field(title="异议编号")
    notice_id: UUID = Field(title="公示编号")
    line_id: UUID | None = Field(title="对哪一行")
    region_name: str = Field(title="范围")
    said: str | None = Field(title="意见内容", description="村级人员看不到")
    contact: str | None = Field(title="联系方式")
    received_at: datetime = Field(title="收到时间")
    due_on: date = Field(title="答复期限")
    investigators: list[str] = Field(title="由谁调查")
    is_late: bool = Field(title="是否逾期")
