"""What housing tells the others."""

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

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
    renovation_id: UUID | None = Field(default=None, title="改造编号", description="资金预留过的；未在平台上办理改造的为空")
    due_fen: int | None = Field(
        default=None, ge=0, title="本次应发放（分）", description="已分阶段发放或留存质保金的，少于补助金额；空为全额"
    )
    rest_fen: int = Field(default=0, ge=0, title="以后阶段应发放（分）", description="继续预留，其余释放")
    over_fen: int = Field(default=0, ge=0, title="此前多发（分）", description="是否追回由人决定")


class HouseAcceptanceRevoked(Event):
    """住房验收已撤销，补助不再发放"""

    acceptance_id: UUID = Field(title="验收编号")
    matter_id: UUID | None = Field(default=None, title="发放事项编号", description="再次请求过发放的；空为验收编号")
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


class RenovationProgressed(Event):
    """县级公示期满的危房改造进了一步，供公开进度"""

    renovation_id: UUID = Field(title="改造编号")
    number: str = Field(title="改造编号（读数）")
    region: str = Field(title="村（社区）代码")
    grade: str = Field(title="住房等级", pattern="^[CD]$")
    mode: str = Field(title="改造方式代码")
    state: str = Field(
        title="状态",
        description="county-agreed 已批准、agreed 已签协议、under-way 施工中、stopped 停工、finished 已完工、accepted 已验收、"
        "closed 已归档、withdrawn 已撤销",
    )
    standard_fen: int = Field(ge=0, title="补助标准（分）")
    year: int = Field(title="申请年度")
    acceptance_id: UUID | None = Field(default=None, title="验收编号", description="补助按它发放；没有补助的为空")
    progressed_on: date = Field(title="日期")


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


class SourceShare(BaseModel):
    """A source's part of a sum."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    source: str = Field(
        title="资金来源代码", description="central 中央、province 省、city 市、county 县区、town 镇街、donation 捐赠"
    )
    amount_fen: int = Field(gt=0, title="金额（分）")


class RenovationPlanned(Event):
    """一户的危房改造列入计划，请求预留补助资金"""

    renovation_id: UUID = Field(title="改造编号")
    number: str = Field(title="改造编号（读数）")
    plan: int = Field(ge=1, title="第几次安排", description="金额有变的再次告知，以次数大的为准")
    household_id: UUID = Field(title="户标识")
    house_id: UUID = Field(title="住房编号")
    region: str = Field(title="村（社区）代码")
    budget_code: str = Field(title="专项代码", description="从哪一专项的预算指标预留")
    year: int = Field(title="预算年度")
    amount_fen: int = Field(gt=0, title="应预留的补助（分）", description="各资金来源合计；已请求发放的在内")
    shares: list[SourceShare] = Field(title="按资金来源")
    may_stand_in: bool = Field(title="一个来源不足时可否由其他来源的指标承担")
    planned_on: date = Field(title="安排日期")
    asked_by: str = Field(title="经办人摘要", pattern=r"^[0-9a-f]{64}$", description="只用于经办人不得自己审核发放")


class RenovationUnplanned(Event):
    """一户的危房改造不再办理，预留的资金释放，已发放的由人决定是否追回"""

    renovation_id: UUID = Field(title="改造编号")
    region: str = Field(title="村（社区）代码")
    unplanned_on: date = Field(title="不再办理的日期")


class HouseStageReleased(Event):
    """危房改造到了一个拨付阶段，请求从预留的资金中发放"""

    matter_id: UUID = Field(title="发放事项编号")
    renovation_id: UUID = Field(title="改造编号")
    number: str = Field(title="改造编号（读数）")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    stage: str = Field(title="拨付阶段", description="如：开工后拨付")
    amount_fen: int = Field(gt=0, title="金额（分）")
    budget_code: str = Field(title="专项代码")
    year: int = Field(title="预算年度")
    reached_on: date = Field(title="条件成就的日期")
    due_on: date | None = Field(default=None, title="应到户日期")
    asked_by: str = Field(title="经办人摘要", pattern=r"^[0-9a-f]{64}$", description="只用于经办人不得自己审核发放")


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


class HousingStepAwaited(Event):
    """住房工作的一个环节轮到某级办理，或到期未办"""

    step_id: UUID = Field(title="待办环节标识", description="每次轮到办理一个；办理后以同一标识告知结束")
    step: str = Field(
        title="环节",
        description="survey 排查 / appraise 鉴定 / decide-dispute 决定异议 / "
        "village-review、town-review、county-review 三级办理 / notice 公示逾期未办结 / "
        "sign 签约 / start 开工 / move-in 入住 / finish 完工 / resume 复工 / accept 验收 / pay 发放 / close 归档 / "
        "settle 明确由谁继续 / cure 整改 / visit 回访",
    )
    matter: str = Field(
        title="事项", description="renovation / defect / visit / subsidy / appraisal / dispute / campaign / relocation"
    )
    matter_id: UUID = Field(title="事项标识")
    number: str = Field(default="", title="事项编号（读数）")
    region: str = Field(title="村（社区）代码")
    level: str = Field(title="由哪级办理", description="village 村、town 镇街、county 县区")
    things: int | None = Field(default=None, ge=1, title="户数", description="排查环节填写")
    since_on: date = Field(title="轮到办理的日期")
    due_on: date = Field(title="应办结日期")


class HousingStepEnded(Event):
    """住房工作的一个环节已办理，或不再需要办理"""

    step_id: UUID = Field(title="待办环节标识")
    step: str = Field(title="环节")
    region: str = Field(title="村（社区）代码")
    ended_on: date = Field(title="办结日期")


class DisasterDeclared(Event):
    """灾情已下达，受灾户的住房开始应急排查"""

    disaster_id: UUID = Field(title="灾情编号")
    kind: str = Field(title="灾情种类", description="typhoon / flood / earthquake / landslide / fire …")
    region: str = Field(title="县区代码")
    happened_at: AwareDatetime = Field(title="发生时间")
    households: int = Field(ge=1, title="受灾户数", description="下达时；此后扩大范围的另行告知")
    survey_due_at: AwareDatetime = Field(title="应完成排查的时间")
    grade_due_at: AwareDatetime = Field(title="应完成定级的时间")


class DisasterWidened(Event):
    """灾情的范围扩大"""

    disaster_id: UUID = Field(title="灾情编号")
    kind: str = Field(title="灾情种类")
    region: str = Field(title="县区代码")
    households: int = Field(ge=1, title="新增的受灾户数")
    survey_due_at: AwareDatetime = Field(title="新增户应完成排查的时间")
    grade_due_at: AwareDatetime = Field(title="新增户应完成定级的时间")


class EmergencySurveysOpened(Event):
    """一个村（社区）的应急排查已安排"""

    disaster_id: UUID = Field(title="灾情编号")
    kind: str = Field(title="灾情种类")
    region: str = Field(title="村（社区）代码")
    households: int = Field(ge=1, title="受灾户数")
    surveys: int = Field(ge=0, title="排查数", description="连同接手的；几户同住的一处一项")
    due_at: AwareDatetime = Field(title="应完成的时间")
    called_by: str = Field(
        default="command", title="由何安排", description="command 县区下达或扩大，register 登记服务后来告知的户"
    )


class EmergencySurveysClosed(Event):
    """一个村（社区）的应急排查已查完，或随灾情结束不再查"""

    disaster_id: UUID = Field(title="灾情编号")
    kind: str = Field(title="灾情种类")
    region: str = Field(title="村（社区）代码")
    households: int = Field(ge=1, title="受灾户数")
    seen: int = Field(ge=0, title="已查户数")
    closed_on: date = Field(title="结束日期")


class DisasterEnded(Event):
    """灾情应急结束"""

    disaster_id: UUID = Field(title="灾情编号")
    kind: str = Field(title="灾情种类")
    region: str = Field(title="县区代码")
    ended_at: AwareDatetime = Field(title="结束时间")
    households: int = Field(title="受灾户数")
    surveyed: int = Field(title="已排查户数")
    graded: int = Field(title="已定级户数")
    sheltered: int = Field(title="仍在安置的户数")


class HouseholdSheltered(Event):
    """一户已临时安置"""

    stay_id: UUID = Field(title="安置编号")
    disaster_id: UUID = Field(title="灾情编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    shelter_id: UUID = Field(title="安置点标识")
    shelter_kind: str = Field(title="安置方式", description="school / public / tents / hotel / rented / kin / other")
    persons: int = Field(ge=1, title="人数")
    since_at: AwareDatetime = Field(title="安置时间")


class HouseholdShelterEnded(Event):
    """一户离开安置点，过渡期的天数已计"""

    stay_id: UUID = Field(title="安置编号")
    disaster_id: UUID = Field(title="灾情编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    ended_as: str = Field(title="去向", description="moved-on 转到另一处，home 回到原住房，resettled 另有住房")
    ended_at: AwareDatetime = Field(title="离开时间")
    persons: int = Field(ge=1, title="人数")
    days: int = Field(ge=0, title="在这一处的天数", description="来的当天计，走的当天不计；转移的当天计在新的一处")
    counted_days: int = Field(ge=0, title="计入过渡期生活救助的天数", description="一户一场灾害有上限")
    standard_fen: int = Field(ge=0, title="按标准应有的金额（分）", description="人数×计入天数×当地标准；只供核对，不据此发放")


class ShelterRoundAsked(Event):
    """安置点住着人，当天须有人去看望"""

    shelter_id: UUID = Field(title="安置点标识")
    region: str = Field(title="安置点所在村（社区）代码")
    households: int = Field(ge=1, title="住着几户")
    persons: int = Field(ge=1, title="住着几人")
    asked_on: date = Field(title="日期")


class ShelterFilled(Event):
    """一个安置点的床位将满"""

    shelter_id: UUID = Field(title="安置点标识")
    region: str = Field(title="安置点所在村（社区）代码")
    capacity: int = Field(ge=1, title="能住几人")
    taken: int = Field(ge=0, title="住着几人")


class ShelterRelieved(Event):
    """一个安置点又有了空位"""

    shelter_id: UUID = Field(title="安置点标识")
    region: str = Field(title="安置点所在村（社区）代码")
    capacity: int = Field(ge=1, title="能住几人")
    taken: int = Field(ge=0, title="住着几人")


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
