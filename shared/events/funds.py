"""What funds tells the others."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.events import Event


class EmergencyGrantPaid(Event):
    """应急救助金已先行支付"""

    case_id: UUID = Field(title="即时帮扶台账编号")
    grant_id: UUID = Field(title="救助金编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="镇街代码")
    amount_fen: int = Field(gt=0, title="金额（分）")
    papers_due_on: date = Field(title="手续补齐期限")


class EmergencyGrantRefused(Event):
    """应急救助金未能支付"""

    case_id: UUID = Field(title="即时帮扶台账编号")
    region: str = Field(title="镇街代码")
    code: str = Field(title="原因代码")
    reason: str = Field(title="原因")


class GrantPapersFiled(Event):
    """应急救助金手续已补齐"""

    case_id: UUID = Field(title="即时帮扶台账编号")
    grant_id: UUID = Field(title="救助金编号")
    region: str = Field(title="镇街代码")
    filed_on: date = Field(title="补齐日期")
    is_late: bool = Field(title="是否逾期")


class ReserveRefillAsked(Event):
    """镇街备用金待补充"""

    refill_id: UUID = Field(title="补充编号")
    region: str = Field(title="镇街代码")
    amount_fen: int = Field(gt=0, title="金额（分）")
    origin: str = Field(title="提出方式", description="request 镇街申请；floor 低于补充线自动提出")
    needs_county: bool = Field(title="是否须县区确认")


class ReserveRefillHeld(Event):
    """镇街备用金补充未能拨付"""

    refill_id: UUID = Field(title="补充编号")
    region: str = Field(title="镇街代码")
    amount_fen: int = Field(gt=0, title="金额（分）")
    code: str = Field(title="原因代码")


class GrantApplicationDecided(Event):
    """临时救助申请已审批"""

    application_id: UUID = Field(title="申请编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="镇街代码")
    level: str = Field(title="审批层级", description="town 镇街；county 县区")
    is_approved: bool = Field(title="是否批准")
    amount_fen: int = Field(ge=0, title="救助金额（分）")
    to_pay_fen: int = Field(ge=0, title="扣除先行救助后应发（分）")
    decided_on: date = Field(title="审批日期")


class GrantRecoveryProposed(Event):
    """救助资金是否追回待决定"""

    order_id: UUID = Field(title="追回通知编号")
    payment_id: UUID = Field(title="发放编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="镇街代码")
    amount_fen: int = Field(gt=0, title="金额（分）")
    why: str = Field(title="原因", description="case-retracted 台账撤销；house-overpaid 分阶段多发；house-abandoned 改造中止")
    about: str | None = Field(default=None, title="事项种类", description="housing 危房改造补助；急难救助和临时救助为空")
    about_id: UUID | None = Field(default=None, title="事项编号")


class GrantRecoveryOrdered(Event):
    """救助资金须追回"""

    order_id: UUID = Field(title="追回通知编号")
    payment_id: UUID = Field(title="发放编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="镇街代码")
    amount_fen: int = Field(gt=0, title="金额（分）")
    why: str = Field(
        title="原因", description="papers-overdue 手续逾期；not-eligible 不符合条件；case-retracted 台账撤销；other 其他"
    )
    due_on: date = Field(title="退回期限")
    about: str | None = Field(default=None, title="事项种类", description="housing 危房改造补助；急难救助和临时救助为空")
    about_id: UUID | None = Field(default=None, title="事项编号")


class GrantRecovered(Event):
    """救助资金已追回或解除追回"""

    order_id: UUID = Field(title="追回通知编号")
    payment_id: UUID = Field(title="发放编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="镇街代码")
    recovered_fen: int = Field(ge=0, title="已追回金额（分）")
    is_whole: bool = Field(title="是否全部追回")
    closed_on: date = Field(title="办结日期")
    about: str | None = Field(default=None, title="事项种类", description="housing 危房改造补助；急难救助和临时救助为空")
    about_id: UUID | None = Field(default=None, title="事项编号")
    amount_fen: int | None = Field(default=None, gt=0, title="须追回金额（分）")


class DisclosurePublished(Event):
    """公示条目已发布"""

    entry_id: UUID = Field(title="公示条目编号")
    region: str = Field(title="镇街代码")
    kind: str = Field(title="公示类别")
    published_on: date = Field(title="发布日期")


class ObjectionReceived(Event):
    """资金公示收到异议"""

    objection_id: UUID = Field(title="异议编号")
    notice_id: UUID = Field(title="公示编号")
    region: str = Field(title="公示的区划代码")
    is_held: bool = Field(title="公示是否暂停")
    due_on: date = Field(title="答复期限")


class ObjectionAnswered(Event):
    """资金公示的异议已答复"""

    objection_id: UUID = Field(title="异议编号")
    notice_id: UUID = Field(title="公示编号")
    region: str = Field(title="公示的区划代码")
    verdict: str = Field(title="结论", description="resume 不成立，公示继续；stop 成立，公示中止")
    answered_on: date = Field(title="答复日期")
    is_late: bool = Field(title="是否逾期")


class ObjectionAnswerMissed(Event):
    """资金公示的异议逾期未答复"""

    objection_id: UUID = Field(title="异议编号")
    notice_id: UUID = Field(title="公示编号")
    region: str = Field(title="公示的区划代码")
    due_on: date = Field(title="答复期限")
    step: str = Field(title="报到哪一步", description="owner 提醒调查单位；county 报县区督办")


class NoticeEnded(Event):
    """受托公示已结束"""

    notice_id: UUID = Field(title="公示编号")
    about: str = Field(title="事项种类", description="renovation 危房改造，relocation-list / -lot / -draw 搬迁")
    about_id: UUID = Field(title="事项编号", description="委托公示的一方所给")
    region: str = Field(title="公示的区划代码")
    has_stood: bool = Field(title="是否期满无异议", description="为否的，异议成立，公示已中止")
    ended_on: date = Field(title="结束日期")


class DutyToPublishMissed(Event):
    """公开任务逾期未办"""

    duty_id: UUID = Field(title="公开任务编号")
    region: str = Field(title="责任单位的区划代码")
    content: str = Field(title="公开内容代码")
    outlet: str = Field(title="公开渠道", description="board 固定公开栏；site 政府门户网站")
    due_on: date = Field(title="公开期限")
    step: str = Field(title="报到哪一步", description="owner 提醒责任单位；county 报县区督办")


class ClearingPaid(Event):
    """清算款已支付医疗机构"""

    statement_id: UUID = Field(title="清算单编号")
    region: str = Field(title="县（区）代码")
    transfer_id: UUID = Field(title="款项编号")
    amount_fen: int = Field(gt=0, title="金额（分）")
    paid_on: date = Field(title="支付日期")


class ClearingRefused(Event):
    """清算款未能支付"""

    statement_id: UUID = Field(title="清算单编号")
    region: str = Field(title="县（区）代码")
    ask: int = Field(ge=1, title="所答复的第几次请求")
    code: str = Field(title="原因代码")
    reason: str = Field(title="原因")


class HeldLine(BaseModel):
    """What of a house's subsidy lies on one budget line."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    line: str = Field(title="预算指标编号")
    source: str = Field(title="资金来源代码")
    amount_fen: int = Field(gt=0, title="金额（分）")


class LackingSource(BaseModel):
    """What a source lacks for a house's subsidy."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    source: str = Field(title="资金来源代码")
    line: str | None = Field(default=None, title="预算指标编号", description="没有这一来源的指标的为空")
    lacks_fen: int = Field(gt=0, title="缺口（分）")


class HouseMoneyHeld(Event):
    """一户危房改造的补助资金已预留"""

    renovation_id: UUID = Field(title="改造编号")
    region: str = Field(title="镇街代码")
    plan: int = Field(ge=1, title="所答复的第几次安排")
    amount_fen: int = Field(ge=0, title="尚在预留的金额（分）", description="不含已请求发放的")
    lines: list[HeldLine] = Field(title="按预算指标")
    held_on: date = Field(title="预留日期")


class HouseMoneyRefused(Event):
    """一户危房改造的补助资金未能预留"""

    renovation_id: UUID = Field(title="改造编号")
    region: str = Field(title="镇街代码")
    plan: int = Field(ge=1, title="所答复的第几次安排")
    code: str = Field(title="原因代码")
    reason: str = Field(title="原因")
    short: list[LackingSource] = Field(title="哪一来源缺多少")
    is_waiting: bool = Field(title="是否等待", description="true 有余额后自动预留；false 不再预留")


class HouseholdPaymentAsked(Event):
    """到户发放已提出，款项已预留"""

    payment_id: UUID = Field(title="发放编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="镇街代码")
    about: str = Field(title="事项种类", description="housing / top-up / paper-claim …")
    about_id: UUID = Field(title="事项编号")
    round: int = Field(ge=1, title="轮次")
    amount_fen: int = Field(gt=0, title="金额（分）")


class HouseholdPaymentRefused(Event):
    """到户发放未能提出"""

    household_id: UUID = Field(title="户标识")
    region: str = Field(title="镇街代码")
    about: str = Field(title="事项种类")
    about_id: UUID = Field(title="事项编号")
    round: int = Field(ge=1, title="轮次")
    code: str = Field(title="原因代码")
    reason: str = Field(title="原因")
    is_waiting: bool = Field(title="是否等待", description="true 条件具备后自动提出；false 不再提出")


class HouseholdPaymentWithdrawn(Event):
    """到户发放已撤回，款项不再支付"""

    payment_id: UUID = Field(title="发放编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="镇街代码")
    about: str = Field(title="事项种类")
    about_id: UUID = Field(title="事项编号")
    round: int = Field(ge=1, title="轮次")
    withdrawn_on: date = Field(title="撤回日期")


class HouseholdPaid(Event):
    """补助资金已发放到户"""

    payment_id: UUID = Field(title="发放编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="镇街代码")
    about: str = Field(title="事项种类", description="housing / programme / distribution / donation …")
    about_id: UUID = Field(title="事项编号")
    amount_fen: int = Field(gt=0, title="金额（分）")
    paid_on: date = Field(title="发放日期")


class HouseholdPaymentFailed(Event):
    """银行退回了一笔到户发放"""

    payment_id: UUID = Field(title="发放编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="镇街代码")
    about: str = Field(title="事项种类")
    about_id: UUID = Field(title="事项编号")
    code: str = Field(title="银行的原因代码", description="ISO 20022 原因代码；银行没有给出的为 not-said")
    failed_on: date = Field(title="退回日期")


class HouseholdPaymentReturned(Event):
    """已发放到户的资金退回"""

    payment_id: UUID = Field(title="发放编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="镇街代码")
    about: str = Field(title="事项种类")
    about_id: UUID = Field(title="事项编号")
    amount_fen: int = Field(gt=0, title="金额（分）")
    returned_on: date = Field(title="退回日期")


class HouseholdStatementIssued(Event):
    """一户的月度补助资金告知单已出具"""

    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    month: str = Field(title="月份", pattern=r"^\d{4}-\d{2}$")
    payments: int = Field(ge=1, title="笔数")
    amount_fen: int = Field(gt=0, title="合计（分）")


class TreeHeadSigned(Event):
    """公示日志树头已签名"""

    number: int = Field(ge=1, title="树头编号", description="从 1 起连续")
    size: int = Field(ge=0, title="日志条目数")
    root: str = Field(title="根哈希")
    note: str = Field(title="签名树头原文", description="C2SP tlog-checkpoint")


class AssetIncomeAwaited(Event):
    """资产收益待缴：将到期或已拖欠"""

    due_id: UUID = Field(title="应收编号")
    asset_id: UUID = Field(title="资产标识")
    region: str = Field(title="资产所在地区划代码")
    due_on: date = Field(title="应缴日期")
    amount_fen: int = Field(gt=0, title="应收金额（分）")
    step: str = Field(title="提醒到哪一步", description="reminder 到期前提醒；overdue 已拖欠")


class LoanRepaymentAwaited(Event):
    """小额信贷本金将到期或已逾期"""

    loan_id: UUID = Field(title="贷款标识")
    household_id: UUID | None = Field(default=None, title="借款户标识")
    region: str = Field(title="借款人所在地区划代码")
    due_on: date = Field(title="到期日期")
    amount_fen: int = Field(gt=0, title="应还未还本金（分）")
    step: str = Field(title="提醒到哪一步", description="reminder 到期前一个月提醒；overdue 已逾期，贴息停止")


class MoneyFindingsRaised(Event):
    """资金监督查出新的问题"""

    finding_id: UUID = Field(title="其中第一项发现的编号")
    region: str = Field(title="责任镇街或县（区）代码")
    rule: str = Field(title="监督规则代码")
    rule_title: str = Field(title="监督规则")
    level: str = Field(title="轻重", description="fault 疑似违规；warning 预警；notice 提示")
    findings: int = Field(gt=0, title="新发现的项数")
    amount_fen: int = Field(ge=0, title="涉及金额（分）")
    found_on: date = Field(title="发现日期")


class MoneyFindingReopened(Event):
    """资金监督的认定被撤回，发现重新待处理"""

    finding_id: UUID = Field(title="发现的编号")
    region: str = Field(title="责任镇街或县（区）代码")
    rule: str = Field(title="监督规则代码")
    rule_title: str = Field(title="监督规则")
    level: str = Field(title="轻重", description="fault 疑似违规；warning 预警")
    findings: int = Field(gt=0, title="重新待处理的项数")
    amount_fen: int = Field(ge=0, title="涉及金额（分）")
    found_on: date = Field(title="发现日期")


class MoneyFindingsSettled(Event):
    """一条监督规则在一处查出的问题已全部整改或认定"""

    region: str = Field(title="责任镇街或县（区）代码")
    rule: str = Field(title="监督规则代码")
    settled_on: date = Field(title="全部了结的日期")


class ProjectHandedOver(Event):
    """项目已移交"""

    project_id: UUID = Field(title="项目标识")
    number: str = Field(title="项目编号")
    region: str = Field(title="项目所在地区划代码")
    handed_over_on: date = Field(title="移交日期")
    things: int = Field(ge=1, title="移交资产项数")
    value_fen: int = Field(gt=0, title="移交资产原值（分）")
