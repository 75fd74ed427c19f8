"""What callers send and get of who lives where."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field, computed_field

from services.housing.rules.household import GROUP_NAMES, Group
from services.housing.rules.occupancy import LEFT_WHY_NAMES, TENURE_NAMES, LeftWhy, Tenure
from shared.schemas import Form, View

AN_ID = "0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10"


class MoveIn(Form):
    """A household lives in a house from a day on."""

    household_id: UUID = Field(title="户标识", examples=[AN_ID])
    since_on: date = Field(title="迁入日期", examples=["2020-06-01"])
    tenure: Tenure = Field(
        default=Tenure.OWN, title="居住方式", description="own 自有，rented 租住，borrowed 借住，collective 集体提供"
    )


class MoveOut(Form):
    """A household lives there no longer."""

    until_on: date = Field(title="迁出日期", examples=["2020-06-01"])
    why: Literal["moved", "corrected"] = Field(
        default="moved", title="原因", description="moved 迁出，corrected 从未住过、登记有误"
    )


class StayView(View):
    """A household's time in a house."""

    house_id: UUID = Field(title="住房标识")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    tenure: Tenure = Field(title="居住方式")
    since_on: date | None = Field(title="从哪天起", description="为空表示不清楚")
    until_on: date | None = Field(title="到哪天", description="不住在这里的第一天；为空表示现在住在这里")
    left_why: LeftWhy | None = Field(title="迁出原因")

    @computed_field(title="居住方式名称")  # type: ignore[prop-decorator]
    @property
    def tenure_name(self) -> str:
        return TENURE_NAMES[self.tenure]

    @computed_field(title="迁出原因名称")  # type: ignore[prop-decorator]
    @property
    def left_why_name(self) -> str:
        return LEFT_WHY_NAMES[self.left_why] if self.left_why else ""


class OccupantView(StayView):
    """The same, with what is known of the household."""

    household_code: str | None = Field(title="户编号")
    members: int = Field(title="在世人口数")
    groups: list[Group] = Field(title="重点对象类别", description="四类重点对象；以登记下发的为准")

    @computed_field(title="重点对象类别名称")  # type: ignore[prop-decorator]
    @property
    def group_names(self) -> list[str]:
        return [GROUP_NAMES[group] for group in self.groups]


class HomeView(StayView):
    """A household's house, then and now."""

    number: str = Field(title="住房编号")
    address: str = Field(title="门牌或方位")
