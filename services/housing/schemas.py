"""What callers of housing send and get."""

import re
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, JsonValue, computed_field

from services.housing.rules.acceptance import SUBSIDY_STATE_NAMES, WORK_NAMES, SubsidyState, Work
from services.housing.rules.house import CONDITION_NAMES, PART_NAMES, Condition, Grade, Part
from services.housing.rules.survey import STATE_NAMES, SurveyState
from shared.events.civil_affairs import TRIGGER_NAMES, Trigger
from shared.money import Yuan, YuanShown
from shared.regions import short_name_of, town_of
from shared.schemas import Form, View

_COMMITTEE = re.compile(r"(村民|居民)委员会$")
"""People say 寨子村 for 寨子村村民委员会."""

_HOW = "完好 sound，个别构件危险 flawed，局部危险 failing，整体危险 failed"


class Observed(Form):
    """The parts of a house as they were found."""

    site: Condition = Field(title="场地", description=_HOW, examples=["sound"])
    foundation: Condition = Field(title="地基基础", description=_HOW, examples=["sound"])
    walls: Condition = Field(title="墙体", description=_HOW, examples=["failing"])
    roof: Condition = Field(title="屋盖", description=_HOW, examples=["flawed"])
    enclosure: Condition = Field(title="围护结构", description=_HOW, examples=["flawed"])

    @property
    def observed(self) -> dict[Part, Condition]:
        return {part: getattr(self, part) for part in Part}


class CompleteSurvey(Observed):
    """What was seen on the spot, part by part."""


class PartView(View):
    """How one part was found."""

    part: Part = Field(title="部位")
    condition: Condition = Field(title="情况")

    @computed_field(title="说明")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def spoken(self) -> str:
        return f"{PART_NAMES[self.part]}：{CONDITION_NAMES[self.condition]}"


class SurveyLine(View):
    """A survey in a list."""

    id: UUID = Field(title="排查编号")
    case_id: UUID = Field(title="即时帮扶台账编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    trigger: Trigger = Field(title="致困情形")
    detected_at: datetime = Field(title="发现时间")
    due_on: date = Field(title="应完成日期")
    state: SurveyState = Field(title="状态")
    is_overdue: bool = Field(title="是否逾期未完成")
    grade: Grade | None = Field(title="房屋等级")
    needs_shelter: bool = Field(title="是否须立即另行安置", description="D 级：整幢危险")
    needs_follow_up: bool = Field(title="是否须列入危房改造", description="C、D 级")
    completed_on: date | None = Field(title="完成日期")
    is_late: bool = Field(title="是否逾期完成")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return "逾期未排查" if self.is_overdue else STATE_NAMES[self.state]

    @computed_field(title="村（社区）")  # type: ignore[prop-decorator]
    @property
    def village(self) -> str:
        return short_name_of(town_of(self.region)) + _COMMITTEE.sub("", short_name_of(self.region))

    @computed_field(title="致困情形名称")  # type: ignore[prop-decorator]
    @property
    def trigger_name(self) -> str:
        return TRIGGER_NAMES[self.trigger]

    @property
    def short(self) -> str:
        """The last characters of the id, by which a printed line finds its survey."""
        return self.id.hex[-8:]


class SurveyView(SurveyLine):
    """A survey with what was seen and why it makes the grade."""

    parts: list[PartView] = Field(title="各部位情况")
    reasons: list[str] = Field(title="评定理由与依据")
    policy: str = Field(title="所依据的政策文件")
    policy_version: str = Field(title="政策文件版本", description="文件内容的摘要，据此可以重新推导")


_SOUND: dict[str, JsonValue] = dict.fromkeys(("site", "foundation", "walls", "roof", "enclosure"), "sound")


class AcceptHouse(Observed):
    """What was seen of a house that was made safe, and the subsidy that it is owed."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                _SOUND
                | {
                    "work": "rebuilt",
                    "accepted_on": "2020-09-20",
                    "budget_code": "housing",
                    "year": 2020,
                    "subsidy_yuan": "14000.00",
                }
            ]
        }
    )

    work: Work = Field(title="改造方式", description="repaired 修缮加固；rebuilt 拆除重建")
    accepted_on: date = Field(title="验收日期")
    budget_code: str = Field(
        title="专项代码", description="补助从哪一专项的预算指标支付", pattern=r"^[a-z][a-z0-9-]*$", max_length=40
    )
    year: int = Field(title="预算年度", ge=2014, le=2100)
    subsidy_fen: Annotated[Yuan, Field(gt=0)] = Field(alias="subsidy_yuan", title="补助金额（元）")


class RevokeAcceptance(Form):
    """Why an acceptance was a mistake."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "补助金额录入有误"}]})

    reason: str = Field(title="撤销原因", min_length=2, max_length=200)


class AcceptanceView(View):
    """An accepted house, and how far its subsidy has come."""

    id: UUID = Field(title="验收编号")
    survey_id: UUID = Field(title="排查编号")
    house_id: UUID = Field(title="住房编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    work: Work = Field(title="改造方式")
    parts: list[PartView] = Field(title="验收时各部位情况")
    grade_before: Grade = Field(title="改造前等级")
    grade: Grade = Field(title="验收等级")
    reasons: list[str] = Field(title="评定理由与依据")
    budget_code: str = Field(title="专项代码")
    year: int = Field(title="预算年度")
    subsidy_fen: YuanShown = Field(alias="subsidy_yuan", title="补助金额（元）")
    accepted_on: date = Field(title="验收日期")
    accepted_by: str = Field(title="验收人")
    subsidy: SubsidyState = Field(title="补助状态")
    subsidy_code: str = Field(title="未发放的原因代码")
    subsidy_reason: str = Field(title="未发放的原因")
    payment_id: UUID | None = Field(title="资金服务的发放编号")
    paid_on: date | None = Field(title="发放日期")
    revoked_at: datetime | None = Field(title="撤销时间")
    revocation: str = Field(title="撤销原因")

    @computed_field(title="补助状态名称")  # type: ignore[prop-decorator]
    @property
    def subsidy_name(self) -> str:
        return "验收已撤销" if self.revoked_at else SUBSIDY_STATE_NAMES[self.subsidy]

    @computed_field(title="改造方式名称")  # type: ignore[prop-decorator]
    @property
    def work_name(self) -> str:
        return WORK_NAMES[self.work]
