"""Immediate-assistance cases as the doors show them."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from services.registry.rules.case import Act, Part, PartState
from services.registry.rules.need import Kind, Level, Urgency
from shared.events.civil_affairs import Trigger
from shared.money import YuanShown
from shared.regions import Region
from shared.schemas import Form, View


class OpenCase(Form):
    """An officer has seen a household in need: one that has a code, or someone in no register."""

    village: Region = Field(title="所在村（社区）代码")
    trigger: Kind = Field(
        title="致困情形",
        description="illness 因病、accident 因意外伤害、disaster 因灾、death 因主要劳动力去世、job-loss 因失业、drop-out 因学、"
        "house 因住房安全",
    )
    happened_on: date = Field(title="发生日期", examples=["2020-06-01"])
    household_code: str | None = Field(default=None, title="户编号", pattern=r"^\d{4,20}$", examples=["3713111000010001"])
    id_number: str | None = Field(default=None, title="身份证号码", description="未建档的家庭用，与姓名一起填", max_length=40)
    name: str | None = Field(default=None, title="姓名", max_length=50)


class PartView(View):
    """How one part of a case stands."""

    part: Part = Field(title="环节")
    part_name: str = Field(title="环节名称")
    state: PartState = Field(title="状态")
    state_name: str = Field(title="状态名称")
    due_at: datetime | None = Field(title="办理期限")
    started_at: datetime | None = Field(title="开始时间")
    done_at: datetime | None = Field(title="完成时间")
    is_late: bool = Field(title="是否逾期", description="逾期办结，或至今未办结而期限已过")


class StepView(View):
    """Something that was done."""

    part: Part = Field(title="环节")
    title: str = Field(title="事项")
    who: str = Field(title="责任部门")
    note: str = Field(title="说明")
    at: datetime = Field(title="时间")
    after_ms: int = Field(title="发现后经过（毫秒）")
    elapsed: str = Field(title="发现后经过", examples=["48 毫秒", "3 小时 20 分"])
    due_at: datetime | None = Field(title="办理期限")


class OwedView(View):
    """Something that somebody still has to do."""

    part: Part = Field(title="环节")
    part_name: str = Field(title="环节名称")
    who: str = Field(title="责任单位")
    due_at: datetime | None = Field(title="办理期限")
    is_late: bool = Field(title="是否已逾期")


class FactView(View):
    """Why the household is in need."""

    trigger: Trigger = Field(title="致困情形")
    trigger_name: str = Field(title="致困情形名称")
    origin: str = Field(title="发现来源")
    origin_name: str = Field(title="发现来源名称")
    happened_on: date | None = Field(title="发生日期")
    burden_fen: YuanShown | None = Field(alias="burden_yuan", title="家庭医疗负担（元）")
    noted_at: datetime = Field(title="记录时间")
    kind: Kind = Field(title="困难情形")
    kind_name: str = Field(title="困难情形名称")
    person_ids: list[UUID] = Field(title="涉及的家庭成员")
    is_detected_late: bool = Field(title="是否发现过晚", description="自发生到记录超过当地规定的发现期限")


class ActView(View):
    """What a person decided about the case."""

    act: Act = Field(title="决定")
    title: str = Field(title="决定名称")
    at: datetime = Field(title="时间")
    elapsed: str = Field(title="发现后经过")
    by: str = Field(title="经办人")
    reason: str = Field(title="理由或结果")
    parts: list[str] = Field(title="涉及的环节")
    papers: list[dict[str, str]] = Field(title="材料")


class CaseLine(View):
    """One case of a list."""

    case_id: UUID = Field(title="即时帮扶台账编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="所在地")
    trigger: Trigger = Field(title="致困情形")
    trigger_name: str = Field(title="致困情形名称")
    origin: str = Field(title="发现来源")
    origin_name: str = Field(title="发现来源名称")
    detected_at: datetime = Field(title="发现时间")
    closed_at: datetime | None = Field(title="完成时间")
    kind: Kind = Field(title="困难情形")
    kind_name: str = Field(title="困难情形名称")
    urgency: Urgency = Field(title="紧急程度")
    urgency_name: str = Field(title="紧急程度名称")
    state: str = Field(title="状态", description="open 进行中、ready 待结案、completed 已完成、withdrawn 已撤销")
    state_name: str = Field(title="状态名称")
    round: int = Field(title="第几次启动")
    conclude_by: datetime = Field(title="办结或移交期限")
    handed_over_at: datetime | None = Field(title="移交识别程序的时间")
    level: Level = Field(title="现由哪一级督办")
    level_name: str = Field(title="督办层级名称")
    late_parts: list[str] = Field(title="逾期的环节")
    parts: list[PartView] = Field(title="各环节")


class CaseView(CaseLine):
    """A case with everything that became known and everything that was done."""

    household_code: str | None = Field(title="户编号")
    members: int = Field(title="家庭人数")
    is_verified: bool = Field(title="家庭成员是否都已核实")
    facts: list[FactView] = Field(title="致困事实")
    owed: list[OwedView] = Field(title="尚未办结的事项", description="由谁办、何时到期、是否已逾期")
    steps: list[StepView] = Field(title="时间线")
    acts: list[ActView] = Field(title="决定与经办")


class CaseOpened(View):
    """The case that now stands for the household."""

    case_id: UUID = Field(title="即时帮扶台账编号")
    household_id: UUID = Field(title="户标识")
    detected_at: datetime = Field(title="发现时间", description="已有进行中的台账时，是那一份的发现时间")
