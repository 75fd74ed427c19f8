"""Lists of interest subsidies as the doors take and show them."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field, computed_field

from services.funds.rules.subsidy import BILL_STATE_NAMES, TO_NAMES, BillState, SubsidyTo
from services.funds.schemas.guarantee import LineNumber
from services.funds.schemas.ledger import County
from services.funds.schemas.loan import Bank
from shared.money import YuanShown
from shared.schemas import Form, View


class DrawBill(Form):
    """编制一个季度的贴息清单。"""

    county: County = Field(title="县（区）代码", examples=["371311"])
    bank: Bank = Field(title="银行", examples=["罗庄农商银行"])
    year: int = Field(title="年度", ge=2015, le=2100, examples=[2020])
    quarter: int = Field(title="季度", ge=1, le=4, examples=[3])
    paid_to: SubsidyTo = Field(
        default=SubsidyTo.BANK, title="拨付方式", description="bank 直接拨付银行；household 先付后贴，拨付到户"
    )
    line: LineNumber = Field(title="预算指标编号", examples=["B-371311-2020-0001"])


class WhyBill(Form):
    """未通过或退回的原因。"""

    why: str = Field(title="原因", min_length=2, max_length=200, examples=["银行清单有误，重新编制"])


class BillView(View):
    """A quarter's list."""

    id: UUID = Field(title="清单标识")
    number: str = Field(title="清单编号")
    region: str = Field(title="县（区）代码")
    bank: str = Field(title="银行")
    year: int = Field(title="年度")
    quarter: int = Field(title="季度")
    to_on: date = Field(title="算到哪一天")
    paid_to: SubsidyTo = Field(title="拨付方式")
    line: str = Field(title="预算指标编号")
    state: BillState = Field(title="状态")
    loans: int = Field(title="贷款笔数")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="贴息合计（元）")
    transfer_id: UUID | None = Field(title="款项编号")
    drawn_by: str = Field(title="编制人")
    drawn_on: date = Field(title="编制日期")
    decided_by: str | None = Field(title="复核人")
    decided_at: datetime | None = Field(title="复核时间")
    why: str = Field(title="原因")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return BILL_STATE_NAMES[self.state]

    @computed_field(title="拨付方式名称")  # type: ignore[prop-decorator]
    @property
    def paid_to_name(self) -> str:
        return TO_NAMES[self.paid_to]


class BillLineView(View):
    """Days of a loan."""

    id: UUID = Field(title="行标识")
    loan_id: UUID = Field(title="贷款标识")
    loan_number: str = Field(title="贷款编号")
    class_title: str = Field(title="贷款类别")
    region: str = Field(title="村（社区）代码")
    enterprise: str = Field(title="经营主体")
    from_on: date = Field(title="起")
    to_on: date = Field(title="止")
    days: int = Field(title="天数")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="贴息（元）")
    is_standing: bool = Field(title="是否有效")
