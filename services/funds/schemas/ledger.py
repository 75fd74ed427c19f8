"""Money in, between accounts, and back; accounts and their statements."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, computed_field, model_validator
from pydantic_core import PydanticCustomError

from services.funds.rules.account import AccountKey, AccountKind, Source
from services.funds.rules.transfer import PHASE_NAMES, PURPOSE_NAMES, About, Phase, Purpose
from services.funds.schemas.public_text import PublicWords
from shared.money import Yuan, YuanShown
from shared.regions import AnyRegion, name_of
from shared.schemas import Form, View


def _with_digits(digits: int, sentence: str) -> AfterValidator:
    def check(code: str) -> str:
        if len(code) != digits:
            raise PydanticCustomError("region-level", "{sentence}", {"sentence": sentence})
        return code

    return AfterValidator(check)


County = Annotated[AnyRegion, _with_digits(6, "区县代码应为 6 位数字")]
Town = Annotated[AnyRegion, _with_digits(9, "镇街代码应为 9 位数字")]
Amount = Annotated[Yuan, Field(gt=0)]
Memo = Annotated[str, Field(min_length=2, max_length=200)]
PublicSource = Literal[Source.CENTRAL, Source.PROVINCE, Source.CITY, Source.COUNTY, Source.TOWN, Source.ASSET_INCOME]
"""Whose money comes into a pool; donations and insurers have accounts of their own."""
ProgrammeCode = Annotated[str, Field(pattern=r"^([a-z][a-z-]{1,39})?$")]
BudgetYearNumber = Annotated[int, Field(ge=2015, le=2100)]
LineNumber = Annotated[str, Field(pattern=r"^B-\d{6}-\d{4}-\d{4,6}$")]


class ReceiveAllocation(Form):
    """Money that has come in for the county pool."""

    county: County = Field(title="区县代码", examples=["371311"])
    amount_fen: Amount = Field(alias="amount_yuan", title="金额（元）", examples=["500000.00"])
    memo: Memo = Field(title="摘要", description="拨款文号等", examples=["2020年临时救助备用金预算"])
    source: PublicSource | None = Field(
        default=None, title="资金来源", description="不填的记入不分来源的资金池，不能下达预算指标", examples=["central"]
    )
    programme: ProgrammeCode = Field(
        default="", title="指定专项", description="专款专用的专项代码；未指定专项的留空", examples=["housing"]
    )
    year: BudgetYearNumber | None = Field(default=None, title="预算年度", description="填写来源的必填", examples=[2020])
    document_number: Annotated[PublicWords, Field(max_length=60)] = Field(
        default="", title="文号", description="填写来源的必填", examples=["鲁财农〔2020〕1号"]
    )
    issued_on: date | None = Field(default=None, title="文件日期", examples=["2020-01-15"])
    instalment: Annotated[int, Field(ge=1, le=100)] = Field(
        default=1, title="批次", description="同一文件分批到账的第几批", examples=[1]
    )

    @model_validator(mode="after")
    def _says_whence(self) -> Self:
        if self.source is None and (self.programme or self.year or self.document_number):
            raise PydanticCustomError("source-missing", "填写专项、年度或文号的，应同时填写资金来源")
        if self.source is not None and not (self.year and len(self.document_number) >= 2):
            raise PydanticCustomError("document-missing", "填写资金来源的，应同时填写预算年度和文号")
        return self


class FillPayerAccount(Form):
    """Money that a payer of hospital bills holds ready in a county."""

    county: County = Field(title="区县代码", examples=["371311"])
    payer: str = Field(title="支付方", description="与政策文件所写一致", min_length=2, max_length=60, examples=["医疗救助基金"])
    amount_fen: Amount = Field(alias="amount_yuan", title="金额（元）", examples=["800000.00"])
    memo: Memo = Field(title="摘要", examples=["2020年6月医疗救助清算资金"])


class FillReserve(Form):
    """Money from the county pool for a town's reserve."""

    town: Town = Field(title="镇街代码", examples=["371311001"])
    amount_fen: Amount = Field(alias="amount_yuan", title="金额（元）", examples=["30000.00"])
    memo: Memo = Field(title="摘要", examples=["2020年第二季度救助备用金"])
    is_in_transit: bool = Field(
        default=False, title="是否在途", description="为真：先在资金池预留，到账后再确认；为假：立即到账", examples=[False]
    )
    line: LineNumber | None = Field(
        default=None,
        title="预算指标编号",
        description="从临时救助专项的哪条指标拨付；不填的从不分来源的资金池拨付",
        examples=["B-371311-2020-0001"],
    )
    above_ceiling: str = Field(
        default="", title="超限额拨付的理由", description="灾情等确需超过该镇街限额的，写明理由，记入摘要", max_length=100
    )


class ReverseTransfer(Form):
    """A transfer that has to be taken back."""

    reason: Memo = Field(title="冲正原因", examples=["经复核不符合条件，救助金已退回"])


class TransferView(View):
    """A transfer."""

    id: UUID = Field(title="款项编号")
    phase: Phase = Field(title="环节")
    purpose: Purpose = Field(title="用途")
    region: str = Field(title="所属区划代码")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")
    follows_id: UUID | None = Field(title="所承接的款项")
    memo: str = Field(title="摘要")
    made_at: datetime = Field(title="办理时间")
    booked_on: date = Field(title="记账日期")
    about: About = Field(title="所关事项", description="没有的为空")
    about_id: UUID | None = Field(title="所关事项编号")
    link_id: UUID | None = Field(title="关联编号", description="同一关联编号的各笔同时办成")
    expires_at: datetime | None = Field(title="预留到期时间")

    @computed_field(title="环节名称")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def phase_name(self) -> str:
        return PHASE_NAMES[self.phase]

    @computed_field(title="用途名称")  # type: ignore[prop-decorator]
    @property
    def purpose_name(self) -> str:
        return PURPOSE_NAMES[self.purpose]


class SumsView(View):
    """Four sums and what they come to."""

    debits_posted_fen: YuanShown = Field(alias="debits_posted_yuan", title="累计借方（元）")
    credits_posted_fen: YuanShown = Field(alias="credits_posted_yuan", title="累计贷方（元）")
    debits_pending_fen: YuanShown = Field(alias="debits_pending_yuan", title="在途转入（元）")
    credits_pending_fen: YuanShown = Field(alias="credits_pending_yuan", title="预留转出（元）")


class AccountView(SumsView):
    """An account with its sums."""

    id: UUID = Field(title="账户编号")
    kind: AccountKind = Field(title="账户类别")
    region: str = Field(title="所属区划代码")
    holder: str = Field(title="户主", description="同一地方有多个同类账户时：支付方名称、医疗机构编号、指标编号等；其余为空")
    source: Source = Field(title="资金来源", description="混有多种来源的账户为空")
    programme: str = Field(title="专项", description="专项代码；不分专项的账户为空")
    year: int = Field(title="预算年度", description="不分年度的账户为 0")
    balance_fen: YuanShown = Field(alias="balance_yuan", title="余额（元）")
    available_fen: YuanShown = Field(alias="available_yuan", title="可用余额（元）", description="余额减去预留转出")

    @computed_field(title="账户名称")  # type: ignore[prop-decorator]
    @property
    def name(self) -> str:
        return name_of(self.region) + AccountKey(self.kind, self.region, self.holder, self.source, self.programme, self.year).name
