"""What is late with renovations, as callers get it."""

from datetime import date
from uuid import UUID

from pydantic import Field, computed_field

from services.housing.rules.awaited_step import OWNER_NAMES, STEP_NAMES, Owner, Step
from services.housing.rules.mode import MODE_NAMES, Mode
from services.housing.schemas.house import spoken_village
from shared.schemas import View


class DelayLine(View):
    """A step that is late: of which house, whose it is, since when, by which rule."""

    thing_id: UUID = Field(title="事项标识", description="改造、问题、发放事项或台账条目")
    renovation_id: UUID | None = Field(title="改造编号", description="还没有申请、或未经改造流程验收的为空")
    number: str = Field(title="改造编号（读数）")
    region: str = Field(title="村（社区）代码")
    house_id: UUID = Field(title="住房标识")
    house_number: str = Field(title="住房编号")
    mode: Mode | None = Field(title="改造方式代码")
    step: Step = Field(title="哪一步代码")
    owner: Owner = Field(title="该谁办代码")
    builder: str = Field(title="施工方", description="户自建的为空")
    what: str = Field(title="说明", description="问题的内容、拨付阶段、台账的等级或待明确的变化")
    since: date = Field(title="从哪天起", description="轮到这一步的日期，或约定的日期")
    put_off: int = Field(title="顺延天数", description="冬季、汛期停工")
    due_on: date = Field(title="应办结日期")
    days: int = Field(title="逾期天数")
    clause: str = Field(title="依据")

    @computed_field(title="村（社区）")  # type: ignore[prop-decorator]
    @property
    def village(self) -> str:
        return spoken_village(self.region)

    @computed_field(title="哪一步")  # type: ignore[prop-decorator]
    @property
    def step_name(self) -> str:
        return STEP_NAMES[self.step]

    @computed_field(title="该谁办")  # type: ignore[prop-decorator]
    @property
    def owner_name(self) -> str:
        return OWNER_NAMES[self.owner]

    @computed_field(title="改造方式")  # type: ignore[prop-decorator]
    @property
    def mode_name(self) -> str:
        return MODE_NAMES[self.mode] if self.mode else ""


class DelayCount(View):
    """How much of one kind is late."""

    key: str = Field(title="代码")
    title: str = Field(title="名称")
    late: int = Field(title="逾期件数")
    longest: int = Field(title="最长逾期天数")


class DelayTotals(View):
    """What is late in a place, in numbers."""

    region: str = Field(title="辖区代码")
    on: date = Field(title="统计日期")
    waiting: int = Field(title="在办件数", description="等着办下一步的，含未逾期的")
    late: int = Field(title="逾期件数")
    steps: list[DelayCount] = Field(title="按步骤")
    owners: list[DelayCount] = Field(title="按责任方")
    places: list[DelayCount] = Field(title="按下一级辖区")
