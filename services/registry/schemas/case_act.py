"""What officers decide about cases, as they send it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.registry.rules.case import Part
from services.registry.rules.need import Kind
from shared.regions import Region
from shared.schemas import Form, View

Reason = Annotated[str, Field(title="理由", min_length=4, max_length=500, examples=["复查发现房屋渗漏，需重新排查"])]


class Paper(Form):
    """A paper or photo that proves something; where it lies, not what it says."""

    title: str = Field(title="材料名称", min_length=2, max_length=60, examples=["入户核查记录"])
    reference: str = Field(title="编号或存放处", min_length=1, max_length=120, examples=["档案盒 2020-17 第 3 件"])


class Waiver(Form):
    """A part that this household does not need after all."""

    part: Part = Field(title="环节")
    reason: Reason


class CloseCase(Form):
    """Who checked is the one who sends this; what was checked is every part."""

    result: str = Field(title="帮扶结果", min_length=4, max_length=500, examples=["救助金已领取，房屋安全，家庭生活恢复正常"])
    papers: list[Paper] = Field(title="结案材料", min_length=1, max_length=20)
    waived: list[Waiver] = Field(default=[], title="不需办理的环节", max_length=10)


class ReopenCase(Form):
    reason: Reason
    parts: list[Part] = Field(title="重办的环节", min_length=1, max_length=4, examples=[["housing-survey"]])


class WithdrawCase(Form):
    reason: Reason


class HandOverCase(Form):
    reason: Reason


class MoveCase(Form):
    village: Region = Field(title="迁入的村（社区）代码", examples=["371311001001"])
    reason: Reason


class AddFact(Form):
    """Something more that struck a household whose case is open."""

    kind: Kind = Field(
        title="困难情形",
        description="illness 因病、accident 因意外伤害、disaster 因灾、death 因主要劳动力去世、job-loss 因失业、drop-out 因学、"
        "house 因住房安全",
    )
    happened_on: date = Field(title="发生日期", examples=["2020-06-01"])
    person_ids: list[UUID] = Field(default=[], title="涉及的家庭成员", description="可以是多人；不填表示全家", max_length=30)


class StruckHousehold(Form):
    village: Region = Field(title="所在村（社区）代码", examples=["371311001001"])
    household_code: str = Field(title="户编号", pattern=r"^\d{4,20}$", examples=["3713111000010001"])


class OpenDisasterCases(Form):
    """One disaster, many households."""

    disaster_id: UUID = Field(
        title="灾情编号",
        description="同一场灾害用同一编号：同一户不会重复记入",
        examples=["0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10"],
    )
    happened_on: date = Field(title="发生日期", examples=["2020-06-01"])
    house_is_unsafe: bool = Field(default=False, title="房屋是否受损")
    households: list[StruckHousehold] = Field(title="受灾家庭", min_length=1, max_length=1000)


class StruckView(View):
    """What became of one household of the list."""

    number: int = Field(title="序号", description="在所交名单中的位置，从 1 起")
    household_code: str = Field(title="户编号")
    outcome: str = Field(title="结果", description="opened 新开台账、added 记入原台账、known 此前已记、refused 未受理")
    case_id: UUID | None = Field(default=None, title="即时帮扶台账编号")
    code: str | None = Field(default=None, title="未受理代码")
    reason: str | None = Field(default=None, title="未受理原因")
    mend: str | None = Field(default=None, title="如何更正")


class DisasterView(View):
    opened: int = Field(title="新开台账数")
    added: int = Field(title="记入原台账数")
    known: int = Field(title="此前已记数")
    refused: int = Field(title="未受理数")
    households: list[StruckView] = Field(title="逐户结果")


class CaseStateView(View):
    """Where a case stands after a decision."""

    case_id: UUID = Field(title="即时帮扶台账编号")
    state: str = Field(title="状态", description="open 进行中、completed 已完成、withdrawn 已撤销")
    round: int = Field(title="第几次启动")
    region: str = Field(title="村（社区）代码")
