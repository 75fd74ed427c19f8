"""What housing tells the others."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

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


class HouseGraded(Event):
    """一处住房评定了等级"""

    house_id: UUID = Field(title="住房标识")
    household_id: UUID | None = Field(default=None, title="户标识", description="所查的住户；空置的为空")
    region: str = Field(title="村（社区）代码")
    grade: str = Field(title="房屋等级", pattern="^[ABCD]$")
    origin: str = Field(title="由何而来", description="case / campaign / disaster / citizen / officer / ledger")
    source_id: UUID = Field(title="评定记录的标识", description="排查或台账条目；同一次评定不变")
    graded_on: date = Field(title="评定日期")


class SurveyCampaignOpened(Event):
    """住房排查行动已部署"""

    campaign_id: UUID = Field(title="排查行动标识")
    kind: str = Field(title="排查种类", description="census / flood-season / winter / after-disaster / look-back …")
    region: str = Field(title="辖区代码")
    opened_on: date = Field(title="开始日期")
    due_on: date = Field(title="完成期限")
    households: int = Field(ge=1, title="户数", description="开始时；此后符合条件的户自行加入")


class SurveyCampaignEnded(Event):
    """住房排查行动已办结"""

    campaign_id: UUID = Field(title="排查行动标识")
    kind: str = Field(title="排查种类", description="census / flood-season / winter / after-disaster / look-back …")
    region: str = Field(title="辖区代码")
    ended_on: date = Field(title="办结日期")
    households: int = Field(title="应查户数")
    completed: int = Field(title="已查户数")


class RenovationAgreed(Event):
    """一户的危房改造经一级同意，请求公示"""

    matter_id: UUID = Field(title="公示事项编号")
    renovation_id: UUID = Field(title="改造编号")
    number: str = Field(title="改造编号（读数）")
    region: str = Field(title="公示的区划代码", description="村、镇街或县区")
    level: str = Field(title="层级", description="village 村、town 镇街、county 县区")
    grade: str = Field(title="住房等级", pattern="^[CD]$")
    mode: str = Field(title="改造方式代码")
    says: str = Field(title="公示内容")
    standard_fen: int = Field(ge=0, title="补助标准（分）")
    days: int | None = Field(default=None, title="公示天数")
    working_days: int | None = Field(default=None, title="公示工作日数")
    shown_on: date = Field(title="同意日期")


class RenovationEnded(Event):
    """危房改造不再办理"""

    renovation_id: UUID = Field(title="改造编号")
    ended_as: str = Field(title="结果", description="refused 不予改造，withdrawn 已撤销")
    matter_id: UUID | None = Field(default=None, title="正在公示的事项编号")
    region: str = Field(title="村（社区）代码")
    ended_on: date = Field(title="不再办理的日期")


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


class ShownLine(BaseModel):
    """公示的一行"""

    model_config = ConfigDict(frozen=True, extra="ignore")

    who: str = Field(title="编号或事项", description="不含姓名")
    says: str = Field(title="内容")


class RelocationNoticeAsked(Event):
    """搬迁的名单、抽签承诺或分房结果，请求公示"""

    matter_id: UUID = Field(title="公示事项编号")
    about: str = Field(title="事项种类", description="relocation-list 名单，relocation-lot 抽签承诺，relocation-draw 分房结果")
    region: str = Field(title="公示的区划代码")
    heading: str = Field(title="公示标题")
    lines: list[ShownLine] = Field(title="公示内容", min_length=1, max_length=500)
    days: int = Field(ge=1, title="公示天数")
    shown_on: date = Field(title="开始日期")


class RelocationNoticeDropped(Event):
    """搬迁的一项公示不再办理"""

    matter_id: UUID = Field(title="公示事项编号")
    region: str = Field(title="公示的区划代码")
    ended_on: date = Field(title="不再办理的日期")


class ResettlementSupportAsked(Event):
    """搬迁户已入住，请部门办理一项后续扶持"""

    support_id: UUID = Field(title="后续扶持编号")
    relocation_id: UUID = Field(title="搬迁户标识")
    number: str = Field(title="搬迁编号（读数）")
    region: str = Field(title="安置点所在村（社区）代码")
    support: str = Field(title="扶持种类", description="employment 就业，schooling 转学，registration 户籍和社会保障接续 …")
    says: str = Field(title="扶持事项", description="政策文件中的名称")
    department: str = Field(title="责任部门代码")
    due_on: date = Field(title="应办结日期")


class ResettlementSupportAnswered(Event):
    """一项后续扶持已办结"""

    support_id: UUID = Field(title="后续扶持编号")
    region: str = Field(title="安置点所在村（社区）代码")
    support: str = Field(title="扶持种类")
    is_done: bool = Field(title="是否办到", description="为否的，户不需要")
    answered_on: date = Field(title="办结日期")
