"""What callers send and get of surveys."""

import re
from datetime import date, datetime
from uuid import UUID

from pydantic import Field, computed_field

from services.housing.rules.house import Grade
from services.housing.rules.survey import STATE_NAMES, SurveyState
from services.housing.schemas.part import Observed, PartView
from shared.events.civil_affairs import TRIGGER_NAMES, Trigger
from shared.regions import short_name_of, town_of
from shared.schemas import View

_COMMITTEE = re.compile(r"(村民|居民)委员会$")
"""People say 寨子村 for 寨子村村民委员会."""


def village_of(region: str) -> str:
    """`罗庄街道龙潭社区`, as people say it."""
    return short_name_of(town_of(region)) + _COMMITTEE.sub("", short_name_of(region))


class CompleteSurvey(Observed):
    """What was seen on the spot, part by part."""


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
        return village_of(self.region)

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
