"""What a telephone takes along on a round: the surveys of a village, and the form that each is filled in on."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field, computed_field

from services.housing.rules.house import CONDITION_NAMES, PART_NAMES, VIEW_NAMES, Condition, Part, PhotoView
from services.housing.rules.structure import STRUCTURE_NAMES, Structure
from services.housing.rules.survey_policy import SurveyPolicy
from services.housing.schemas.house import spoken_village
from shared.schemas import View


class Choice(View):
    """Something to choose, and how people call it."""

    code: str = Field(title="代码")
    name: str = Field(title="名称")


class PartForm(Choice):
    """One part of the house, with the conditions that it may be in."""

    conditions: list[Choice] = Field(title="可选的情况")


class RoundForm(View):
    """The form of one rule, without what its answers come to: the officer says what is there, the rule says the grade."""

    policy: str = Field(title="政策文件")
    title: str = Field(title="政策名称")
    parts: list[PartForm] = Field(title="逐项查看的部位")


class WantedView(Choice):
    """A photo that a survey is to bring."""

    is_filed: bool = Field(title="是否已有")


class RoundSurvey(View):
    """One survey of the round, with what helps to find the house."""

    id: UUID = Field(title="排查编号")
    household_id: UUID = Field(title="户标识")
    household_code: str | None = Field(title="户编号")
    region: str = Field(title="村（社区）代码")
    trigger_name: str = Field(title="致困情形名称")
    why: str = Field(title="临时排查的情况")
    detected_at: datetime = Field(title="安排时间")
    due_on: date = Field(title="应完成日期")
    is_overdue: bool = Field(title="是否逾期未完成")
    policy: str = Field(title="所依据的政策文件")
    views: list[WantedView] = Field(title="应拍的照片")
    house_number: str | None = Field(title="住房编号", description="还没有登记住房的为空")
    address: str = Field(title="门牌或方位")
    structure: Structure | None = Field(title="结构类型")
    built_year: int | None = Field(title="建成年份")

    @computed_field(title="村（社区）")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def village(self) -> str:
        return spoken_village(self.region)

    @computed_field(title="结构类型名称")  # type: ignore[prop-decorator]
    @property
    def structure_name(self) -> str:
        return STRUCTURE_NAMES[self.structure] if self.structure else ""


class Bearer(View):
    """Whose round it is: a telephone keeps apart what several people fill in on it."""

    subject: str = Field(title="登录人")
    role_name: str = Field(title="角色")
    region: str = Field(title="辖区代码")
    place: str = Field(title="辖区")


class RoundView(View):
    """A round, a page at a time."""

    bearer: Bearer = Field(title="登录人")
    told_at: datetime = Field(title="名单时间")
    forms: list[RoundForm] = Field(title="表格")
    rows: list[RoundSurvey] = Field(title="本页排查")
    next: str | None = Field(title="下一页位置", description="作为 after 参数取下一页；为空表示已到末页")


class VillageLine(View):
    """How much there is to do in a village."""

    region: str = Field(title="村（社区）代码")
    open: int = Field(title="待排查")
    overdue: int = Field(title="已逾期")

    @computed_field(title="村（社区）")  # type: ignore[prop-decorator]
    @property
    def village(self) -> str:
        return spoken_village(self.region)


class VillagesView(View):
    """The villages in which there is something to do."""

    rows: list[VillageLine] = Field(title="村（社区）")


def form_of(policy: SurveyPolicy) -> RoundForm:
    """What is to be answered under a rule."""
    conditions = [Choice(code=each.value, name=CONDITION_NAMES[each]) for each in Condition]
    parts = [PartForm(code=part.value, name=PART_NAMES[part], conditions=conditions) for part in Part]
    return RoundForm(policy=policy.policy, title=policy.title, parts=parts)


def wanted(views: tuple[PhotoView, ...], shown: set[PhotoView]) -> list[WantedView]:
    return [WantedView(code=view.value, name=VIEW_NAMES[view], is_filed=view in shown) for view in views]
