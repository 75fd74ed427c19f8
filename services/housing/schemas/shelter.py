"""What callers send and get of places to sleep and of who is in them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, computed_field

from services.housing.rules.shelter import (
    LARGEST_HOUSEHOLD,
    LARGEST_SHELTER,
    LEFT_AS_NAMES,
    SHELTER_KIND_NAMES,
    LeftAs,
    ShelterKind,
)
from services.housing.schemas.house import AN_ID, spoken_village
from shared.money import YuanShown
from shared.regions import Region
from shared.schemas import Form, PersonName, View

_KINDS = "school 学校，public 公共建筑，tents 帐篷、板房，hotel 旅馆，rented 租房，kin 投亲靠友，other 其他"
Capacity = Annotated[int, Field(ge=1, le=LARGEST_SHELTER, title="容量（人）")]
Persons = Annotated[int, Field(ge=1, le=LARGEST_HOUSEHOLD, title="人数")]


class OpenShelter(Form):
    """A place to sleep, and who is responsible for it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "region": "371311001001",
                    "kind": "school",
                    "title": "龙潭小学教学楼一层",
                    "capacity": 120,
                    "keeper": "王建国",
                    "phone": "13800138000",
                }
            ]
        }
    )

    region: Region = Field(title="所在村（社区）代码")
    kind: ShelterKind = Field(title="安置方式", description=_KINDS)
    title: str = Field(title="名称或方位", description="不写姓名", min_length=2, max_length=100)
    capacity: Capacity = Field(title="容量（人）")
    keeper: PersonName = Field(title="负责人", description="加密保存")
    phone: str = Field(title="联系电话", description="加密保存", pattern=r"^[0-9][0-9-]{4,19}$")


class ResizeShelter(Form):
    """It holds more or fewer people than was thought."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"capacity": 160}]})

    capacity: Capacity = Field(title="容量（人）", description="不小于现在住的人数")


class ShelterHousehold(Form):
    """Which household of which disaster goes where, with how many people."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"disaster_id": AN_ID, "household_id": AN_ID, "shelter_id": AN_ID, "persons": 4}]}
    )

    disaster_id: UUID = Field(title="灾情编号")
    household_id: UUID = Field(title="户标识")
    shelter_id: UUID = Field(title="安置点标识")
    persons: Persons = Field(title="人数")


class MoveHousehold(Form):
    """Where a household goes from where it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"shelter_id": AN_ID}]})

    shelter_id: UUID = Field(title="转到的安置点")
    persons: Persons | None = Field(default=None, title="人数", description="不填的与原来相同")


class LeaveShelter(Form):
    """How a household leaves."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"left_as": "home"}]})

    left_as: Literal["home", "resettled"] = Field(title="去向", description="home 回到原住房，resettled 另有住房")
    reason: str = Field(
        default="", title="原因", description="住房没有评为 A、B 级而回家的必填；另有住房的写明住在哪里", max_length=200
    )


class ShelterView(View):
    """A place, and how much room it has."""

    id: UUID = Field(title="安置点标识")
    region: str = Field(title="所在村（社区）代码")
    kind: ShelterKind = Field(title="安置方式")
    title: str = Field(title="名称或方位")
    capacity: int = Field(title="容量（人）")
    taken: int = Field(title="已住（人）")
    keeper: str | None = Field(title="负责人", description="不在本人辖区的不显示")
    phone: str | None = Field(title="联系电话", description="不在本人辖区的不显示")
    opened_at: datetime = Field(title="开放时间")
    closed_at: datetime | None = Field(title="关闭时间", description="为空表示开放")

    @computed_field(title="空位（人）")  # type: ignore[prop-decorator]
    @property
    def room(self) -> int:
        return 0 if self.closed_at else self.capacity - self.taken

    @computed_field(title="安置方式名称")  # type: ignore[prop-decorator]
    @property
    def kind_name(self) -> str:
        return SHELTER_KIND_NAMES[self.kind]

    @computed_field(title="村（社区）")  # type: ignore[prop-decorator]
    @property
    def village(self) -> str:
        return spoken_village(self.region)


class StayView(View):
    """A household in a place."""

    id: UUID = Field(title="安置编号")
    shelter_id: UUID = Field(title="安置点标识")
    disaster_id: UUID = Field(title="灾情编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="户所在村（社区）代码")
    persons: int = Field(title="人数")
    since_at: datetime = Field(title="安置时间")
    until_at: datetime | None = Field(title="离开时间", description="为空表示还在")
    left_as: LeftAs | None = Field(title="去向")
    left_reason: str = Field(title="原因")
    days: int = Field(title="天数", description="离开时计")
    counted_days: int = Field(title="计入过渡期生活救助的天数", description="离开时计")

    @computed_field(title="去向名称")  # type: ignore[prop-decorator]
    @property
    def left_as_name(self) -> str:
        return LEFT_AS_NAMES[self.left_as] if self.left_as else "在安置点"


class StayEnded(View):
    """What a stay came to."""

    stay: StayView = Field(title="安置")
    standard_fen: YuanShown = Field(
        alias="standard_yuan",
        title="按标准应有的过渡期生活救助（元）",
        description="人数×计入天数×当地标准；只供核对，不据此发放",
    )
    clause: str = Field(title="依据")
