"""Everything that a household received or will, in one view."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from services.funds.rules.payment import PaymentState
from shared.money import YuanShown
from shared.schemas import View


class ReceivedLine(View):
    """One payment."""

    payment_id: UUID = Field(title="发放编号")
    matter: str = Field(title="事项", examples=["农村危房改造补助"])
    programme: str = Field(title="专项")
    period: str = Field(title="所属时段")
    source: str = Field(title="资金来源")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")
    state: PaymentState = Field(title="状态")
    state_name: str = Field(title="状态名称")
    method: str = Field(title="发放方式")
    clause: str = Field(title="依据")
    asked_at: datetime = Field(title="提出时间")
    paid_at: datetime | None = Field(title="发放时间")
    disclosure_number: str | None = Field(title="公示号")
    disclosure_id: UUID | None = Field(title="公示条目编号")


class ReceivedSum(View):
    """What one programme brought in one period."""

    programme: str = Field(title="专项")
    matter: str = Field(title="事项")
    period: str = Field(title="所属时段")
    received_fen: YuanShown = Field(alias="received_yuan", title="已发放（元）")
    to_come_fen: YuanShown = Field(alias="to_come_yuan", title="待发放（元）")


class ReceivedView(View):
    """All of it."""

    household_id: UUID = Field(title="户标识")
    year: int | None = Field(title="年度", description="为空表示全部年度")
    received_fen: YuanShown = Field(alias="received_yuan", title="已发放合计（元）")
    to_come_fen: YuanShown = Field(alias="to_come_yuan", title="待发放合计（元）")
    sums: list[ReceivedSum] = Field(title="按专项和时段")
    rows: list[ReceivedLine] = Field(title="逐笔", description="新的在前")
