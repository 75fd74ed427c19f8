"""What callers send and get of accepted houses."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field, computed_field

from services.housing.rules.acceptance import SUBSIDY_STATE_NAMES, WORK_NAMES, SubsidyState, Work
from services.housing.rules.house import Grade
from services.housing.schemas.part import SOUND, Observed, PartView
from shared.money import Yuan, YuanShown
from shared.schemas import Form, View


class LastLook(Observed):
    """What was seen of a finished house, and out of which money it is paid for."""

    accepted_on: date = Field(title="验收日期")
    budget_code: str = Field(
        title="专项代码", description="补助从哪一专项的预算指标支付", pattern=r"^[a-z][a-z0-9-]*$", max_length=40
    )
    year: int = Field(title="预算年度", ge=2014, le=2100)

    @property
    def written(self) -> dict[str, Any]:
        """As an acceptance keeps it."""
        parts = {part.value: seen.value for part, seen in self.observed.items()}
        return {"parts": parts, "accepted_on": self.accepted_on, "budget_code": self.budget_code, "year": self.year}


class AcceptHouse(LastLook):
    """What was seen of a house that was made safe, and the subsidy that it is owed."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                SOUND
                | {
                    "work": "rebuilt",
                    "accepted_on": "2020-09-20",
                    "budget_code": "housing",
                    "year": 2020,
                    "subsidy_yuan": "14000.00",
                }
            ]
        }
    )

    work: Work = Field(title="改造方式", description="repaired 修缮加固；rebuilt 拆除重建")
    subsidy_fen: Annotated[Yuan, Field(gt=0)] = Field(alias="subsidy_yuan", title="补助金额（元）")


class RevokeAcceptance(Form):
    """Why an acceptance was a mistake."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "补助金额录入有误"}]})

    reason: str = Field(title="撤销原因", min_length=2, max_length=200)


class AcceptanceView(View):
    """An accepted house, and how far its subsidy has come."""

    id: UUID = Field(title="验收编号")
    survey_id: UUID = Field(title="排查编号")
    house_id: UUID = Field(title="住房编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    work: Work = Field(title="改造方式")
    parts: list[PartView] = Field(title="验收时各部位情况")
    grade_before: Grade = Field(title="改造前等级")
    grade: Grade = Field(title="验收等级")
    reasons: list[str] = Field(title="评定理由与依据")
    budget_code: str = Field(title="专项代码")
    year: int = Field(title="预算年度")
    subsidy_fen: YuanShown = Field(alias="subsidy_yuan", title="补助金额（元）")
    cost_fen: YuanShown | None = Field(alias="cost_yuan", title="实际支出（元）")
    area_m2: Decimal | None = Field(title="建筑面积（平方米）")
    accepted_on: date = Field(title="验收日期")
    accepted_by: str = Field(title="验收人")
    subsidy: SubsidyState = Field(title="补助状态")
    subsidy_code: str = Field(title="未发放的原因代码")
    subsidy_reason: str = Field(title="未发放的原因")
    payment_id: UUID | None = Field(title="资金服务的发放编号")
    paid_on: date | None = Field(title="发放日期")
    revoked_at: datetime | None = Field(title="撤销时间")
    revocation: str = Field(title="撤销原因")

    @computed_field(title="补助状态名称")  # type: ignore[prop-decorator]
    @property
    def subsidy_name(self) -> str:
        return "验收已撤销" if self.revoked_at else SUBSIDY_STATE_NAMES[self.subsidy]

    @computed_field(title="改造方式名称")  # type: ignore[prop-decorator]
    @property
    def work_name(self) -> str:
        return WORK_NAMES[self.work]
