"""What callers send and get of programmes of relocation, their sites and dwellings."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from pydantic import ConfigDict, Field, computed_field

from services.housing.schemas.house import spoken_village
from services.housing.schemas.public_words import PublicWords
from shared.money import YuanShown
from shared.regions import AnyRegion, Region, name_of
from shared.schemas import Form, View

FAULTS_SHOWN = 100


class OpenProgramme(Form):
    """A county opens a programme."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "region": "371311",
                    "kind": "poverty",
                    "title": "2020年易地扶贫搬迁",
                    "asked_by": "区发展改革局《年度易地扶贫搬迁实施方案》",
                    "opened_on": "2020-06-01",
                }
            ]
        }
    )

    region: AnyRegion = Field(title="县区代码", min_length=6, max_length=6)
    kind: str = Field(title="项目种类", description="poverty 易地扶贫搬迁，flood-plain 滩区迁建", pattern=r"^[a-z][a-z-]{0,31}$")
    title: PublicWords = Field(title="名称", min_length=2, max_length=100)
    asked_by: PublicWords = Field(title="批准单位和文件", min_length=2, max_length=200)
    opened_on: date = Field(title="开始日期")


class EndProgramme(Form):
    """A programme is over."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"ended_on": "2022-12-20", "why": "全部搬迁户办结"}]})

    ended_on: date = Field(title="办结日期")
    why: str = Field(title="说明", min_length=2, max_length=200)


class OpenSite(Form):
    """Where households are to move to."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"region": "371311001001", "title": "幸福家园", "says": "距镇驻地2公里", "opened_on": "2020-06-05"}]
        }
    )

    region: Region = Field(title="安置点所在村（社区）代码")
    title: PublicWords = Field(title="名称", min_length=2, max_length=60)
    says: PublicWords = Field(default="", title="说明", description="公开显示，不写姓名和电话", max_length=500)
    opened_on: date = Field(title="登记日期")


class ProgrammeView(View):
    """A programme with the rule that it was opened by."""

    id: UUID = Field(title="搬迁项目标识")
    region: str = Field(title="县区代码")
    kind: str = Field(title="项目种类")
    title: str = Field(title="名称")
    asked_by: str = Field(title="批准单位和文件")
    policy: str = Field(title="所依据的政策文件")
    policy_version: str = Field(title="政策文件版本")
    opened_on: date = Field(title="开始日期")
    ended_on: date | None = Field(title="办结日期")
    ended_why: str = Field(title="办结说明")

    @computed_field(title="县区")  # type: ignore[prop-decorator]
    @property
    def region_name(self) -> str:
        return name_of(self.region)


class SizeClassView(View):
    """A size class."""

    code: str = Field(title="户型代码")
    title: str = Field(title="户型")
    persons_from: int = Field(title="人口自")
    persons_to: int = Field(title="人口至")
    area_most_m2: Decimal = Field(title="面积上限（平方米）")


class RelocationRulesView(View):
    """The rule of a programme, each value with its source."""

    kind_title: str = Field(title="项目种类")
    area_per_person_m2: Decimal = Field(title="人均面积上限（平方米）")
    contribution_most_fen: YuanShown | None = Field(alias="contribution_most_yuan", title="户自筹上限（元）")
    demolish_within_months: int = Field(title="入住后几个月内拆除旧房")
    old_from: int = Field(title="多少周岁以上可以要求低楼层")
    storey_most: int = Field(title="几层及以下为低楼层")
    classes: list[SizeClassView] = Field(title="户型")
    notice_days: dict[str, int] = Field(title="公示天数", description="people 名单，lot 抽签承诺，draw 分房结果")
    sources: list[str] = Field(title="依据")


class SiteView(View):
    """A site."""

    id: UUID = Field(title="安置点标识")
    programme_id: UUID = Field(title="搬迁项目标识")
    region: str = Field(title="村（社区）代码")
    title: str = Field(title="名称")
    says: str = Field(title="说明")
    opened_on: date = Field(title="登记日期")

    @computed_field(title="村（社区）")  # type: ignore[prop-decorator]
    @property
    def village(self) -> str:
        return spoken_village(self.region)


class DwellingView(View):
    """A dwelling of a site."""

    number: str = Field(title="房号")
    area_m2: Decimal = Field(title="建筑面积（平方米）")
    rooms: int = Field(title="居室数")
    storey: int = Field(title="层")
    is_barrier_free: bool = Field(title="是否无障碍")
    size_class: str = Field(title="户型代码")


class DwellingFileView(View):
    """A file of dwellings that was taken in."""

    id: UUID = Field(title="导入标识")
    site_id: UUID = Field(title="安置点标识")
    rows: int = Field(title="行数")
    entered: int = Field(title="录入的套数")
    refused: int = Field(title="退回的行数")
    faults: list[dict[str, object]] = Field(title="退回的原因", description=f"至多 {FAULTS_SHOWN} 条")
    errors_workbook: str | None = Field(title="退回的行（工作簿）的地址", description="更正后可原样再次提交；没有退回的行的为空")
    uploaded_at: datetime = Field(title="提交时间")
