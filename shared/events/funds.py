"""What funds tells the others."""

from datetime import date
from uuid import UUID

from pydantic import Field

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


class DisclosurePublished(Event):
    """公示条目已发布"""

    entry_id: UUID = Field(title="公示条目编号")
    region: str = Field(title="镇街代码")
    kind: str = Field(title="公示类别")
    published_on: date = Field(title="发布日期")


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


class TreeHeadSigned(Event):
    """公示日志树头已签名"""

    number: int = Field(ge=1, title="树头编号", description="从 1 起连续")
    size: int = Field(ge=0, title="日志条目数")
    root: str = Field(title="根哈希")
    note: str = Field(title="签名树头原文", description="C2SP tlog-checkpoint")
