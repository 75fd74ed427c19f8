"""The public calculator: what would be paid, without anybody's name."""

from datetime import date
from typing import Self

from pydantic import ConfigDict, Field, model_validator

from services.medical.rules.admission import HospitalLevel
from services.medical.schemas.charge import PricedLine
from services.medical.schemas.outcome import OutcomeView
from services.medical.schemas.settlement import PartsView
from shared.money import Yuan
from shared.regions import AnyRegion
from shared.schemas import Form

QUOTE_LINES_LIMIT = 200


class RequestQuote(Form):
    """待遇测算"""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "region": "371311", "on": "2020-06-12", "hospital_level": "2", "persons": ["enrolled"],
                    "total_yuan": "20000.00", "in_policy_yuan": "18000.00",
                }
            ]
        }
    )  # fmt: skip

    region: AnyRegion = Field(title="参保地代码", description="县区以下任意一级")
    on: date = Field(title="出院日期")
    hospital_level: HospitalLevel = Field(title="医疗机构等级")
    persons: list[str] = Field(default=[], title="人员类别", max_length=10, description="例如 enrolled、low-income")
    total_fen: Yuan | None = Field(default=None, alias="total_yuan", title="医疗费总额(元)")
    in_policy_fen: Yuan | None = Field(default=None, alias="in_policy_yuan", title="政策范围内费用(元)")
    lines: list[PricedLine] = Field(default=[], title="费用行", max_length=QUOTE_LINES_LIMIT, description="与两项金额二选一")
    so_far: dict[str, Yuan] = Field(default={}, title="本年度此前的累计(元)", max_length=50, description="键同结果中的 drawn")
    given: dict[str, Yuan] = Field(default={}, title="已由外部支付(元)", max_length=20, description="保障项目代码到金额")

    @model_validator(mode="after")
    def _amounts_or_lines(self) -> Self:
        amounts = self.total_fen is not None and self.in_policy_fen is not None
        if amounts == bool(self.lines) or (self.total_fen is None) != (self.in_policy_fen is None):
            raise ValueError("请填写 total_yuan 与 in_policy_yuan,或者填写 lines,二者只取其一")
        return self


class QuoteView(OutcomeView):
    """测算结果"""

    parts: PartsView | None = Field(title="费用构成", description="按费用行测算时给出")
