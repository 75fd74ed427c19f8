"""Income books as the doors take and show them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.registry.rules.income import IncomeKind
from shared.money import Yuan, YuanShown
from shared.schemas import Form, View

Paper = Annotated[str, Field(min_length=1, max_length=200)]


class EntryForm(Form):
    """One source of income or of costs."""

    kind: IncomeKind = Field(
        title="类别", description="wages 工资性、business 生产经营性、transfer 转移性、property 财产性收入，costs 生产经营性支出"
    )
    source: str = Field(title="来源", min_length=1, max_length=200, examples=["在罗庄区某厂务工"])
    amount_fen: Yuan = Field(alias="amount_yuan", title="金额（元）")
    person_id: UUID | None = Field(default=None, title="所属人员编号", description="全家共同的不填")
    months: int | None = Field(default=None, title="月数", description="务工等按月的收入", ge=1, le=12)
    papers: list[Paper] = Field(default=[], title="依据", description="工资条、补贴存折、收购单等", max_length=20)


class RecordIncome(Form):
    """A household's year as an officer found it."""

    entries: list[EntryForm] = Field(title="收支明细", min_length=1, max_length=200)
    replaces_version: int | None = Field(
        default=None, title="所更正的版本", description="首次登记不填；更正时填现行版本号，以免覆盖他人的更正", ge=1
    )
    reason: str = Field(default="", title="更正的理由", max_length=500)
    heads: int | None = Field(default=None, title="共享收支的人数", description="不填则按登记的成员计算", ge=1, le=50)
    heads_reason: str = Field(default="", title="人数与登记不一致的理由", max_length=500)


class EntryView(View):
    """One entry of a book."""

    kind: IncomeKind = Field(title="类别")
    kind_name: str = Field(title="类别名称")
    source: str = Field(title="来源")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")
    person_id: UUID | None = Field(title="所属人员编号")
    months: int | None = Field(title="月数")
    papers: list[str] = Field(title="依据")


class BookLine(View):
    """A book without its entries."""

    book_id: UUID = Field(title="收入台账编号")
    household_id: UUID = Field(title="户标识")
    household_code: str | None = Field(default=None, title="户编号")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="所在地")
    year: int = Field(title="年度")
    version: int = Field(title="版本")
    heads: int = Field(title="人数")
    heads_counted_on: date = Field(title="人数清点日期")
    heads_reason: str = Field(title="人数与登记不一致的理由")
    wages_fen: YuanShown = Field(alias="wages_yuan", title="工资性收入（元）")
    business_fen: YuanShown = Field(alias="business_yuan", title="生产经营性收入（元）")
    transfer_fen: YuanShown = Field(alias="transfer_yuan", title="转移性收入（元）")
    property_fen: YuanShown = Field(alias="property_yuan", title="财产性收入（元）")
    costs_fen: YuanShown = Field(alias="costs_yuan", title="生产经营性支出（元）")
    net_fen: YuanShown = Field(alias="net_yuan", title="家庭纯收入（元）")
    per_head_fen: YuanShown = Field(alias="per_head_yuan", title="人均纯收入（元）")
    line_fen: YuanShown | None = Field(alias="line_yuan", title="当地当年的扶贫标准（元）", description="没有公布的为空")
    line_source: str = Field(title="标准的出处")
    is_below_line: bool | None = Field(title="是否低于标准", description="没有标准的为空")
    is_expected: bool = Field(title="是否预计数", description="登记时该年度尚未结束")
    reason: str = Field(title="更正的理由")
    recorded_by: str = Field(title="登记人")
    recorded_at: datetime = Field(title="登记时间")


class BookView(BookLine):
    """A book with its entries."""

    entries: list[EntryView] = Field(title="收支明细")


class OtherLineView(View):
    """What another document prints for the same place and year."""

    amount_fen: YuanShown = Field(alias="amount_yuan", title="数值（元）")
    source: str = Field(title="出处")


class LineView(View):
    """A line in force."""

    kind: str = Field(title="标准")
    kind_name: str = Field(title="标准名称")
    region: str = Field(title="公布地区代码", description="空为全国")
    region_name: str = Field(title="公布地区")
    year: int = Field(title="年度")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="数值（元/人/年）")
    source: str = Field(title="出处")
    why: str = Field(title="选用的理由", description="各文件数值不一致时写明")
    others: list[OtherLineView] = Field(title="其他文件的数值")
