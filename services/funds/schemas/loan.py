"""Small loans as the doors take and show them: from the application to the contract, extension and looks at the use."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, computed_field, model_validator
from stdnum.cn import uscc

from services.funds.rules.base_rate import Code
from services.funds.rules.extension import EXTENSION_STATE_NAMES, ExtensionState
from services.funds.rules.interest import REPRICING_NAMES, STRIKING_NAMES, Repricing, Striking
from services.funds.rules.loan import CHECK_FOUND_NAMES, LOAN_STATE_NAMES, MILLION, CheckFound, LoanState, percent
from services.funds.rules.loan_policy import BORROWER_NAMES, Borrower
from services.funds.rules.repayment import REPAYMENT_NAMES, Repayment
from services.funds.schemas.public_text import PublicWords
from shared.money import Yuan, YuanShown
from shared.regions import Region
from shared.schemas import Form, View

RatePercent = Annotated[Decimal, Field(ge=0, le=24, max_digits=6, decimal_places=4)]
SpreadPercent = Annotated[Decimal, Field(ge=-10, le=10, max_digits=6, decimal_places=4)]
Day = Annotated[date, Field(ge=date(2014, 12, 1), le=date(2100, 1, 1))]
Bank = Annotated[PublicWords, Field(min_length=2, max_length=60)]


class AskLoan(Form):
    """申请一笔贷款。"""

    region: Region = Field(title="村（社区）代码", examples=["371311001001"])
    borrower: Borrower = Field(title="借款人类型", description="household 农户；enterprise 经营主体；student 学生")
    household_id: UUID | None = Field(default=None, title="户标识", description="农户、学生填写")
    person_id: UUID | None = Field(default=None, title="借款人", description="该户成员；农户、学生填写")
    enterprise: PublicWords = Field(default="", title="经营主体名称", description="会公开", max_length=60, examples=[""])
    credit_code: str = Field(default="", title="统一社会信用代码", description="经营主体填写", max_length=18, examples=[""])
    loan_class: Code = Field(title="贷款类别", description="办法中的代码", examples=["micro"])
    use: Code = Field(title="用途", description="办法中的代码", examples=["breeding"])
    purpose: str = Field(title="具体用途", min_length=2, max_length=200, examples=["养羊，购买种羊二十只"])
    amount_fen: Yuan = Field(alias="amount_yuan", title="申请金额（元）", gt=0, examples=["50000.00"])
    term_months: int = Field(title="期限（月）", ge=1, le=360, examples=[12])
    renews_id: UUID | None = Field(default=None, title="所续的贷款", description="无还本续贷时填写")

    @model_validator(mode="after")
    def _code_is_sound(self) -> "AskLoan":
        if self.credit_code and not uscc.is_valid(self.credit_code):
            raise ValueError("统一社会信用代码不正确")
        return self


class TakeStep(Form):
    """办理审核程序的下一步。"""

    is_agreed: bool = Field(title="是否同意", examples=[True])
    said: str = Field(default="", title="意见", description="不同意的须写明", max_length=500, examples=["情况属实，同意"])

    @model_validator(mode="after")
    def _refusal_says_why(self) -> "TakeStep":
        if not self.is_agreed and len(self.said) < 2:
            raise ValueError("不同意的须写明意见")
        return self


class ApproveLoan(Form):
    """登记银行的审定结果和合同。"""

    bank: Bank = Field(title="银行", examples=["罗庄农商银行"])
    contract_number: str = Field(title="借款合同号", min_length=2, max_length=60, examples=["罗农商借字2020第0001号"])
    granted_fen: Yuan = Field(alias="granted_yuan", title="审定金额（元）", gt=0, examples=["50000.00"])
    term_months: int = Field(title="期限（月）", ge=1, le=360, examples=[12])
    repricing: Repricing = Field(default=Repricing.FIXED, title="利率方式", description="fixed 固定；其余随基准利率调整")
    rate_percent: RatePercent | None = Field(default=None, title="年利率（%）", description="固定利率填写", examples=["3.85"])
    spread_percent: SpreadPercent | None = Field(
        default=None, title="加减点（百分点）", description="浮动利率填写：在基准利率上加减", examples=[None]
    )
    rate_table: Code | None = Field(
        default=None, title="基准利率表", description="不填的取办法所定；pboc 或 lpr", examples=[None]
    )
    basis: Literal[360, 365] = Field(default=360, title="年基天数", description="日利率＝年利率÷此数")
    striking: Striking = Field(default=Striking.QUARTERLY, title="结息方式")
    repayment: Repayment = Field(default=Repayment.BULLET, title="还本方式")
    months_each: Literal[1, 3, 6, 12] = Field(default=1, title="每期几个月", description="分期还本的填写")
    penalty_percent: Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)] = Field(
        default=Decimal(50), title="罚息加收（%）", description="逾期本金在合同利率上加收的比例"
    )
    subsidised_until: Day | None = Field(
        default=None, title="贴息截止日", description="学生填毕业日；没有约定的不填", examples=[None]
    )
    signed_on: Day = Field(title="签订日期", examples=["2020-06-01"])

    @model_validator(mode="after")
    def _one_rate(self) -> "ApproveLoan":
        is_fixed = self.repricing is Repricing.FIXED
        if is_fixed != (self.rate_percent is not None) or is_fixed == (self.spread_percent is not None):
            raise ValueError("固定利率填 rate_percent，浮动利率填 spread_percent，填且只填一项")
        return self


class EndAsking(Form):
    """撤回申请或放弃已审定的贷款；银行未通过的也在此登记。"""

    why: str = Field(title="原因", min_length=2, max_length=200, examples=["改用自有资金"])
    is_refused: bool = Field(default=False, title="是否银行未通过", examples=[False])


class DrawLoan(Form):
    """登记放款。"""

    drawn_on: Day = Field(title="放款日期", examples=["2020-06-10"])
    amount_fen: Yuan = Field(
        alias="amount_yuan", title="放款金额（元）", description="不超过审定金额", gt=0, examples=["50000.00"]
    )
    reference: str = Field(default="", title="银行流水号", max_length=64)


class RepayLoan(Form):
    """登记还款。"""

    repaid_on: Day = Field(title="还款日期", examples=["2021-06-10"])
    principal_fen: Yuan = Field(default=0, alias="principal_yuan", title="本金（元）", examples=["50000.00"])
    interest_fen: Yuan = Field(default=0, alias="interest_yuan", title="利息（元）", examples=["0.00"])
    reference: str = Field(default="", title="银行流水号", max_length=64)

    @model_validator(mode="after")
    def _something(self) -> "RepayLoan":
        if not self.principal_fen + self.interest_fen:
            raise ValueError("本金和利息不能都是零")
        return self


class AskExtension(Form):
    """申请展期。"""

    due_on: Day = Field(title="展期后的到期日", examples=["2022-06-10"])
    rate_percent: RatePercent = Field(title="展期利率（%）", examples=["3.85"])
    agreed_on: Day = Field(title="展期协议日期", examples=["2021-05-20"])
    reason: str = Field(title="原因", min_length=2, max_length=200, examples=["羊群尚未出栏"])


class DecideExtension(Form):
    """复核展期。"""

    is_agreed: bool = Field(title="是否同意", examples=[True])
    why: str = Field(default="", title="意见", description="不同意的须写明", max_length=200, examples=["情况属实"])

    @model_validator(mode="after")
    def _refusal_says_why(self) -> "DecideExtension":
        if not self.is_agreed and len(self.why) < 2:
            raise ValueError("不同意的须写明意见")
        return self


class CheckLoan(Form):
    """登记贷后检查。"""

    found: CheckFound = Field(title="结果", description="as-agreed 用途符合；misused 改变用途，贴息自该日停止并追回")
    misused_from: Day | None = Field(default=None, title="自哪一天起改变用途", examples=[None])
    said: str = Field(title="检查情况", min_length=2, max_length=500, examples=["存栏二十三只，用途符合"])
    checked_on: Day = Field(title="检查日期", examples=["2020-09-01"])


class StepView(View):
    """A step that was taken."""

    step: str = Field(title="步骤代码")
    title: str = Field(title="步骤")
    is_agreed: bool = Field(title="是否同意")
    said: str = Field(title="意见")
    taken_on: date = Field(title="办理日期")
    taken_by: str = Field(title="办理人")


class LoanLine(View):
    """A loan in a list. No name: households are told by their id."""

    id: UUID = Field(title="贷款标识")
    number: str = Field(title="贷款编号")
    region: str = Field(title="村（社区）代码")
    borrower: Borrower = Field(title="借款人类型")
    household_id: UUID | None = Field(title="户标识")
    person_id: UUID | None = Field(title="借款人")
    enterprise: str = Field(title="经营主体")
    loan_class: str = Field(title="贷款类别")
    class_title: str = Field(title="贷款类别名称")
    use_title: str = Field(title="用途")
    bank: str = Field(title="银行")
    asked_fen: YuanShown = Field(alias="asked_yuan", title="申请金额（元）")
    granted_fen: YuanShown = Field(alias="granted_yuan", title="审定金额（元）")
    outstanding_fen: YuanShown = Field(alias="outstanding_yuan", title="未还本金（元）")
    overdue_fen: YuanShown = Field(default=0, alias="overdue_yuan", title="逾期本金（元）")
    term_months: int = Field(title="期限（月）")
    state: LoanState = Field(title="状态")
    asked_on: date = Field(title="申请日期")
    drawn_on: date | None = Field(title="放款日期")
    due_on: date | None = Field(title="到期日期")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return LOAN_STATE_NAMES[self.state]

    @computed_field(title="借款人类型名称")  # type: ignore[prop-decorator]
    @property
    def borrower_name(self) -> str:
        return BORROWER_NAMES[self.borrower]


class LoanView(LoanLine):
    """A loan's file."""

    purpose: str = Field(title="具体用途")
    credit_code: str = Field(title="统一社会信用代码")
    rating_id: UUID | None = Field(title="评级编号")
    renews_id: UUID | None = Field(title="所续的贷款")
    policy: str = Field(title="办法")
    policy_version: str = Field(title="办法版本")
    clause: str = Field(title="依据")
    next_step: str | None = Field(title="下一步")
    steps: list[StepView] = Field(title="已办的步骤")
    contract_number: str = Field(title="借款合同号")
    fund_id: UUID | None = Field(title="担保基金")
    rate_said: str = Field(title="利率")
    repricing: Repricing | None = Field(title="利率方式")
    basis: int = Field(title="年基天数")
    striking: Striking | None = Field(title="结息方式")
    repayment: Repayment | None = Field(title="还本方式")
    penalty_said: str = Field(title="罚息加收")
    subsidised_fen: YuanShown | None = Field(alias="subsidised_yuan", title="贴息本金上限（元）", description="空的为全部本金")
    subsidised_until: date | None = Field(title="贴息截止日")
    signed_on: date | None = Field(title="签订日期")
    approved_by: str = Field(title="登记人")
    misused_from: date | None = Field(title="自该日起改变用途")
    ended_why: str = Field(title="撤回或未通过的原因")
    old_list_id: UUID | None = Field(title="存量清单", description="平台启用前发放的贷款随它接收")
    renewals_before: int = Field(title="平台启用前已续贷次数")

    @property
    def is_old(self) -> bool:
        return self.old_list_id is not None

    @computed_field(title="利率方式名称")  # type: ignore[prop-decorator]
    @property
    def repricing_name(self) -> str:
        return REPRICING_NAMES[self.repricing] if self.repricing else ""

    @computed_field(title="结息方式名称")  # type: ignore[prop-decorator]
    @property
    def striking_name(self) -> str:
        return STRIKING_NAMES[self.striking] if self.striking else ""

    @computed_field(title="还本方式名称")  # type: ignore[prop-decorator]
    @property
    def repayment_name(self) -> str:
        return REPAYMENT_NAMES[self.repayment] if self.repayment else ""


class ExtensionView(View):
    """An extension that was asked for."""

    id: UUID = Field(title="展期申请编号")
    loan_id: UUID = Field(title="贷款标识")
    state: ExtensionState = Field(title="状态")
    due_on: date = Field(title="展期后的到期日")
    rate_millionths: int = Field(title="展期利率（百万分之几）", examples=[47_500])
    reason: str = Field(title="原因")
    agreed_on: date = Field(title="展期协议日期")
    notice_id: UUID | None = Field(title="公示", description="该地的办法不要求公示的没有")
    asked_by: str = Field(title="申请登记人")
    asked_on: date = Field(title="申请日期")
    decided_by: str | None = Field(title="复核人")
    decided_on: date | None = Field(title="复核日期")
    why: str = Field(title="复核意见")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return EXTENSION_STATE_NAMES[self.state]

    @computed_field(title="展期利率")  # type: ignore[prop-decorator]
    @property
    def rate_said(self) -> str:
        return percent(Fraction(self.rate_millionths, MILLION))


class CheckView(View):
    """A look at a loan's use."""

    id: UUID = Field(title="检查编号")
    loan_id: UUID = Field(title="贷款标识")
    found: CheckFound = Field(title="结果")
    misused_from: date | None = Field(title="自哪一天起改变用途")
    said: str = Field(title="检查情况")
    checked_on: date = Field(title="检查日期")
    written_by: str = Field(title="登记人")

    @computed_field(title="结果名称")  # type: ignore[prop-decorator]
    @property
    def found_name(self) -> str:
        return CHECK_FOUND_NAMES[self.found]
