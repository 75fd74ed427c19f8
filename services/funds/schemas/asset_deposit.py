"""Deposits of operators: taken in, given back, kept, and as officers read them."""

from datetime import date
from uuid import UUID

from pydantic import Field, computed_field

from services.funds.rules.asset_deposit import MOVE_NAMES, DepositMove
from shared.money import Yuan, YuanShown
from shared.schemas import Form, View


class MoveDeposit(Form):
    """收取或退还经营保证金。"""

    amount_fen: Yuan = Field(alias="amount_yuan", title="金额（元）", gt=0, examples=["50000.00"])
    moved_on: date = Field(title="收退日期", examples=["2020-01-02"])
    reason: str = Field(title="事由", min_length=2, max_length=200, examples=["按合同第六条缴纳履约保证金"])


class KeepDeposit(Form):
    """扣留经营保证金。"""

    amount_fen: Yuan = Field(alias="amount_yuan", title="金额（元）", gt=0, examples=["20000.00"])
    due_id: UUID | None = Field(default=None, title="抵扣的应收编号", description="填写的，视同该笔应收到账")
    moved_on: date = Field(title="扣留日期", examples=["2022-06-30"])
    reason: str = Field(title="原因", min_length=2, max_length=200, examples=["欠缴 2021 年度收益，按合同第六条扣抵"])


class DepositMoveView(View):
    """A part of a deposit that was moved."""

    id: UUID = Field(title="收退编号")
    move: DepositMove = Field(title="收退")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")
    due_id: UUID | None = Field(title="抵扣的应收编号")
    reason: str = Field(title="事由")
    moved_on: date = Field(title="日期")
    transfer_id: UUID = Field(title="款项编号")
    stands: bool = Field(title="是否有效", description="在资金账户冲正的，不再有效")

    @computed_field(title="收退名称")  # type: ignore[prop-decorator]
    @property
    def move_name(self) -> str:
        return MOVE_NAMES[self.move]


class DepositView(View):
    """A contract's deposit."""

    contract_id: UUID = Field(title="合同标识")
    operator: str = Field(title="经营单位")
    agreed_fen: YuanShown = Field(alias="agreed_yuan", title="合同约定（元）")
    held_fen: YuanShown = Field(alias="held_yuan", title="在账（元）")
    moves: list[DepositMoveView] = Field(title="收退记录")
