"""Batches of payments for the bank, the account they are paid from, and the bank's answers."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, computed_field

from services.funds.rules.payment_batch import BATCH_STATE_NAMES, LINE_STATE_NAMES, LINES_LIMIT, BatchState, FileForm, LineState
from services.funds.schemas.ledger import County
from shared.money import YuanShown
from shared.schemas import Form, View

Reason = Annotated[str, Field(min_length=2, max_length=200)]
TROUBLES_SHOWN = 500


class NamePayingAccount(Form):
    """The bank account out of which a county's batches are paid."""

    county: County = Field(title="区县代码", examples=["371311"])
    title: str = Field(title="户名", min_length=2, max_length=60, examples=["罗庄区财政局"])
    account_number: str = Field(title="账号", min_length=1, max_length=60, examples=["8010 1000 0001 2345 67"])
    bank: str = Field(title="开户银行", min_length=2, max_length=60, examples=["罗庄农村商业银行"])
    bank_code: str = Field(title="开户行行号", description="支付系统 12 位行号", pattern=r"^\d{12}$", examples=["402473000018"])


class PayingAccountView(View):
    """It, with the end of its number."""

    id: UUID = Field(title="代发账户编号")
    region: str = Field(title="区县代码")
    title: str = Field(title="户名")
    number_tail: str = Field(title="账号末四位")
    bank: str = Field(title="开户银行")
    bank_code: str = Field(title="开户行行号")
    recorded_by: str = Field(title="登记人")
    recorded_at: datetime = Field(title="登记时间")
    until_at: datetime | None = Field(title="停用时间")


class MakeBatch(Form):
    """What goes to the bank together."""

    county: County = Field(title="区县代码", examples=["371311"])
    at_most: int | None = Field(default=None, title="至多笔数", ge=1, le=LINES_LIMIT, description=f"不填为 {LINES_LIMIT:,} 笔")
    pay_on: date | None = Field(default=None, title="请求发放日期", description="不填为今天")


class CancelBatch(Form):
    """A batch that is not sent."""

    reason: Reason = Field(title="作废原因", examples=["代发账户有误"])


class FileView(View):
    """A file of a batch."""

    form: FileForm = Field(title="格式")
    sha256: str = Field(title="文件摘要", description="SHA-256；文件生成后不再改变")
    size: int = Field(title="字节数")


class BatchLineView(View):
    """One line of a batch."""

    line: int = Field(title="序号")
    number: str = Field(title="流水号")
    payment_id: UUID = Field(title="发放编号")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")
    state: LineState = Field(title="结果")
    code: str = Field(title="原因代码")
    reason: str = Field(title="原因")
    answered_at: datetime | None = Field(title="回执时间")

    @computed_field(title="结果名称")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def state_name(self) -> str:
        return LINE_STATE_NAMES[self.state]


class BatchInList(View):
    """A batch in a list."""

    id: UUID = Field(title="批次编号")
    number: str = Field(title="批次号", examples=["FF-371311-2020-0007"])
    region: str = Field(title="区县代码")
    lines: int = Field(title="笔数")
    total_fen: YuanShown = Field(alias="total_yuan", title="合计金额（元）")
    pay_on: date = Field(title="请求发放日期")
    state: BatchState = Field(title="状态")
    made_by: str = Field(title="生成人")
    made_at: datetime = Field(title="生成时间")
    taken_at: datetime | None = Field(title="首次取出时间")
    answered_at: datetime | None = Field(title="回执齐全时间")
    cancelled_at: datetime | None = Field(title="作废时间")
    cancellation: str = Field(title="作废原因")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return BATCH_STATE_NAMES[self.state]


class BatchView(BatchInList):
    """A batch with its files and how many lines came to what."""

    files: list[FileView] = Field(title="文件")
    paid: int = Field(title="成功笔数")
    failed: int = Field(title="失败笔数")
    waiting: int = Field(title="等待回执笔数")


class LinesPage(View):
    """A page of a batch's lines."""

    rows: list[BatchLineView] = Field(title="本页记录")
    next: int | None = Field(title="下一页位置", description="作为 after 参数取下一页；为空表示已到末页")


class TroubleView(View):
    """A line of an answer that was not taken."""

    row: int = Field(title="行号", description="pain.002 为第几笔")
    number: str = Field(title="流水号")
    code: str = Field(title="原因代码")
    reason: str = Field(title="原因")
    mend: str = Field(title="如何处理")


class AnswerView(View):
    """An answer of the bank and what was made of it."""

    id: UUID = Field(title="回执编号")
    region: str = Field(title="区县代码")
    sha256: str = Field(title="文件摘要")
    lines: int = Field(title="笔数")
    paid: int = Field(title="记为成功")
    failed: int = Field(title="记为失败")
    said_before: int = Field(title="与此前回执相同")
    waiting: int = Field(title="银行处理中")
    troubles: list[TroubleView] = Field(title="未采纳的各行", description=f"至多列出 {TROUBLES_SHOWN} 行")
    troubles_total: int = Field(title="未采纳行数")
    received_by: str = Field(title="提交人")
    received_at: datetime = Field(title="提交时间")
