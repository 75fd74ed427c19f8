"""Immediate assistance: from detection to the close of a case."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.events import Event
from shared.events.civil_affairs import Trigger as Trigger


class Member(BaseModel):
    """A member of a household, known by id and by the keyed hash of the ID number."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    person_id: UUID = Field(title="人员编号")
    identity_hash: str = Field(title="身份摘要", pattern=r"^[0-9a-f]{64}$")


class NewPovertyDetected(Event):
    """发现新致贫（返贫）家庭"""

    case_id: UUID = Field(title="即时帮扶台账编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    trigger: Trigger = Field(title="致困情形")
    origin: str = Field(title="发现来源", description="burden / relief-need / officer")
    detected_at: AwareDatetime = Field(title="发现时间")
    members: list[Member] = Field(title="家庭成员")
    burden_fen: int | None = Field(default=None, title="家庭负担（分）")
    needs: list[str] | None = Field(
        default=None, title="需要的环节", description="medical-cover / emergency-grant / …；空表示全部"
    )
    kind: str | None = Field(default=None, title="困难情形", description="比致困情形细：另有 house")
    urgency: str | None = Field(default=None, title="紧急程度", description="ordinary / urgent / critical")

    def asks_for(self, part: str) -> bool:
        """Whether this part of immediate assistance is to start; an event from before needs were told asks for all."""
        return self.needs is None or part in self.needs


class CaseNeedsAdded(Event):
    """台账按新情况加派环节"""

    case_id: UUID = Field(title="即时帮扶台账编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    trigger: Trigger = Field(title="新的致困情形")
    origin: str = Field(title="发现来源", description="burden / relief-need / officer")
    detected_at: AwareDatetime = Field(title="新情况的发现时间", description="新环节的期限自此起算")
    members: list[Member] = Field(title="家庭成员")
    burden_fen: int | None = Field(default=None, title="家庭负担（分）")
    needs: list[str] = Field(title="加派的环节", description="原有环节不重复启动")
    kind: str = Field(title="困难情形")
    urgency: str = Field(title="紧急程度", description="ordinary / urgent / critical")

    def asks_for(self, part: str) -> bool:
        return part in self.needs


class CaseFactAdded(Event):
    """台账又有新情况"""

    case_id: UUID = Field(title="即时帮扶台账编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    trigger: Trigger = Field(title="新的致困情形")
    origin: str = Field(title="发现来源", description="burden / relief-need / officer / watch")
    detected_at: AwareDatetime = Field(title="新情况的发现时间", description="增派工单的期限自此起算")
    needs: list[str] = Field(title="这种情形需要的环节", description="不论是否已经启动")
    kind: str = Field(title="困难情形")
    urgency: str = Field(title="紧急程度", description="ordinary / urgent / critical")

    def asks_for(self, part: str) -> bool:
        return part in self.needs


class CaseReopened(Event):
    """即时帮扶台账重新启动"""

    case_id: UUID = Field(title="即时帮扶台账编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    round: int = Field(ge=2, title="第几次启动")
    needs: list[str] = Field(title="需要重办的环节")
    reopened_at: AwareDatetime = Field(title="重新启动时间")


class CaseRetracted(Event):
    """即时帮扶台账撤销"""

    case_id: UUID = Field(title="即时帮扶台账编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    withdrawn_at: AwareDatetime = Field(title="撤销时间")
    unfinished: list[str] = Field(title="撤销时尚未办结的环节", description="已预留的请释放")


class CaseMoved(Event):
    """即时帮扶台账随户迁移"""

    case_id: UUID = Field(title="即时帮扶台账编号")
    household_id: UUID = Field(title="户标识")
    from_region: str = Field(title="原村（社区）代码")
    region: str = Field(title="现村（社区）代码")
    moved_at: AwareDatetime = Field(title="移交时间")


class CaseClosed(Event):
    """即时帮扶完成"""

    case_id: UUID = Field(title="即时帮扶台账编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    closed_at: AwareDatetime = Field(title="完成时间")
    late_parts: list[str] = Field(title="逾期的环节")


class LastingHardshipDetected(Event):
    """困难持续，移交识别程序"""

    case_id: UUID = Field(title="即时帮扶台账编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    kind: str = Field(title="困难情形")
    detected_on: date = Field(title="发现日期")
    handed_over_at: AwareDatetime = Field(title="移交时间")


class CaseStepReminded(Event):
    """台账事项即将到期"""

    case_id: UUID = Field(title="即时帮扶台账编号")
    region: str = Field(title="村（社区）代码")
    step: str = Field(title="事项", description="first-aid / papers / medical-cover / housing-survey / conclusion")
    department: str = Field(title="责任部门代码")
    level: str = Field(title="由哪一级督办", description="village / town / county / city")
    due_at: AwareDatetime = Field(title="办理期限")


class CaseStepMissed(Event):
    """台账事项已经逾期"""

    case_id: UUID = Field(title="即时帮扶台账编号")
    region: str = Field(title="村（社区）代码")
    step: str = Field(title="事项", description="first-aid / papers / medical-cover / housing-survey / conclusion")
    department: str = Field(title="责任部门代码")
    level: str = Field(title="由哪一级督办", description="village / town / county / city")
    due_at: AwareDatetime = Field(title="办理期限")


class ReliefNeedAnswered(Event):
    """救助需求的受理答复"""

    address: ClassVar[str] = "region"

    region: str = Field(title="上报单位辖区代码")
    report_id: str = Field(title="所答复的事件编号")
    is_accepted: bool = Field(title="是否受理")
    case_id: UUID | None = Field(default=None, title="即时帮扶台账编号")
    code: str | None = Field(default=None, title="退回代码")
    reason: str | None = Field(default=None, title="退回原因")
    pointer: str | None = Field(default=None, title="出错字段（JSON Pointer）")
    mend: str | None = Field(default=None, title="如何更正")
