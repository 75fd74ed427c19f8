"""What callers send and get of the ledger of dangerous houses."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import ConfigDict, Field, computed_field

from services.housing.rules.hazard import LISTED_BY_NAMES, STRUCK_WHY_NAMES, ListedBy, StruckWhy
from services.housing.rules.house import Grade
from services.housing.rules.household import GROUP_NAMES, Group
from services.housing.rules.list_file import DECISION_NAMES, Decision
from services.housing.schemas.house import HouseLine, spoken_village
from services.housing.schemas.list_file import ListFileLine, ListFileView
from shared.regions import name_of
from shared.schemas import Form, View


class StrikeOffHazard(Form):
    """Why a house stands in the ledger no more."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"why": "corrected", "grade": "B", "struck_on": "2020-06-10", "reason": "复查为个别檩条腐朽，已更换"}]
        }
    )

    why: Literal["corrected", "moved-out", "demolished"] = Field(
        title="销号原因", description="corrected 等级更正，moved-out 住户已迁出，demolished 已拆除；改造销号由验收办理"
    )
    grade: Grade | None = Field(default=None, title="更正后的等级", description="等级更正的必填，A 或 B")
    struck_on: date = Field(title="销号日期")
    reason: str = Field(title="说明", min_length=2, max_length=180)


class HazardLine(View):
    """A line of the ledger, with its house."""

    id: UUID = Field(title="台账标识")
    region: str = Field(title="村（社区）代码")
    house: HouseLine = Field(title="住房")
    household_id: UUID | None = Field(title="户标识", description="列入时的住户")
    household_code: str | None = Field(title="户编号", description="现在的住户；几户同住的为先住的一户")
    households: int = Field(title="现在住几户")
    groups: list[Group] = Field(title="重点对象类别", description="现在的住户；以登记下发的为准")
    grade: Grade = Field(title="等级")
    graded_on: date = Field(title="评定日期")
    listed_by: ListedBy = Field(title="列入依据")
    listed_on: date = Field(title="列入日期")
    survey_id: UUID | None = Field(title="排查编号")
    note: str = Field(title="备注")
    struck_on: date | None = Field(title="销号日期")
    struck_why: StruckWhy | None = Field(title="销号原因")
    struck_reason: str = Field(title="销号说明")
    acceptance_id: UUID | None = Field(title="验收编号")

    @computed_field(title="村（社区）")  # type: ignore[prop-decorator]
    @property
    def village(self) -> str:
        return spoken_village(self.region)

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return STRUCK_WHY_NAMES[self.struck_why] if self.struck_why else "在册"

    @computed_field(title="列入依据名称")  # type: ignore[prop-decorator]
    @property
    def listed_by_name(self) -> str:
        return LISTED_BY_NAMES[self.listed_by]

    @computed_field(title="重点对象类别名称")  # type: ignore[prop-decorator]
    @property
    def group_names(self) -> list[str]:
        return [GROUP_NAMES[group] for group in self.groups]


class HazardPlace(View):
    """The ledger of one place in numbers."""

    region: str = Field(title="区划代码")
    grade_c: int = Field(title="在册 C 级")
    grade_d: int = Field(title="在册 D 级")
    made_safe: int = Field(title="已改造销号")
    struck: int = Field(title="其他销号")

    @computed_field(title="辖区名称")  # type: ignore[prop-decorator]
    @property
    def region_name(self) -> str:
        return name_of(self.region)


class TargetLine(View):
    """How far a place is with a target."""

    target: str = Field(title="目标代码")
    title: str = Field(title="目标")
    found_by: date = Field(title="哪天以前列入的")
    safe_by: date = Field(title="应于哪天前改造完")
    clause: str = Field(title="依据")
    of: int = Field(title="应改造户数")
    done: int = Field(title="按期改造")
    late: int = Field(title="逾期改造")
    left: int = Field(title="尚未改造")


class HazardTotals(View):
    """The ledger in numbers, and how far a place is with its targets."""

    places: list[HazardPlace] = Field(title="各地")
    targets: list[TargetLine] = Field(title="目标")


class HazardFileView(ListFileView):
    """A county's own ledger."""

    entering: int = Field(title="列入")


class HazardFileLine(ListFileLine):
    """A row of such a ledger."""

    names = DECISION_NAMES | {Decision.ENTER: "列入"}

    house_number: str = Field(alias="number", title="住房编号", description="为空表示随之登记")
    grade: Grade = Field(title="等级")
    graded_on: date = Field(title="评定日期")
    safe_on: date | None = Field(title="改造完成日期")
