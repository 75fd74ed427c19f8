"""Accounts that households' money goes to, and the banks' card lists."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.funds.rules.payee import PayeeState
from shared.regions import Region
from shared.schemas import Form, PersonName, View

FAULTS_SHOWN = 200

Reason = Annotated[str, Field(min_length=2, max_length=200)]
BankCode = Annotated[str, Field(pattern=r"^(\d{12})?$")]


class RecordPayee(Form):
    """The account that a household's money goes to."""

    household_id: UUID = Field(title="户标识", examples=["0197a000-0000-7000-8000-000000000003"])
    person_id: UUID | None = Field(default=None, title="人员编号", description="只为该户的某一人设的账户填写；全户的账户不填")
    region: Region = Field(title="村（社区）代码", examples=["371311001001"], description="登记已下发该户的，以登记为准")
    card_number: str = Field(title="银行卡号或存折账号", min_length=1, max_length=60, examples=["6217 0012 3456 7890 127"])
    bank: str = Field(title="开户银行", min_length=2, max_length=60, examples=["罗庄农村商业银行"])
    bank_code: BankCode = Field(default="", title="开户行行号", description="支付系统 12 位行号", examples=["402473000018"])
    holder_name: PersonName = Field(title="户名", examples=["王小明"])
    holder_id: str = Field(title="持卡人公民身份号码", min_length=1, max_length=40, examples=["11010519491231002X"])
    from_on: date | None = Field(default=None, title="启用日期", description="不填为今天")


class DecidePayee(Form):
    """What came of looking at an account."""

    is_good: bool = Field(title="是否可用", examples=[True])
    reason: Reason = Field(title="理由", examples=["持卡人为户主之子，已分户，经户主书面委托"])


class EndPayee(Form):
    """An account that is not paid any more."""

    reason: Reason = Field(title="停用原因", examples=["银行卡挂失"])
    until_on: date | None = Field(default=None, title="停用日期", description="不填为今天")


class FindingView(View):
    """Something that was noticed about an account."""

    code: str = Field(title="代码")
    title: str = Field(title="说明")


class PayeeView(View):
    """An account. The number and the holder are never shown whole."""

    id: UUID = Field(title="收款账户编号")
    household_id: UUID = Field(title="户标识")
    person_id: UUID | None = Field(title="人员编号")
    region: str = Field(title="村（社区）代码")
    bank: str = Field(title="开户银行")
    bank_code: str = Field(title="开户行行号")
    card_tail: str = Field(title="卡号末四位")
    holder_name: str = Field(title="户名", description="只显示首尾", examples=["王*明"])
    holder_id: str = Field(title="持卡人证件", description="只显示首尾")
    state: PayeeState = Field(title="状态")
    state_name: str = Field(title="状态名称")
    findings: list[FindingView] = Field(title="核对发现")
    from_on: date = Field(title="启用日期")
    until_on: date | None = Field(title="停用日期")
    recorded_by: str = Field(title="登记人")
    recorded_at: datetime = Field(title="登记时间")
    decided_by: str = Field(title="核实人或停用人", description="没有的为空")
    decided_at: datetime | None = Field(title="核实或停用时间")
    decision: str = Field(title="核实或停用理由")


class SharedCardView(View):
    """A number to which several households are paid."""

    card_tail: str = Field(title="卡号末四位")
    bank: str = Field(title="开户银行")
    households: list[UUID] = Field(title="各户的户标识", description="只列本辖区的户")


class SharedCardPage(View):
    """One page of them."""

    rows: list[SharedCardView] = Field(title="本页记录")
    next: str | None = Field(title="下一页位置")


class FaultView(View):
    """What is wrong with a row."""

    row: int = Field(title="行号")
    column: str = Field(title="列")
    reason: str = Field(title="原因")
    mend: str = Field(title="如何更正")


class PayeeFileView(View):
    """A card list as it came in."""

    id: UUID = Field(title="名单编号")
    region: str = Field(title="地区代码")
    rows: int = Field(title="行数")
    taken: int = Field(title="新登记或变更")
    unchanged: int = Field(title="与现有相同")
    refused: int = Field(title="退回行数")
    faults: list[FaultView] = Field(title="退回原因", description=f"至多列出 {FAULTS_SHOWN} 条，全部见退回的工作簿")
    uploaded_by: str = Field(title="提交人")
    uploaded_at: datetime = Field(title="提交时间")
