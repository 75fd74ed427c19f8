"""Persons on duty, their leave, and the hand-over of what they have open."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from services.notifier.rules.department import Department
from services.notifier.schemas.post import Contact, ContactView
from shared.regions import AnyRegion
from shared.schemas import Form, View


class PutOfficer(Form):
    """Who a person on duty is."""

    region: AnyRegion = Field(title="岗位所在地", description="村（社区）、镇街或县区", examples=["371311001"])
    department: Department | None = Field(default=None, title="所属部门", description="村、镇街、县区的工作人员不填")
    name: str = Field(title="姓名", min_length=1, max_length=40, examples=["王小明"])
    channels: list[Contact] = Field(
        title="联系方式",
        description="按顺序尝试",
        min_length=1,
        max_length=5,
        examples=[[{"channel": "email", "address": "wang@luozhuang.example.gov.cn"}]],
    )
    is_leader: bool = Field(
        default=False, title="是否单位负责人", description="县区、镇街的负责人每周收到督办周报；没有注明的，由联络员收"
    )


class OfficerView(View):
    """A person on duty."""

    id: UUID = Field(title="岗位编号")
    subject: str = Field(title="账号")
    region: str = Field(title="岗位所在地")
    place: str = Field(title="区划名称")
    department: Department | None = Field(title="所属部门")
    name: str = Field(title="姓名")
    channels: list[ContactView] = Field(title="联系方式")
    left_on: date | None = Field(title="离任日期")
    is_leader: bool = Field(title="是否单位负责人")


class TakeLeave(Form):
    """Away, and who stands in."""

    from_on: date = Field(title="开始日期", examples=["2020-06-08"])
    until_on: date = Field(title="结束日期", description="含当日", examples=["2020-06-12"])
    substitute: str = Field(title="替班人（账号）", min_length=1, max_length=100, examples=["街道小钱"])


class LeaveView(View):
    """A leave."""

    id: UUID = Field(title="请假编号")
    post_id: UUID = Field(title="请假人的岗位编号")
    substitute_id: UUID = Field(title="替班人的岗位编号")
    from_on: date = Field(title="开始日期")
    until_on: date = Field(title="结束日期")
    entered_by: str = Field(title="登记人")
    entered_at: datetime = Field(title="登记时间")


class HandOverOrders(Form):
    """All that is open of one goes to another."""

    to: str = Field(title="移交给谁（账号）", min_length=1, max_length=100, examples=["街道小钱"])
    reason: str = Field(title="移交原因", min_length=2, max_length=500, examples=["调离本镇"])
    leaves: bool = Field(default=False, title="是否离任", description="离任的不再接收新的工单")


class HandOverView(View):
    """A hand-over that was done."""

    id: UUID = Field(title="移交编号")
    from_post_id: UUID = Field(title="移交人的岗位编号")
    to_post_id: UUID = Field(title="接收人的岗位编号")
    orders: int = Field(title="移交的工单数")
    reason: str = Field(title="移交原因")
    done_by: str = Field(title="办理人")
    done_at: datetime = Field(title="移交时间")
