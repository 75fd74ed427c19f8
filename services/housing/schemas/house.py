"""What callers send and get of houses."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field, computed_field

from services.housing.rules.dwelling import Place
from services.housing.rules.house import HOUSE_STATE_NAMES, Grade, HouseState
from services.housing.rules.occupancy import Tenure
from services.housing.rules.structure import STRUCTURE_NAMES, Structure
from services.housing.schemas.occupancy import OccupantView
from shared.regions import Region, short_name_of, town_of
from shared.schemas import Form, View

AN_ID = "0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10"
_COMMITTEE = re.compile(r"(村民|居民)委员会$")
_STRUCTURES = "，".join(f"{each} {name}" for each, name in STRUCTURE_NAMES.items())

Latitude = Annotated[Decimal, Field(ge=3, le=54, decimal_places=6, max_digits=8, title="纬度", examples=["35.056123"])]
Longitude = Annotated[Decimal, Field(ge=73, le=136, decimal_places=6, max_digits=9, title="经度", examples=["118.342456"])]
Metres = Annotated[Decimal, Field(gt=0, lt=1000, decimal_places=2, max_digits=5)]


class Position(Form):
    """A position, CGCS2000, to six places (about 0.1 m); what a telephone tells (WGS84) differs by less than a metre."""

    latitude: Latitude = Field(title="纬度")
    longitude: Longitude = Field(title="经度")

    @property
    def place(self) -> Place:
        return Place(int(self.latitude.scaleb(6)), int(self.longitude.scaleb(6)))


class PositionView(View):
    """The same, shown."""

    latitude: Decimal = Field(title="纬度")
    longitude: Decimal = Field(title="经度")


class _Described(Form):
    address: str = Field(
        default="", title="门牌或方位", description="村内的位置，不写姓名", max_length=100, examples=["三组 12 号"]
    )
    structure: Structure | None = Field(default=None, title="结构类型", description=_STRUCTURES, examples=["masonry"])
    built_year: int | None = Field(default=None, title="建成年份", description="不清楚的不填", ge=1600, le=2100, examples=[1986])
    storeys: int | None = Field(default=None, title="层数", ge=1, le=30, examples=[1])
    floor_area_m2: Annotated[Decimal, Field(gt=0, lt=100_000, decimal_places=2)] | None = Field(
        default=None, title="建筑面积（平方米）", examples=["62.50"]
    )
    length_m: Metres | None = Field(default=None, title="长（米）")
    width_m: Metres | None = Field(default=None, title="宽（米）")
    height_m: Metres | None = Field(default=None, title="高（米）")
    position: Position | None = Field(default=None, title="位置", description="CGCS2000 经纬度，度，至多六位小数")

    @property
    def described(self) -> dict[str, Any]:
        """The columns of a house that the form says."""
        told = self.model_fields_set & set(_Described.model_fields)
        columns = {field: getattr(self, field) for field in told - {"position"}}
        if "position" in told:
            place = self.position.place if self.position else None
            columns |= {
                "latitude_e6": place.latitude_e6 if place else None,
                "longitude_e6": place.longitude_e6 if place else None,
            }
        return columns


class EnterHouse(_Described):
    """A house, and the household that lives in it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "region": "371311001001",
                    "address": "三组 12 号",
                    "structure": "masonry",
                    "built_year": 1986,
                    "storeys": 1,
                    "floor_area_m2": "62.50",
                }
            ]
        }
    )

    region: Region = Field(title="村（社区）代码")
    household_id: UUID | None = Field(default=None, title="住户的户标识", description="现在没有登记住房的户；空置的不填")
    tenure: Tenure = Field(
        default=Tenure.UNKNOWN, title="居住方式", description="own 自有，rented 租住，borrowed 借住，collective 集体提供"
    )
    since_on: date | None = Field(default=None, title="从哪天起住在这里", description="不清楚的不填")


class DescribeHouse(_Described):
    """What is otherwise or better known of a house; fields that are left out stay as they are."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"storeys": 1, "floor_area_m2": "62.50"}]})


class DemolishHouse(Form):
    """A house is no more."""

    gone_on: date = Field(title="拆除日期", examples=["2020-06-01"])
    why: str = Field(title="拆除原因", min_length=2, max_length=200, examples=["原址重建"])


class MergeHouses(Form):
    """A house was kept twice."""

    into_id: UUID = Field(title="并入的住房标识", examples=[AN_ID])
    why: str = Field(title="原因", min_length=2, max_length=200, examples=["同一处住房登记了两次"])


class HouseLine(View):
    """A house in a list."""

    id: UUID = Field(title="住房标识")
    number: str = Field(title="住房编号")
    region: str = Field(title="村（社区）代码")
    address: str = Field(title="门牌或方位")
    structure: Structure | None = Field(title="结构类型")
    built_year: int | None = Field(title="建成年份")
    storeys: int | None = Field(title="层数")
    floor_area_m2: Decimal | None = Field(title="建筑面积（平方米）")
    state: HouseState = Field(title="状态")

    @computed_field(title="村（社区）")  # type: ignore[prop-decorator]
    @property
    def village(self) -> str:
        return spoken_village(self.region)

    @computed_field(title="结构类型名称")  # type: ignore[prop-decorator]
    @property
    def structure_name(self) -> str:
        return STRUCTURE_NAMES[self.structure] if self.structure else "未登记"

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return HOUSE_STATE_NAMES[self.state]


class HouseView(HouseLine):
    """A house with who lived in it and what became of it."""

    length_m: Decimal | None = Field(title="长（米）")
    width_m: Decimal | None = Field(title="宽（米）")
    height_m: Decimal | None = Field(title="高（米）")
    position: PositionView | None = Field(title="位置", description="CGCS2000")
    gone_on: date | None = Field(title="拆除或并入日期")
    gone_why: str = Field(title="拆除或并入原因")
    merged_into_id: UUID | None = Field(title="并入的住房标识")
    entered_at: datetime | None = Field(title="登记时间")
    occupants: list[OccupantView] = Field(title="住户", description="现在的和从前的，先住的在前")
    hazard_id: UUID | None = Field(title="危房台账标识", description="不在危房台账的为空")
    grade: Grade | None = Field(title="危房台账中的等级")
    warnings: list[str] = Field(title="请核对", description="只提示，不影响办理")


def spoken_village(region: str) -> str:
    """`罗庄街道龙潭社区`: the town and the village, as people say them."""
    return short_name_of(town_of(region)) + _COMMITTEE.sub("", short_name_of(region))


def degrees(latitude_e6: int | None, longitude_e6: int | None) -> PositionView | None:
    """A position out of millionths of a degree."""
    if latitude_e6 is None or longitude_e6 is None:
        return None
    return PositionView(latitude=Decimal(latitude_e6).scaleb(-6), longitude=Decimal(longitude_e6).scaleb(-6))
