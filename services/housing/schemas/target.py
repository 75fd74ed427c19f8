"""Targets of making houses safe, and how far places are with them."""

from datetime import date
from uuid import UUID

from pydantic import Field, computed_field

from services.housing.rules.house import Grade
from services.housing.rules.renovation import RENOVATION_STATE_NAMES, RenovationState
from services.housing.schemas.house import spoken_village
from services.housing.schemas.progress import percent
from shared.regions import short_name_of
from shared.schemas import View


class TargetPlace(View):
    """How far one place is with a target."""

    region: str = Field(title="区划代码")
    of: int = Field(title="应改造户数")
    done: int = Field(title="按期改造")
    late: int = Field(title="逾期改造")

    @computed_field(title="尚未改造")  # type: ignore[prop-decorator]
    @property
    def left(self) -> int:
        return self.of - self.done - self.late

    @computed_field(title="完成率（%）", description="按期和逾期改造的都算完成")  # type: ignore[prop-decorator]
    @property
    def percent(self) -> str:
        return percent(self.done + self.late, self.of)

    @computed_field(title="辖区名称")  # type: ignore[prop-decorator]
    @property
    def name(self) -> str:
        if not self.region:
            return "合计"
        return spoken_village(self.region) if len(self.region) == 12 else short_name_of(self.region)


class TargetView(View):
    """A target of the place's policy file, and the places inside."""

    target: str = Field(title="目标代码")
    title: str = Field(title="目标")
    found_by: date = Field(title="哪天以前列入的")
    safe_by: date = Field(title="应于哪天前改造完")
    clause: str = Field(title="依据")
    is_over: bool = Field(title="是否已到期")
    whole: TargetPlace = Field(title="合计")
    places: list[TargetPlace] = Field(title="各地", description="尚未改造多的在前")


class MissingHouse(View):
    """A house that a target means and that is not safe yet."""

    id: UUID = Field(title="台账标识")
    region: str = Field(title="村（社区）代码")
    house_id: UUID = Field(title="住房标识")
    house_number: str = Field(title="住房编号")
    grade: Grade = Field(title="等级")
    listed_on: date = Field(title="列入日期")
    number: str = Field(title="改造编号（读数）", description="为空表示还没有申请改造")
    state: RenovationState | None = Field(title="改造状态代码")

    @computed_field(title="村（社区）")  # type: ignore[prop-decorator]
    @property
    def village(self) -> str:
        return spoken_village(self.region)

    @computed_field(title="改造状态")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return RENOVATION_STATE_NAMES[self.state] if self.state else "还没有申请改造"
