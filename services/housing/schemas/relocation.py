"""What callers send of households that move."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from services.housing.rules.old_house import RECLAIMED_NAMES, Reclaimed
from services.housing.rules.programme import NEED_NAMES, NeedWhy
from services.housing.rules.relocation import ASKS_NAMES, Asks
from shared.money import Yuan
from shared.regions import Region
from shared.schemas import Form

AN_ID = "0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10"
Reading = Annotated[Decimal, Field(ge=0, lt=10_000_000, max_digits=9, decimal_places=2)]
Says = Annotated[str, Field(title="说明", max_length=500)]


class NameHousehold(Form):
    """A household cannot stay where it lives."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "programme_id": AN_ID,
                    "household_id": AN_ID,
                    "why": "geology",
                    "persons": 3,
                    "oldest": 62,
                    "has_disabled": False,
                    "workers": 1,
                    "pupils": 1,
                    "named_on": "2020-06-08",
                }
            ]
        }
    )

    programme_id: UUID = Field(title="搬迁项目标识")
    household_id: UUID = Field(title="户标识")
    why: NeedWhy = Field(title="搬迁原因", description="、".join(f"{why} {name}" for why, name in NEED_NAMES.items()))
    why_says: Says = ""
    persons: int = Field(title="人口数", ge=1, le=30)
    persons_reason: str = Field(default="", title="人口数与登记不一致的原因", max_length=200)
    oldest: int = Field(title="最年长成员的周岁", ge=0, le=130)
    has_disabled: bool = Field(title="是否有残疾人", description="登记中有的，以登记为准")
    workers: int = Field(title="有劳动能力的人数", ge=0, le=30)
    pupils: int = Field(title="须转学的子女人数", ge=0, le=30)
    looked_into: str = Field(default="", title="核实说明", description="享受过住房帮扶的必填", max_length=500)
    named_on: date = Field(title="认定日期")


class SettleRelocation(Form):
    """With whom a move goes on after a death, a move or a split of the household."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"on": "2020-07-20", "said": "户主去世，由同户的妻子继续搬迁", "persons": 2, "oldest": 52, "paper_id": AN_ID}
            ]
        }
    )

    on: date = Field(title="日期")
    said: str = Field(title="明确的结果和经过", min_length=2, max_length=500)
    household_id: UUID | None = Field(default=None, title="接续的户", description="由另一户继续的填写，如分出的户、继承人的户")
    paper_id: UUID | None = Field(default=None, title="继续搬迁的人签字的材料", description="已经签过意愿的必填")
    persons: int | None = Field(default=None, title="人口数", description="不填的不变；以下各项相同", ge=1, le=30)
    oldest: int | None = Field(default=None, title="最年长成员的周岁", ge=0, le=130)
    has_disabled: bool | None = Field(default=None, title="是否有残疾人")
    workers: int | None = Field(default=None, title="有劳动能力的人数", ge=0, le=30)
    pupils: int | None = Field(default=None, title="须转学的子女人数", ge=0, le=30)

    @property
    def people(self) -> dict[str, int | bool]:
        """What of the household is another than before."""
        told = self.model_dump(include={"persons", "oldest", "has_disabled", "workers", "pupils"})
        return {name: value for name, value in told.items() if value is not None}


class NoteWish(Form):
    """What a household has signed."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"is_willing": True, "site_id": AN_ID, "asks": "low", "paper_id": AN_ID, "wished_on": "2020-06-12"}]
        }
    )

    is_willing: bool = Field(title="是否愿意搬迁")
    site_id: UUID | None = Field(default=None, title="选择的安置点标识", description="愿意搬迁的必填")
    asks: Asks = Field(
        default=Asks.NOTHING,
        title="对住房的要求",
        description="、".join(f"{asks} {name}" for asks, name in ASKS_NAMES.items()) + "；要求的，同意在公示名单中列出",
    )
    paper_id: UUID = Field(title="签字的意愿书的材料编号", description="先存入这户的档案")
    wished_on: date = Field(title="签字日期")


class ShowHouseholds(Form):
    """The willing households of a village are shown."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"region": "371311001001", "shown_on": "2020-06-15"}]})

    region: Region = Field(title="村（社区）代码")
    shown_on: date = Field(title="公示开始日期")


class SignContract(Form):
    """What the household and the town have signed."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "signed_on": "2020-08-10",
                    "contribution_yuan": "8000.00",
                    "contract_paper_id": AN_ID,
                    "demolition_paper_id": AN_ID,
                }
            ]
        }
    )

    signed_on: date = Field(title="签订日期")
    contribution_fen: Annotated[Yuan, Field(ge=0)] = Field(alias="contribution_yuan", title="户自筹金额（元）")
    contract_paper_id: UUID = Field(title="搬迁协议的材料编号")
    demolition_paper_id: UUID | None = Field(default=None, title="旧房拆除协议的材料编号", description="有旧房的必填")


class HandOverKeys(Form):
    """Keys and meters."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"on": "2020-09-01", "keys": 3, "water_m3": "1.20", "power_kwh": "15.60"}]}
    )

    on: date = Field(title="交房日期")
    keys: int = Field(title="钥匙数", ge=1, le=50)
    water_m3: Reading = Field(title="水表读数（立方米）")
    power_kwh: Reading = Field(title="电表读数（千瓦时）")


class SettleAtSite(Form):
    """The household lives there."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"on": "2020-09-15", "says": "全家入住"}]})

    on: date = Field(title="入住日期")
    says: Says = ""


class DemolishOldHouse(Form):
    """The old house is no more."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"on": "2020-12-01", "photo_before_id": AN_ID, "photo_after_id": AN_ID}]}
    )

    on: date = Field(title="拆除日期")
    photo_before_id: UUID = Field(title="拆除前照片的材料编号", description="先存入旧房的档案")
    photo_after_id: UUID = Field(title="拆除后照片的材料编号", description="先存入旧房的档案")
    says: Says = ""


class ReclaimPlot(Form):
    """What became of the old plot."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"on": "2021-03-10", "as": "cropland", "area_m2": "180.00"}]})

    on: date = Field(title="复垦验收日期")
    reclaimed_as: Reclaimed = Field(
        alias="as", title="复垦方式", description="、".join(f"{each} {name}" for each, name in RECLAIMED_NAMES.items())
    )
    area_m2: Annotated[Decimal, Field(gt=0, lt=100_000, max_digits=7, decimal_places=2)] = Field(title="面积（平方米）")
    says: Says = ""


class EndRelocation(Form):
    """Nothing is left to do, or it does not go on."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"on": "2021-09-20", "why": "后续扶持和回访均已办结"}]})

    on: date = Field(title="日期")
    why: str = Field(title="说明", min_length=2, max_length=500)
