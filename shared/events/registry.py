"""What registry tells the others."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.events import Event
from shared.events.civil_affairs import Trigger


class Member(BaseModel):
    """A member of a household, known by id and by the keyed hash of the ID number."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    person_id: UUID = Field(title="人员编号")
    identity_hash: str = Field(title="身份摘要", pattern=r"^[0-9a-f]{64}$")


class PersonEnrolled(Event):
    """人员进入或更新了登记"""

    person_id: UUID = Field(title="人员编号")
    household_id: UUID = Field(title="户标识")
    identity_hash: str = Field(title="身份摘要", pattern=r"^[0-9a-f]{64}$")
    region: str = Field(title="村（社区）代码")
    classes: list[str] = Field(title="人员类别", description="enrolled / low-income / extreme-poverty / monitored …")
    in_force_on: date = Field(title="生效日期")
    revision: int | None = Field(default=None, title="人员登记版本", description="逐次加大；两条消息中较大的为后")
    relation: str | None = Field(default=None, title="与户主关系")
    is_verified: bool | None = Field(default=None, title="是否已核实")
    is_member: bool | None = Field(default=None, title="现在是否属于该户", description="为否时该户是此人最后所属的户")
    is_living: bool | None = Field(default=None, title="是否在世")


class PersonChanged(Event):
    """人员登记有变更"""

    person_id: UUID = Field(title="人员编号")
    revision: int = Field(title="人员登记版本", description="逐次加大；两条消息中较大的为后")
    kind: str = Field(title="变更种类", description="joined / left / born / died / moved-out / split / corrected …")
    happened_on: date = Field(title="发生日期")
    household_id: UUID | None = Field(default=None, title="户标识", description="现属的户；为空表示不属于任何户")
    former_household_id: UUID | None = Field(default=None, title="原户标识", description="本次变更前所属的户")
    identity_hash: str = Field(title="身份摘要", pattern=r"^[0-9a-f]{64}$")
    region: str = Field(title="村（社区）代码")
    relation: str = Field(title="与户主关系")
    classes: list[str] = Field(title="人员类别", description="enrolled / low-income / extreme-poverty / monitored …")
    is_verified: bool = Field(title="是否已核实")
    is_living: bool = Field(title="是否在世")


class HouseholdChanged(Event):
    """家庭登记有变更"""

    household_id: UUID = Field(title="户标识")
    revision: int = Field(title="家庭登记版本", description="逐次加大；两条消息中较大的为后")
    kind: str = Field(title="变更种类", description="imported / changed / split / merged / transferred / cancelled …")
    happened_on: date = Field(title="发生日期")
    household_code: str | None = Field(default=None, title="户编号")
    region: str = Field(title="村（社区）代码")
    state: str = Field(title="状态", description="current 在册、provisional 待核实、cancelled 已销户")


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


class CaseClosed(Event):
    """即时帮扶完成"""

    case_id: UUID = Field(title="即时帮扶台账编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    closed_at: AwareDatetime = Field(title="完成时间")
    late_parts: list[str] = Field(title="逾期的环节")


class AlertRaised(Event):
    """监测规则发出预警"""

    alert_id: UUID = Field(title="预警编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    rule: str = Field(title="规则代码")
    trigger: Trigger = Field(title="致困情形")
    help: str = Field(title="何时帮扶", description="at-once / started / after-confirmation")
    due_on: date = Field(title="入户核实期限")


class AlertDecided(Event):
    """预警已有结论"""

    alert_id: UUID = Field(title="预警编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    rule: str = Field(title="规则代码")
    trigger: Trigger = Field(title="致困情形")
    help: str = Field(title="何时帮扶", description="at-once / started / after-confirmation")
    is_confirmed: bool = Field(title="是否属实", description="否则为排除")
    decided_at: AwareDatetime = Field(title="作出结论的时间")


class HouseholdStateChanged(Event):
    """一户的脱贫或监测状态改变"""

    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    axis: str = Field(title="状态种类", description="poverty 脱贫状态 / watch 监测状态")
    state: str = Field(
        title="状态",
        description="poor / supported / independent / relapsed;unstable / marginal / stricken / risk-removed",
    )
    since_on: date = Field(title="从哪天起")
    origin: str = Field(title="依据", description="procedure 本地程序办结 / national 全国系统结果导入")
    procedure_id: UUID | None = Field(default=None, title="程序编号")


class NoticePosted(Event):
    """张贴了一份公示或公告"""

    notice_id: UUID = Field(title="公示编号")
    region: str = Field(title="区划代码")
    kind: str = Field(title="种类", description="notice 公示 / announcement 公告")
    procedure_kind: str = Field(title="程序种类")
    posted_on: date = Field(title="张贴日期")
    until_on: date = Field(title="公示到哪天", description="有异议暂停的顺延")
    households: int = Field(title="户数")


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


__all__ = [
    "AlertDecided",
    "AlertRaised",
    "CaseClosed",
    "CaseMoved",
    "CaseNeedsAdded",
    "CaseReopened",
    "CaseRetracted",
    "CaseStepMissed",
    "CaseStepReminded",
    "HouseholdChanged",
    "HouseholdStateChanged",
    "LastingHardshipDetected",
    "Member",
    "NewPovertyDetected",
    "NoticePosted",
    "PersonChanged",
    "PersonEnrolled",
    "ReliefNeedAnswered",
    "Trigger",
]
