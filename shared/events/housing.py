"""What housing tells the others."""

from datetime import date
from uuid import UUID

from pydantic import Field

from shared.events import Event


class SafetySurveyOpened(Event):
    """住房安全排查已安排"""

    case_id: UUID = Field(title="即时帮扶台账编号")
    survey_id: UUID = Field(title="排查编号")
    region: str = Field(title="村（社区）代码")
    due_on: date = Field(title="应完成日期")


class SafetySurveyCompleted(Event):
    """住房安全排查已完成"""

    case_id: UUID = Field(title="即时帮扶台账编号")
    survey_id: UUID = Field(title="排查编号")
    region: str = Field(title="村（社区）代码")
    grade: str = Field(title="房屋等级", pattern="^[ABCD]$")
    completed_on: date = Field(title="完成日期")


class HouseAccepted(Event):
    """改造后的住房验收合格，请求发放补助"""

    acceptance_id: UUID = Field(title="验收编号")
    household_id: UUID = Field(title="户标识")
    house_id: UUID = Field(title="住房编号")
    region: str = Field(title="村（社区）代码")
    grade: str = Field(title="改造前的房屋等级", pattern="^[CD]$")
    budget_code: str = Field(title="专项代码", description="补助从哪一专项的预算指标支付")
    year: int = Field(title="预算年度")
    subsidy_fen: int = Field(gt=0, title="补助金额（分）")
    accepted_on: date = Field(title="验收日期")
    asked_by: str = Field(title="验收人摘要", pattern=r"^[0-9a-f]{64}$", description="只用于验收人不得自己审核发放")


class HouseAcceptanceRevoked(Event):
    """住房验收已撤销，补助不再发放"""

    acceptance_id: UUID = Field(title="验收编号")
    region: str = Field(title="村（社区）代码")


class HouseAppraised(Event):
    """住房鉴定已签署"""

    appraisal_id: UUID = Field(title="鉴定标识")
    house_id: UUID = Field(title="住房编号")
    household_id: UUID | None = Field(default=None, title="户标识")
    region: str = Field(title="村（社区）代码")
    opinion: int = Field(ge=1, le=3, title="第几次鉴定")
    grade: str = Field(title="这次鉴定的等级", pattern="^[ABCD]$")
    standing_grade: str = Field(title="现行等级", pattern="^[ABCD]$", description="两次鉴定不同而尚未终定的，为较差的一级")
    signed_on: date = Field(title="签署日期")
    valid_until_on: date = Field(title="有效期至")


class HouseGradeDisputed(Event):
    """住户对住房等级提出异议"""

    dispute_id: UUID = Field(title="异议标识")
    appraisal_id: UUID = Field(title="鉴定标识")
    house_id: UUID = Field(title="住房编号")
    household_id: UUID | None = Field(default=None, title="户标识")
    region: str = Field(title="村（社区）代码")
    grade: str = Field(title="有异议的等级", pattern="^[ABCD]$")
    due_on: date = Field(title="应决定日期")


class HouseGradeDecided(Event):
    """对住房等级的异议已决定"""

    dispute_id: UUID = Field(title="异议标识")
    appraisal_id: UUID = Field(title="鉴定标识")
    house_id: UUID = Field(title="住房编号")
    household_id: UUID | None = Field(default=None, title="户标识")
    region: str = Field(title="村（社区）代码")
    is_corrected: bool = Field(title="是否改评")
    grade: str = Field(title="决定后的等级", pattern="^[ABCD]$")
    decided_on: date = Field(title="决定日期")
