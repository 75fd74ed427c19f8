"""A household's file as it is read: every change, and what each said."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from shared.schemas import View


class SaidView(View):
    """One field that a change says otherwise."""

    person_id: UUID | None = Field(title="人员编号", description="为空的是家庭的项目")
    person_name: str = Field(title="姓名")
    title: str = Field(title="项目")
    before: str = Field(title="变更前", description="为空即原来没有登记")
    after: str = Field(title="变更后", description="为空即不再登记")
    since_on: date = Field(title="自")
    until_on: date | None = Field(title="至（不含当日）", description="为空即至今")


class ChangeView(View):
    """One change in a household's file: who recorded what, when, from where, and why."""

    change_id: UUID = Field(title="变更编号")
    kind: str = Field(title="变更种类")
    kind_name: str = Field(title="变更种类名称")
    sentence: str = Field(title="说明")
    happened_on: date = Field(title="发生日期")
    source: str = Field(title="来源")
    source_name: str = Field(title="来源名称")
    reason: str = Field(title="原因")
    papers: list[str] = Field(title="依据材料")
    recorded_by: str = Field(title="登记人")
    recorded_at: datetime = Field(title="登记时间")
    person_id: UUID | None = Field(title="人员编号")
    other_household_id: UUID | None = Field(title="另一户的户标识", description="迁移、分户、并户、移交的另一方")
    said: list[SaidView] = Field(title="变更的项目")


class TransferView(View):
    """People handed over between two jurisdictions."""

    transfer_id: UUID = Field(title="移交编号")
    household_id: UUID = Field(title="原户标识")
    region: str = Field(title="移出方村（社区）代码")
    region_name: str = Field(title="移出方")
    to_region: str = Field(title="接收方辖区代码")
    to_region_name: str = Field(title="接收方")
    person_ids: list[UUID] = Field(title="移交的人员")
    is_whole: bool = Field(title="是否整户")
    state: str = Field(title="状态")
    state_name: str = Field(title="状态名称")
    happened_on: date = Field(title="发生日期")
    reason: str = Field(title="移交原因")
    papers: list[str] = Field(title="依据材料")
    offered_by: str = Field(title="提出人")
    offered_at: datetime = Field(title="提出时间")
    answered_by: str | None = Field(title="办理人")
    answered_at: datetime | None = Field(title="办理时间")
    answer: str | None = Field(title="办理意见")
    to_household_id: UUID | None = Field(title="迁入户的户标识")
