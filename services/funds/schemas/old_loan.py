"""Lists of loans from before the platform, in and out."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field, computed_field

from services.funds.rules.old_loan import OLD_LIST_STATE_NAMES, OldListState
from services.funds.rules.old_loan_file import ROWS_LIMIT
from services.funds.schemas.ledger import County
from services.funds.schemas.loan import Bank, Day
from services.funds.schemas.payee import FaultView
from shared.money import Yuan, YuanShown
from shared.regions import name_of
from shared.schemas import Form, View

FAULTS_SHOWN = 200


class OldLoansUpload(Form):
    """随清单提交的说明。"""

    county: County = Field(title="县（区）代码", examples=["371311"])
    bank: Bank = Field(title="银行", examples=["罗庄农商银行"])
    as_of_on: Day = Field(title="清单截止日期", description="余额和贴息都截至这一天", examples=["2020-06-30"])


class TakeOldLoans(Form):
    """A list that somebody has looked at."""

    loans: int = Field(title="所核对的笔数", ge=1, le=ROWS_LIMIT, examples=[128])
    outstanding_fen: Yuan = Field(alias="outstanding_yuan", title="所核对的贷款余额合计（元）", examples=["5760000.00"])
    leave_out_refused: bool = Field(
        default=False, title="是否不含退回的行", description="清单有退回的行时，须写明 true 才能接收其余各笔"
    )


class OldLoanListView(View):
    """A list, and what is wrong with its rows."""

    id: UUID = Field(title="清单标识")
    region: str = Field(title="县（区）代码")
    bank: str = Field(title="银行")
    as_of_on: date = Field(title="清单截止日期")
    state: OldListState = Field(title="状态")
    loans: int = Field(title="可以接收的笔数")
    outstanding_fen: YuanShown = Field(alias="outstanding_yuan", title="贷款余额合计（元）")
    subsidised_fen: YuanShown = Field(alias="subsidised_yuan", title="此前已贴息合计（元）")
    refused: int = Field(title="退回行数")
    faults: list[FaultView] = Field(title="退回原因", description=f"至多列出 {FAULTS_SHOWN} 条，全部见退回的工作簿")
    uploaded_by: str = Field(title="提交人")
    uploaded_at: datetime = Field(title="提交时间")
    decided_by: str | None = Field(title="接收或作废的人")
    decided_at: datetime | None = Field(title="接收或作废的时间")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return OLD_LIST_STATE_NAMES[self.state]

    @computed_field(title="县（区）")  # type: ignore[prop-decorator]
    @property
    def region_name(self) -> str:
        return name_of(self.region)


class OldLoanEntryView(View):
    """A sound loan of a list, as it will be or was taken in."""

    rows: list[int] = Field(title="行号")
    contract: str = Field(title="借款合同号")
    number: str = Field(title="贷款编号", description="接收后才有")
    region: str = Field(title="所在村代码")
    class_title: str = Field(title="贷款类别")
    lent_fen: YuanShown = Field(alias="lent_yuan", title="放款金额（元）")
    drawn_on: date = Field(title="放款日期")
    due_on: date = Field(title="到期日期")
    balance_fen: YuanShown = Field(alias="balance_yuan", title="贷款余额（元）")
    subsidised_fen: YuanShown = Field(alias="subsidised_yuan", title="此前已贴息（元）")
    subsidised_to: date | None = Field(title="已贴息至")
    accepted_fen: YuanShown = Field(
        alias="accepted_yuan", title="高于平台重算的部分（元）", description="舍入或写明原因的差额，不再追回"
    )
