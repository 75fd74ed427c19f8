"""Registering a hospital."""

from datetime import datetime

from pydantic import ConfigDict, Field, field_validator
from stdnum.cn import uscc as uscc_number
from stdnum.exceptions import ValidationError

from services.medical.schemas.admission import LEVELS_SPOKEN, Level, Trait
from shared.regions import AnyRegion
from shared.schemas import Form, View

HOSPITAL_TRAITS_SPOKEN = "designated 定点、traditional 中医、community 社区、preferential 惠民医院，或当地政策列明的其他代码"


class PutHospital(Form):
    """医疗机构登记"""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"title": "罗庄区人民医院", "level": "2", "traits": ["designated"], "region": "371311", "uscc": None}]
        }
    )

    title: str = Field(title="名称", min_length=2, max_length=100)
    level: Level = Field(title="等级", description=LEVELS_SPOKEN)
    traits: list[Trait] = Field(default=[], title="性质", description=HOSPITAL_TRAITS_SPOKEN, max_length=10)
    region: AnyRegion = Field(title="所在地代码", description="县 6 位；市级机构 4 位")
    uscc: str | None = Field(default=None, title="统一社会信用代码", max_length=18)

    @field_validator("uscc")
    @classmethod
    def _is_a_code(cls, value: str | None) -> str | None:
        try:
            return uscc_number.validate(value) if value else None
        except ValidationError:
            raise ValueError("统一社会信用代码不正确，应为 18 位") from None


class HospitalView(View):
    """医疗机构"""

    code: str = Field(title="医疗机构编号")
    title: str = Field(title="名称")
    level: Level = Field(title="等级", description=LEVELS_SPOKEN)
    level_title: str = Field(title="等级名称")
    hosp_lv: str | None = Field(title="国家接口的等级代码", description="政策文件自定的等级没有对应代码的为空")
    traits: list[str] = Field(title="性质", description=HOSPITAL_TRAITS_SPOKEN)
    region: str = Field(title="所在地代码")
    uscc: str | None = Field(title="统一社会信用代码")
    updated_at: datetime = Field(title="登记时间")
