"""What callers get of how far a disaster is."""

from datetime import datetime
from uuid import UUID

from pydantic import Field, computed_field

from services.housing.rules.disaster import CAME_BY_NAMES, CameBy
from services.housing.rules.house import Grade
from services.housing.rules.survey import STATE_NAMES, SurveyState
from services.housing.schemas.disaster import DisasterEventView, DisasterView
from services.housing.schemas.house import spoken_village
from shared.schemas import View


class DisasterTotals(View):
    """Counted in households."""

    households: int = Field(title="受灾户数")
    houses: int = Field(title="受灾住房")
    surveyed: int = Field(title="已排查")
    survey_overdue: int = Field(title="逾期未排查")
    graded: int = Field(title="已定级", description="A、B 级以排查为准，C、D 级以灾后签署的鉴定为准")
    grade_overdue: int = Field(title="逾期未定级")
    grade_a: int = Field(title="A 级")
    grade_b: int = Field(title="B 级")
    grade_c: int = Field(title="C 级")
    grade_d: int = Field(title="D 级")
    must_leave: int = Field(title="需要安置", description="不能住在家中的，连同已经安置的")
    sheltered: int = Field(title="已安置")
    persons: int = Field(title="已安置人数")
    tonight: int = Field(title="今晚没有住处")
    shelter_overdue: int = Field(title="逾期未安置", description="自查明不能住起，超过规定小时数仍没有住处的")


class DisasterLineView(DisasterTotals):
    """How far it is in one village."""

    region: str = Field(title="村（社区）代码")

    @computed_field(title="村（社区）")  # type: ignore[prop-decorator]
    @property
    def village(self) -> str:
        return spoken_village(self.region)


class ProgressView(View):
    """How far it was so many hours after it happened."""

    hours: int = Field(title="灾后小时数")
    at: datetime = Field(title="时间")
    surveyed: int = Field(title="已排查")
    grade_d: int = Field(title="其中 D 级")
    sheltered: int = Field(title="安置过的户")


class DisasterBoard(View):
    """How far a disaster is."""

    disaster: DisasterView = Field(title="灾情")
    at: datetime = Field(title="统计时间")
    total: DisasterTotals = Field(title="合计")
    villages: list[DisasterLineView] = Field(title="各村（社区）", description="今晚没有住处的多、逾期多的在前")
    events: list[DisasterEventView] = Field(title="办理记录")
    progress: list[ProgressView] = Field(title="进展")


class StruckView(View):
    """A struck household, what is known of its house, and where it is."""

    household_id: UUID = Field(title="户标识")
    household_code: str | None = Field(title="户编号")
    region: str = Field(title="村（社区）代码")
    members: int = Field(title="在世人口")
    came_by: CameBy = Field(title="由何列入")
    house_id: UUID | None = Field(title="住房标识")
    house_number: str | None = Field(title="住房编号")
    house_address: str | None = Field(title="门牌或方位")
    survey_id: UUID | None = Field(title="排查编号")
    survey_state: SurveyState | None = Field(title="排查状态")
    survey_due_at: datetime = Field(title="应完成排查的时间")
    completed_at: datetime | None = Field(title="排查完成时间")
    grade: Grade | None = Field(title="等级")
    is_graded: bool | None = Field(title="是否已定级")
    grade_due_at: datetime = Field(title="应完成定级的时间")
    must_leave: bool | None = Field(title="是否不能住在家中")
    stay_id: UUID | None = Field(title="安置编号")
    shelter_id: UUID | None = Field(title="安置点标识")
    shelter_title: str | None = Field(title="安置点")
    persons: int | None = Field(title="安置人数")
    since_at: datetime | None = Field(title="安置时间")

    @computed_field(title="村（社区）")  # type: ignore[prop-decorator]
    @property
    def village(self) -> str:
        return spoken_village(self.region)

    @computed_field(title="由何列入的名称")  # type: ignore[prop-decorator]
    @property
    def came_by_name(self) -> str:
        return CAME_BY_NAMES[self.came_by]

    @computed_field(title="住房情况")  # type: ignore[prop-decorator]
    @property
    def seen_as(self) -> str:
        if self.grade:
            return f"{self.grade} 级" + ("" if self.is_graded else "，待鉴定")
        waiting = STATE_NAMES[self.survey_state] if self.survey_state else "待排查"
        # Who must not sleep at home before anybody has looked: the ledger said D before the disaster.
        return f"{waiting}，台账 D 级" if self.must_leave else waiting

    @computed_field(title="住在哪里")  # type: ignore[prop-decorator]
    @property
    def where(self) -> str:
        if self.stay_id:
            return f"{self.shelter_title}，{self.persons} 人"
        return "没有住处" if self.must_leave else "家中"
