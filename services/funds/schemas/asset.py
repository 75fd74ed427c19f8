"""The register of assets: registered, handed over, titles changed, and as officers read it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, computed_field

from services.funds.rules.account import SOURCE_NAMES, Source
from services.funds.rules.asset import KIND_NAMES, STATE_NAMES, TITLE_NAMES, AssetKind, AssetState, TitleKind
from shared.money import Yuan, YuanShown
from shared.regions import AnyRegion, name_of
from shared.schemas import Form, View, seen

Holder = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=60), AfterValidator(seen)]


_TITLES = [
    {"kind": "owner", "holder": "龙潭社区股份经济合作社", "holder_region": "371311001001"},
    {"kind": "beneficiary", "holder": "龙潭社区股份经济合作社", "holder_region": "371311001001"},
    {"kind": "supervisor", "holder": "罗庄街道办事处", "holder_region": "371311001"},
]


class SourceForm(Form):
    """资产的一项资金来源。"""

    source: Source = Field(title="资金来源", examples=["province"])
    year: int = Field(title="资金年度", ge=2000, le=2100, examples=[2019])
    budget_line: str = Field(default="", title="预算指标编号", max_length=100)
    amount_fen: Yuan = Field(alias="amount_yuan", title="金额（元）", gt=0, examples=["500000.00"])


class HolderForm(Form):
    """权属的一个持有单位。"""

    holder: Holder = Field(title="单位名称", description="写单位、合作社或企业的名称", examples=["龙潭社区股份经济合作社"])
    holder_region: AnyRegion = Field(title="单位所在地区划代码", examples=["371311001001"])
    share: int = Field(default=1, title="份额", description="几个单位共有时按份额分", ge=1, le=1_000_000_000)


class TitleForm(HolderForm):
    """四权中的一权归谁。"""

    kind: TitleKind = Field(title="权属", description="owner 所有权；operator 经营权；beneficiary 收益权；supervisor 监督权")


class RegisterAsset(Form):
    """登记一项资产。"""

    region: AnyRegion = Field(title="所在地区划代码", description="县区、镇街或村", examples=["371311001001"])
    kind: AssetKind = Field(title="类型", description="operating 经营性；public 公益性；household 到户类")
    asset_class: str = Field(title="类别代码", description="政策文件所列", max_length=32, examples=["photovoltaic"])
    title: str = Field(title="名称", min_length=2, max_length=100, examples=["龙潭社区 100 千瓦光伏电站"])
    place: str = Field(title="坐落", min_length=2, max_length=200, examples=["社区办公楼屋顶"])
    value_fen: Yuan = Field(alias="value_yuan", title="原值（元）", gt=0, examples=["700000.00"])
    acquired_on: date = Field(title="取得日期", ge=date(1990, 1, 1), examples=["2019-06-30"])
    power_kw: int | None = Field(default=None, title="装机容量（千瓦）", description="光伏电站填写", ge=1, le=1_000_000)
    project: str = Field(default="", title="项目编号", max_length=20, examples=["P-371311-2019-0001"])
    quantity: int | None = Field(default=None, title="数量", ge=1, le=1_000_000, examples=[1])
    unit: str = Field(default="", title="计量单位", max_length=20, examples=["座"])
    household_id: UUID | None = Field(default=None, title="农户标识", description="到户类资产必填")
    draft_id: UUID | None = Field(
        default=None, title="登记草稿标识", description="由项目移交形成的资产填写；一份草稿可以分几项登记"
    )
    sources: list[SourceForm] = Field(title="资金来源", min_length=1, max_length=20)
    titles: list[TitleForm] = Field(title="四权", min_length=2, max_length=50, examples=[_TITLES])


class HandOverAsset(Form):
    """资产移交。"""

    handed_by: Holder = Field(title="移交单位", examples=["罗庄街道办事处"])
    taken_by: Holder = Field(title="接收单位", examples=["龙潭社区居民委员会"])
    keeper: Holder = Field(title="管护单位或岗位", examples=["社区管护岗"])
    handed_on: date = Field(title="移交日期", examples=["2020-06-01"])
    said: str = Field(title="移交说明", min_length=2, max_length=500, examples=["设备、图纸、保修单齐全"])


class ChangeTitle(Form):
    """一权改归他人：原有的持有单位到此为止。"""

    kind: TitleKind = Field(title="权属")
    holders: list[HolderForm] = Field(title="新的持有单位", min_length=1, max_length=50)
    from_on: date = Field(title="从哪天起", examples=["2020-06-01"])


class TitleView(View):
    """One holder of a title."""

    kind: TitleKind = Field(title="权属")
    holder: str = Field(title="单位名称")
    holder_region: str = Field(title="单位所在地区划代码")
    share: int = Field(title="份额")
    from_on: date = Field(title="从哪天起")
    until_on: date | None = Field(title="到哪天止", description="当日已归他人；为空表示现持有")

    @computed_field(title="权属名称")  # type: ignore[prop-decorator]
    @property
    def kind_name(self) -> str:
        return TITLE_NAMES[self.kind]


class SourceView(View):
    """A part of the money."""

    source: Source = Field(title="资金来源")
    year: int = Field(title="资金年度")
    budget_line: str = Field(title="预算指标编号")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")

    @computed_field(title="资金来源名称")  # type: ignore[prop-decorator]
    @property
    def source_name(self) -> str:
        return SOURCE_NAMES[self.source]


class HandOverView(View):
    """One hand-over."""

    handed_by: str = Field(title="移交单位")
    taken_by: str = Field(title="接收单位")
    keeper: str = Field(title="管护单位或岗位")
    handed_on: date = Field(title="移交日期")
    said: str = Field(title="移交说明")


class AssetLine(View):
    """One asset of the register."""

    id: UUID = Field(title="资产标识")
    number: str = Field(title="资产编号")
    region: str = Field(title="所在地区划代码")
    kind: AssetKind = Field(title="类型")
    asset_class: str = Field(title="类别代码")
    title: str = Field(title="名称")
    place: str = Field(title="坐落")
    state: AssetState = Field(title="状态")
    value_fen: YuanShown = Field(alias="value_yuan", title="原值（元）")
    acquired_on: date = Field(title="取得日期")
    inspect_by: date = Field(title="下次检查期限")

    @computed_field(title="类型名称")  # type: ignore[prop-decorator]
    @property
    def kind_name(self) -> str:
        return KIND_NAMES[self.kind]

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return STATE_NAMES[self.state]

    @computed_field(title="所在地")  # type: ignore[prop-decorator]
    @property
    def region_name(self) -> str:
        return name_of(self.region)


class AssetView(AssetLine):
    """One asset with all that is known of it."""

    project: str = Field(title="项目编号")
    power_kw: int | None = Field(title="装机容量（千瓦）")
    draft_id: UUID | None = Field(title="登记草稿标识")
    quantity: int | None = Field(title="数量")
    unit: str = Field(title="计量单位")
    household_id: UUID | None = Field(title="农户标识")
    life_months: int | None = Field(title="折旧月数", description="为空表示不计折旧")
    residual_fen: YuanShown = Field(alias="residual_yuan", title="净残值（元）")
    registered_on: date = Field(title="登记日期")
    disposed_on: date | None = Field(title="处置日期")
    titles: list[TitleView] = Field(title="四权", description="含历次变更")
    sources: list[SourceView] = Field(title="资金来源")
    hand_overs: list[HandOverView] = Field(title="移交记录")
