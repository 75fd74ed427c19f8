"""Asking who a person is to the place's policy."""

from datetime import date

from pydantic import ConfigDict, Field

from services.medical.rules.admission import CAUSES_SPOKEN, Cause
from services.medical.schemas.admission import LEVELS_SPOKEN, Level
from services.medical.schemas.reference import ReferenceView
from shared.money import YuanShown
from shared.regions import Region
from shared.schemas import Form, View


class CheckEligibility(Form):
    """待遇资格查询"""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"id_number": "11010519491231002X", "region": "371311001001", "hospital_level": "2", "cause": "illness"}]
        }
    )

    id_number: str = Field(title="公民身份号码", description="只在请求体中传送，不出现在网址和日志里", max_length=40)
    region: Region = Field(title="参保地村（社区）代码", description="12 位统计用区划代码")
    hospital_level: Level = Field(title="医疗机构等级", description=LEVELS_SPOKEN)
    cause: Cause = Field(default=Cause.ILLNESS, title="入院原因", description=CAUSES_SPOKEN)


class CeilingLeft(View):
    """年度限额余额"""

    layer: str = Field(title="保障项目代码")
    title: str = Field(title="限额名称")
    limit_fen: YuanShown = Field(alias="limit_yuan", title="年度限额（元）")
    left_fen: YuanShown = Field(alias="left_yuan", title="尚余（元）")


class EligibilityView(View):
    """待遇资格"""

    id_number_masked: str = Field(title="公民身份号码（掩码）")
    persons: list[str] = Field(title="人员类别代码")
    person_titles: list[str] = Field(title="人员类别")
    has_cover: bool = Field(title="即时帮扶保障是否已开通")
    is_without_deposit: bool = Field(title="是否免押金入院")
    deposit_reason: str = Field(title="理由")
    deposit_reference: ReferenceView | None = Field(title="依据")
    policy: str = Field(title="适用政策")
    policy_title: str = Field(title="政策名称")
    policy_version: str = Field(title="政策文件版本")
    on: date = Field(title="查询日期")
    ceilings: list[CeilingLeft] = Field(title="本年度限额余额")
