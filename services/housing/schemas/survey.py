"""What callers send and get of surveys."""

from datetime import date, datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field, computed_field, model_validator

from services.housing.rules.house import VIEW_NAMES, Grade, PhotoView
from services.housing.rules.paper import PAPERS_OF_A_MATTER
from services.housing.rules.survey import ORIGIN_NAMES, STATE_NAMES, SurveyOrigin, SurveyState
from services.housing.rules.visit import is_of_another_hour
from services.housing.schemas.house import AN_ID, Position, PositionView, spoken_village
from services.housing.schemas.part import Observed, PartView
from shared.events.civil_affairs import TRIGGER_NAMES, Trigger
from shared.schemas import Form, View


class VisitPosition(Position):
    """Where somebody stood, and how sure the telephone was of it."""

    accuracy_m: int | None = Field(
        default=None, title="定位误差（米）", description="手机所报；手工填写的不填", ge=0, le=100_000, examples=[12]
    )
    fixed_at: AwareDatetime | None = Field(
        default=None, title="定位时间", description="手机得到这一位置的时间；与现场查看相差 2 小时以上的有提示"
    )


class SeenOnTheSpot(Observed):
    """What was seen on the spot, part by part, with when and where."""

    position: VisitPosition | None = Field(default=None, title="现场位置", description="CGCS2000 经纬度，度，至多六位小数")
    visited_at: AwareDatetime | None = Field(
        default=None, title="现场查看时间", description="没有网络、事后上报的填写；是否按期按查看当日算。不填的即今天"
    )
    notes: str = Field(default="", title="现场说明", description="不写姓名、电话", max_length=500)
    photos: list[UUID] = Field(
        default=[],
        title="随同的照片",
        description="已上传到这项排查的材料编号；有一份没有收到就退回",
        max_length=PAPERS_OF_A_MATTER,
    )


class CompleteSurvey(SeenOnTheSpot):
    """What the survey comes to."""

    house_id: UUID | None = Field(
        default=None, title="所查住房的标识", description="不填的为该户现在的住房；还没有登记住房的，随之登记"
    )


class KeepSecondFinding(SeenOnTheSpot):
    """What somebody saw of a house whose survey another had completed."""


class OpenSpotSurvey(Form):
    """Why one house is to be looked at, and which."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"household_id": AN_ID, "origin": "citizen", "why": "邻居来电，西山墙开裂"}]}
    )

    house_id: UUID | None = Field(default=None, title="住房标识", description="与户标识至少填一项")
    household_id: UUID | None = Field(default=None, title="户标识")
    origin: Literal["disaster", "citizen", "officer"] = Field(
        title="由何而来", description="disaster 灾害，citizen 群众反映，officer 干部发现"
    )
    why: str = Field(title="情况", description="不写姓名、电话", min_length=2, max_length=200)

    @model_validator(mode="after")
    def _says_where(self) -> Self:
        if self.house_id is None and self.household_id is None:
            raise ValueError("住房标识与户标识至少填一项")
        return self


class SpareSurvey(Form):
    """Why nobody has to look."""

    why: str = Field(title="原因", min_length=2, max_length=200, examples=["全家外出，房屋已封存"])


def asked_because(trigger: Trigger | None, origin: SurveyOrigin, *, is_urgent: bool) -> str:
    """What somebody in the village is told: a disaster comes first, whatever had the house looked at before it."""
    if is_urgent:
        return "灾情应急"
    return TRIGGER_NAMES[trigger] if trigger else ORIGIN_NAMES[origin]


class SurveyLine(View):
    """A survey in a list."""

    id: UUID = Field(title="排查编号")
    origin: SurveyOrigin = Field(title="由何而来")
    case_id: UUID | None = Field(title="即时帮扶台账编号", description="不由即时帮扶而来的为空")
    campaign_id: UUID | None = Field(title="排查行动标识", description="不属于排查行动的为空")
    house_id: UUID | None = Field(title="住房标识", description="完成前可能为空")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    trigger: Trigger | None = Field(title="致困情形", description="不由即时帮扶而来的为空")
    why: str = Field(title="临时排查的情况")
    detected_at: datetime = Field(title="发现时间")
    due_on: date = Field(title="应完成日期")
    is_urgent: bool = Field(title="是否因灾情优先", description="排在其他排查之前")
    due_at: datetime | None = Field(title="应完成的时间", description="因灾情按小时计的；其余为空")
    state: SurveyState = Field(title="状态")
    is_overdue: bool = Field(title="是否逾期未完成")
    grade: Grade | None = Field(title="房屋等级")
    needs_shelter: bool = Field(title="是否须立即另行安置", description="D 级：整幢危险")
    needs_follow_up: bool = Field(title="是否须列入危房改造", description="C、D 级")
    completed_on: date | None = Field(title="完成日期", description="填报的那一天；现场查看可能更早")
    completed_at: datetime | None = Field(title="完成时间", description="填报的时间")
    is_late: bool = Field(title="是否逾期完成")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return "逾期未排查" if self.is_overdue else STATE_NAMES[self.state]

    @computed_field(title="村（社区）")  # type: ignore[prop-decorator]
    @property
    def village(self) -> str:
        return spoken_village(self.region)

    @computed_field(title="由何而来的名称")  # type: ignore[prop-decorator]
    @property
    def origin_name(self) -> str:
        return ORIGIN_NAMES[self.origin]

    @computed_field(title="致困情形名称", description="因灾情优先的为灾情应急；不由即时帮扶而来的，为由何而来的名称")  # type: ignore[prop-decorator]
    @property
    def trigger_name(self) -> str:
        return asked_because(self.trigger, self.origin, is_urgent=self.is_urgent)

    @property
    def short(self) -> str:
        """The last characters of the id, by which a printed line finds its survey."""
        return self.id.hex[-8:]


class SeenView(View):
    """When and where something was seen."""

    position: PositionView | None = Field(title="现场位置", description="CGCS2000")
    accuracy_m: int | None = Field(title="定位误差（米）", description="手工填写的和没有报的为空")
    fixed_at: datetime | None = Field(title="定位时间", description="手工填写的和没有报的为空")
    visited_at: datetime | None = Field(title="现场查看时间", description="当日填报的可能为空")
    notes: str = Field(title="现场说明")

    @computed_field(title="定位是否不在查看前后", description="相差 2 小时以上，请与住房登记的位置核对")  # type: ignore[prop-decorator]
    @property
    def is_fix_apart(self) -> bool:
        return is_of_another_hour(self.fixed_at, self.visited_at)


class SecondFindingView(SeenView):
    """What a second officer saw. The survey and its grade stand."""

    id: UUID = Field(title="另报编号")
    survey_id: UUID = Field(title="排查编号")
    told_by: str = Field(title="另报人")
    told_at: datetime = Field(title="另报时间")
    parts: list[PartView] = Field(title="各部位情况")
    grade: Grade = Field(title="按其所见的等级", description="排查的等级不因此改变")
    reasons: list[str] = Field(title="评定理由与依据")
    photos: list[UUID] = Field(title="随同的照片")
    is_worse: bool = Field(title="是否比排查的等级更差", description="为是的，请安排一次临时排查")


class SurveyView(SurveyLine, SeenView):
    """A survey with what was seen and why it makes the grade."""

    parts: list[PartView] = Field(title="各部位情况")
    reasons: list[str] = Field(title="评定理由与依据")
    policy: str = Field(title="所依据的政策文件")
    policy_version: str = Field(title="政策文件版本", description="文件内容的摘要，据此可以重新推导")
    second_findings: list[SecondFindingView] = Field(title="另报的所见", description="排查完成以后，他人所报")
    missing_views: list[PhotoView] = Field(
        title="还缺的照片", description="front 正面，roof 屋面，inner-wall 内墙，outer-wall 外墙"
    )
    cancelled_why: str = Field(title="撤销原因")

    @computed_field(title="还缺的照片名称")  # type: ignore[prop-decorator]
    @property
    def missing_view_names(self) -> list[str]:
        return [VIEW_NAMES[view] for view in self.missing_views]
