"""An allocation as it is drafted, and as it is shown with its worksheet."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, computed_field, model_validator
from pydantic_core import PydanticCustomError

from services.funds.rules.account import SOURCE_NAMES, Source
from services.funds.rules.allocation import ALLOCATION_STATE_NAMES, METHOD_NAMES, AllocationState, Method
from services.funds.schemas.budget import DocumentNumber
from services.funds.schemas.ledger import Amount, BudgetYearNumber, County, Memo, ProgrammeCode, PublicSource
from services.funds.schemas.public_text import PublicWords
from shared.money import YuanShown
from shared.regions import AnyRegion
from shared.schemas import Form, View

Title = Annotated[PublicWords, Field(min_length=2, max_length=100)]
FactorTitle = Annotated[str, Field(min_length=2, max_length=30)]
Figure = Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=4)]
SHARES_LIMIT = 200
FACTORS_LIMIT = 10


class FactorGiven(Form):
    """A figure by which money is split."""

    title: FactorTitle = Field(title="因素名称", examples=["建档立卡人口"])
    weight: Annotated[int, Field(ge=1, le=100)] = Field(title="权重（%）", examples=[60])
    is_inverse: bool = Field(default=False, title="是否反向", description="为真：数值越低分得越多，如人均收入", examples=[False])


class ShareGiven(Form):
    """A place or a project that gets a part."""

    region: AnyRegion = Field(title="区划代码", description="镇街或本区县", examples=["371311001"])
    title: Title = Field(title="名称", description="将公示", examples=["罗庄街道产业扶贫"])
    use: Annotated[str, Field(pattern=r"^[a-z][a-z-]{1,39}$")] = Field(title="支出用途代码", examples=["production"])
    project: Annotated[PublicWords, Field(pattern=r"^[A-Z0-9-]{0,40}$")] = Field(
        default="", title="项目编号", description="落实到项目的填写", examples=["P-371311-2020-0007"]
    )
    amount_fen: Amount | None = Field(
        default=None, alias="amount_yuan", title="金额（元）", description="切块的填写；因素法由系统计算", examples=["300000.00"]
    )
    figures: dict[FactorTitle, Figure] = Field(
        default={}, title="因素数值", description="因素法填写：因素名称和数值", examples=[{"建档立卡人口": "1200"}]
    )

    @model_validator(mode="after")
    def _lies_in_a_town_or_county(self) -> Self:
        if len(self.region) not in (6, 9):
            raise PydanticCustomError("region-level", "区划代码应为 6 位（区县）或 9 位（镇街）")
        return self


class DraftAllocation(Form):
    """A sum to be set down."""

    county: County = Field(title="区县代码", examples=["371311"])
    title: Title = Field(title="方案名称", examples=["2020年产业扶贫资金分配方案"])
    source: PublicSource = Field(title="资金来源", examples=["central"])
    pool_programme: ProgrammeCode = Field(
        default="",
        title="资金所指定的专项",
        description="从未指定专项的资金中安排的留空",
        examples=[""],
    )
    programme: Annotated[str, Field(pattern=r"^[a-z][a-z-]{1,39}$")] = Field(title="安排到的专项", examples=["industry"])
    year: BudgetYearNumber = Field(title="预算年度", examples=[2020])
    method: Method = Field(title="分配方法", description="factor 因素法；block 切块", examples=["block"])
    document_number: DocumentNumber = Field(title="依据文号", examples=["罗扶组〔2020〕5号"])
    amount_fen: Amount = Field(alias="amount_yuan", title="方案总额（元）", examples=["300000.00"])
    factors: Annotated[tuple[FactorGiven, ...], Field(max_length=FACTORS_LIMIT)] = Field(default=(), title="因素")
    shares: Annotated[tuple[ShareGiven, ...], Field(min_length=1, max_length=SHARES_LIMIT)] = Field(
        title="分配对象",
        examples=[[{"region": "371311001", "title": "罗庄街道产业扶贫", "use": "production", "amount_yuan": "300000.00"}]],
    )

    @model_validator(mode="after")
    def _has_factors_or_blocks(self) -> Self:
        titles = [factor.title for factor in self.factors]
        if len(set(titles)) < len(titles):
            raise PydanticCustomError("factor-twice", "因素名称不得重复")
        if (self.method is Method.FACTOR) != bool(titles):
            raise PydanticCustomError("factors-or-blocks", "因素法应填写因素，切块不填因素")
        return self


class DiscardAllocation(Form):
    """Why a draft is given up."""

    reason: Memo = Field(title="作废原因", examples=["因素数值有误，重新测算"])


class ShareView(View):
    """What a place or a project gets."""

    position: int = Field(title="序号")
    region: str = Field(title="区划代码")
    title: str = Field(title="名称")
    project: str = Field(title="项目编号")
    use: str = Field(title="支出用途代码")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")
    line: str | None = Field(default=None, title="预算指标编号", description="下达后有值")


class AllocationLine(View):
    """An allocation in a list."""

    id: UUID = Field(title="方案编号（系统）")
    number: str = Field(title="方案编号")
    region: str = Field(title="区县代码")
    title: str = Field(title="方案名称")
    source: Source = Field(title="资金来源")
    programme: str = Field(title="专项代码")
    programme_title: str = Field(title="专项")
    pool_programme: str = Field(title="资金所指定的专项")
    year: int = Field(title="预算年度")
    method: Method = Field(title="分配方法")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="总额（元）")
    state: AllocationState = Field(title="状态")
    document_number: str = Field(title="依据文号")
    drafted_by: str = Field(title="经办人")
    drafted_at: datetime = Field(title="提出时间")
    approved_by: str | None = Field(title="审批人")
    approved_at: datetime | None = Field(title="审批时间")
    discarded_by: str | None = Field(title="作废人")
    discard_reason: str = Field(title="作废原因")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def state_name(self) -> str:
        return ALLOCATION_STATE_NAMES[self.state]

    @computed_field(title="分配方法名称")  # type: ignore[prop-decorator]
    @property
    def method_name(self) -> str:
        return METHOD_NAMES[self.method]

    @computed_field(title="来源名称")  # type: ignore[prop-decorator]
    @property
    def source_name(self) -> str:
        return SOURCE_NAMES[self.source]


class AllocationView(AllocationLine):
    """An allocation with its worksheet."""

    clause: str = Field(title="专项依据")
    policy: str = Field(title="规则文件")
    policy_version: str = Field(title="规则版本")
    shares: list[ShareView] = Field(title="分配结果")
    worksheet: dict[str, Any] = Field(
        title="计算表",
        description="因素法：每个对象每个因素的数值、占比和加权占比（分数），精确应得数与取整后的金额（分）",
    )
