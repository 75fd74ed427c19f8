"""The shape of a policy file, checked value by value; what must fit together is checked by `compile`.

Titles and descriptions are Chinese: they become the JSON Schema that helps an editor's user to write a file.
"""

from datetime import date
from typing import Annotated, Generic, Literal, Self, TypeVar

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from shared.policy.clauses import AppliesBy, Base, Beyond, Holder, IncomeOf, Period, Rounding, Whole
from shared.policy.shape import CaseDraft, ConditionDraft, Draft, ReferenceDraft, TermDraft
from shared.policy.written import Amount, AmountOrNone, Cases, Counters, Name, Ratio, RegionCode, Several, Text, Titles, Words

V = TypeVar("V")


class ShareOfDraft(Draft):
    """按总额的一定比例"""

    share: Ratio = Field(title="比例")
    of: Whole = Field(
        title="占何者",
        description="in_policy_total 本次政策范围内总费用；total 本次医疗费总额；year_in_policy_total、year_total 为全年，含本次",
    )


class LimitDraft(ShareOfDraft):
    """占比上限"""

    beyond: Beyond = Field(
        default=Beyond.PATIENT, title="超出部分由谁负责", description="patient 个人；shortfall 前面各项没有到位，列为待追补"
    )
    counting: Literal["this_layer", "all_layers"] = Field(
        default="this_layer", title="计算范围", description="this_layer 只算本项；all_layers 本项连同此前各项合计"
    )


class ShareOfIncomeDraft(Draft):
    """按收入的一定比例"""

    share: Ratio = Field(title="比例")
    of: IncomeOf = Field(
        title="占何者",
        description="income 家庭人均年收入；household_income 家庭年收入（人均乘以人口）；"
        "published_income 上一年公布的人均收入，写 table",
    )
    table: Name | None = Field(default=None, title="收入表", description="incomes 中的代码，of 为 published_income 时写")


class IncomeTableDraft(Draft):
    """公布的人均收入"""

    title: Text = Field(title="名称", description="例如 居民人均可支配收入")
    per_head: Annotated[dict[Annotated[int, Field(ge=1990, le=2100)], Amount], Field(min_length=1)] = Field(
        title="各年数值（元）", description="键为收入所属的年份；就诊用上一年的"
    )
    reference: str = Field(title="依据")


def _kind_of_deductible(value: object) -> str:
    if not isinstance(value, dict):
        return "yuan"
    return "income" if value.get("of") in tuple(IncomeOf) else "share"


Deductible = Annotated[
    Annotated[Amount, Tag("yuan")] | Annotated[ShareOfDraft, Tag("share")] | Annotated[ShareOfIncomeDraft, Tag("income")],
    Discriminator(_kind_of_deductible),
]


class CeilingDraft(Draft):
    """限额（封顶线）；几个保障项目写同一个限额的，共用"""

    title: Text = Field(title="名称")
    per: Period = Field(title="期间", description="stay 每次；year 每年；life 终身")
    of: Holder = Field(default=Holder.PERSON, title="属于谁", description="person 个人；family 全家共用")
    limit: Cases[CaseDraft[AmountOrNone]] = Field(title="限额（元），没有上限写 unlimited")
    reference: str = Field(title="依据")


class PayerDraft(Draft):
    """几方分担时的一方"""

    payer: Text = Field(title="支付方")
    share: Ratio = Field(title="分担比例")


class DeductedFromDraft(Draft):
    """起付线从哪一类费用中扣除"""

    classes: Annotated[Words, Field(min_length=1)] = Field(title="目录类别，依次扣除")
    before_pre_pay: bool = Field(default=False, title="在先行自付之前扣除")


class PortionDraft(Draft):
    """基数中按另外的比例支付的一部分"""

    title: Text = Field(title="名称")
    classes: Words = Field(default=(), title="目录类别")
    items: Words = Field(default=(), title="项目类别")
    within: str | None = Field(default=None, title="这些项目属于哪一个目录类别")
    ratio: Cases[CaseDraft[Ratio]] = Field(title="支付比例")


class LayerDraft(Draft):
    """保障项目：一个支付方（或几方分担）的一次支付"""

    layer: Name = Field(title="代码")
    title: Text = Field(title="名称")
    payer: Text | None = Field(default=None, title="支付方")
    payers: list[PayerDraft] = Field(default=[], title="几方分担")
    entitled: ConditionDraft = Field(default=ConditionDraft(), alias="for", title="适用于")
    base: Base = Field(
        title="计算基数",
        description="in_policy 政策范围内所余；out_of_policy 政策范围外所余；everything 全部所余；total 医疗费总额；"
        "in_policy_total 政策范围内总费用；items 所列项目所余；classes 所列目录类别所余",
    )
    items: Words = Field(default=(), title="基数所指的项目类别", description="base 为 items 时写")
    classes: Words = Field(default=(), title="基数所指的目录类别", description="base 为 classes 时写")
    per: Literal[Period.STAY, Period.YEAR] = Field(
        default=Period.STAY, title="按次或按年累计", description="stay 按次；year 按年累计"
    )
    enters: Cases[CaseDraft[Ratio]] = Field(default=[], title="进入计算的比例", description="例如先自付 10% 的，写 90%")
    deductible: Cases[CaseDraft[Deductible]] = Field(default=[], title="起付线")
    deductible_share: Cases[CaseDraft[Ratio]] = Field(
        default=[], title="起付线按比例执行", description="例如第二次住院减半，写 50%"
    )
    deducted_from: DeductedFromDraft | None = Field(default=None, title="起付线从哪一类费用中扣除")
    ratio: Cases[CaseDraft[Ratio]] = Field(default=[], title="支付比例")
    tiers: Cases[CaseDraft[dict[Amount, Ratio]]] = Field(default=[], title="分段比例")
    amount: Cases[CaseDraft[Amount]] = Field(default=[], title="定额支付（元）")
    tiers_counted_from: Literal["zero", "deductible"] = Field(default="zero", title="分段从零或从起付线起算")
    tiers_are: Literal["marginal", "flat"] = Field(
        default="marginal", title="分段方式", description="marginal 各段分别计算；flat 全部按所达到的一段计算"
    )
    tier_bounds: Literal["included", "excluded"] = Field(
        default="included", title="分段起点", description="included 含本数（以上）；excluded 不含本数（超过）"
    )
    portions: list[PortionDraft] = Field(default=[], title="按另外比例支付的部分")
    at_most: Cases[CaseDraft[Several[LimitDraft]]] = Field(default=[], title="占比上限", description="同时有几个上限的，写成列表")
    draws_on: Words = Field(default=(), title="占用哪些限额")
    rounding: Rounding = Field(
        default=Rounding.HALF_UP,
        title="取整方式",
        description="half_up 四舍五入到分；down 分以下舍去；up 分以下进一；jiao_、yuan_ 到角、到元",
    )
    reference: str = Field(title="依据")


class YearEndDraft(LayerDraft):
    """年终一次性计算的保障项目"""

    base: Literal[Base.IN_POLICY, Base.OUT_OF_POLICY, Base.EVERYTHING] = Field(
        title="计算基数", description="本年度个人负担：in_policy 政策范围内；out_of_policy 政策范围外；everything 全部"
    )
    per: Literal[Period.STAY] = Field(default=Period.STAY, title="不写")
    counting: ConditionDraft | None = Field(default=None, title="哪些就诊计入", description="全部计入的不写")


class LineRuleDraft(Draft, Generic[V]):
    """费用行的规定：自上而下，先符合者适用"""

    classes: Words = Field(default=(), title="目录类别")
    items: Words = Field(default=(), title="项目类别")
    when: ConditionDraft = Field(default=ConditionDraft(), title="条件")
    value: V = Field(alias="is", title="数值")
    reference: str = Field(title="依据")


class CatalogueDraft(Draft):
    """费用行自己没有写明时适用的规定"""

    pre_pay: list[LineRuleDraft[Ratio]] = Field(default=[], title="先行自付比例")
    price_ceiling: list[LineRuleDraft[Amount]] = Field(default=[], title="单价限价（元）")


class DepositDraft(Draft):
    """先诊疗后付费"""

    entitled: ConditionDraft = Field(alias="for", title="适用于")
    causes_excluded: Words = Field(default=(), title="除外的入院原因")
    reference: str = Field(title="依据")


class PartDraft(Draft):
    """账单的一部分"""

    amount: Amount = Field(title="金额（元）")
    in_policy: Amount = Field(default=0, title="其中政策范围内（元）")
    pre_pay: Amount = Field(default=0, title="其中先行自付（元）")


class StayDraft(Draft):
    """一次就诊的事实"""

    region: RegionCode = Field(title="参保地代码")
    level: str = Field(default="", title="医疗机构等级", description="算年终的不写")
    persons: Words = Field(default=(), title="人员类别")
    scheme: str = Field(default="resident", title="险种")
    visit: str = Field(default="inpatient", title="就诊类别")
    place: str = Field(default="in_county", title="就医地")
    diseases: Words = Field(default=(), title="病种")
    traits: Words = Field(default=(), title="医疗机构与转诊情形")
    total: Amount = Field(default=0, title="医疗费总额（元）")
    in_policy: Amount = Field(default=0, title="政策范围内费用（元）")
    classes: dict[str, PartDraft] = Field(default={}, title="按目录类别分")
    items: dict[str, PartDraft] = Field(default={}, title="其中的项目")
    so_far: Counters = Field(default={}, title="此前的累计")
    year: int = Field(default=0, title="年度", description="不写的取日期的年度", ge=0, le=2100)
    income: Amount | None = Field(default=None, title="家庭人均年收入（元）")
    members: int = Field(default=0, title="家庭人口", ge=0, le=99)
    given: dict[str, Amount] = Field(default={}, title="已由外部支付（元）")


class FactsDraft(StayDraft):
    """一次就诊的事实与日期"""

    on: date = Field(title="出院日期（政策按入院日期执行的，为入院日期）")


class ExampleDraft(Draft):
    """算例：入库前自动验算"""

    name: Text = Field(title="名称")
    facts: FactsDraft = Field(title="事实")
    expected: dict[str, Amount] = Field(default={}, title="各保障项目应支付（元），以及 patient、shortfall")
    expected_at_year_end: dict[str, Amount] = Field(default={}, title="年终应支付（元）")
    reference: str = Field(title="依据")

    @model_validator(mode="after")
    def _promises_one_thing(self) -> Self:
        if bool(self.expected) == bool(self.expected_at_year_end):
            raise PydanticCustomError(
                "example", "expected 与 expected_at_year_end 应恰好写一个", {"mend": "算一次就诊写前者，算年终写后者"}
            )
        return self


class PolicyDraft(Draft):
    """一地、一段时期的医疗费用分层支付政策"""

    policy: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")] = Field(title="政策代码")
    title: Text = Field(title="政策名称")
    region: Annotated[str, Field(pattern=r"^(\d{2}){1,3}$")] = Field(title="地区代码", description="省 2 位、市 4 位、县 6 位")
    in_force: TermDraft = Field(title="有效期")
    applies_by: AppliesBy = Field(
        default=AppliesBy.DISCHARGE, title="按入院日期或出院日期执行", description="admission 入院；discharge 出院"
    )
    persons: Titles = Field(title="人员类别")
    levels: Annotated[Titles, Field(min_length=1)] = Field(title="医疗机构等级")
    regions: dict[Annotated[str, Field(pattern=r"^\d{2,12}$")], Text] = Field(default={}, title="另有规定的地方")
    schemes: Annotated[Titles, Field(min_length=1)] = Field(default={"resident": "居民基本医疗保险"}, title="险种")
    visits: Annotated[Titles, Field(min_length=1)] = Field(default={"inpatient": "住院"}, title="就诊类别")
    places: Titles = Field(default={}, title="就医地", description="不写则不区分就医地")
    diseases: Titles = Field(default={}, title="病种")
    traits: Titles = Field(default={}, title="医疗机构与转诊情形")
    classes: Titles = Field(default={"A": "甲类", "B": "乙类", "C": "丙类"}, title="目录类别")
    items: Titles = Field(default={}, title="项目类别")
    references: dict[str, ReferenceDraft] = Field(min_length=1, title="依据")
    catalogue: CatalogueDraft = Field(default=CatalogueDraft(), title="费用行的规定")
    incomes: dict[Name, IncomeTableDraft] = Field(default={}, title="公布的人均收入")
    ceilings: dict[Name, CeilingDraft] = Field(default={}, title="限额")
    layers: list[LayerDraft] = Field(min_length=1, title="保障项目，按支付次序")
    year_end: list[YearEndDraft] = Field(default=[], title="年终一次性计算的保障项目")
    burden_lines: list[CaseDraft[Amount]] = Field(default=[], title="年度个人负担警戒线")
    deposit: DepositDraft | None = Field(default=None, title="先诊疗后付费")
    examples: list[ExampleDraft] = Field(min_length=1, title="算例")
