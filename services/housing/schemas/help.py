"""What callers ask and get about help with a dangerous house: who, how and how much."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, computed_field

from services.housing.rules.help import Applicant, FormerHelp
from services.housing.rules.help_policy import SOURCE_NAMES, Kinship, MoneySource
from services.housing.rules.house import Grade
from services.housing.rules.mode import MODE_NAMES, Mode
from services.housing.rules.prefill import Taken, ToldFrom
from services.housing.schemas.prefill import DifferenceView, GroupCode
from shared.money import Yuan, YuanShown
from shared.regions import AnyRegion
from shared.schemas import Form, View

SquareMetres = Annotated[Decimal, Field(gt=0, le=1000, max_digits=6, decimal_places=2)]

_THROUGH = "household 这户，address 这处住房，kin 同住过的亲属"


class HelpedBefore(Form):
    """An earlier help that may count against the household."""

    on: date = Field(title="享受日期", examples=["2016-09-01"])
    through: Kinship = Field(title="与这户的关系", description=_THROUGH, examples=["address"])
    was_destroyed: bool = Field(default=False, title="其后因灾毁损", examples=[False])


class TryHelp(Form):
    """A household and its house, as far as the rule of the place looks at them."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "region": "371311001001",
                    "on": "2019-05-01",
                    "grade": "D",
                    "groups": ["enrolled", "dibao"],
                    "persons": 3,
                    "oldest": 55,
                    "cost_yuan": "40000.00",
                }
            ]
        }
    )

    household_id: UUID | None = Field(default=None, title="户标识", description="填写的，其余不填的各项取本服务所知")
    region: Annotated[AnyRegion, Field(min_length=12, max_length=12)] | None = Field(
        default=None, title="村（社区）代码", description="填写户标识的不填"
    )
    on: date | None = Field(default=None, title="按哪天的规定", description="不填的为今天")
    grade: Grade | None = Field(default=None, title="住房等级", description="填写户标识的可不填，取现行等级")
    groups: list[GroupCode] | None = Field(
        default=None, title="对象类别", description="该地规定所列的代码，见“当地规定”；不属于任何一类的为空列表", max_length=10
    )
    persons: int | None = Field(default=None, title="人口数", ge=1, le=30)
    oldest: int = Field(title="最年长成员的周岁", ge=0, le=130)
    wishes_care: bool = Field(default=False, title="是否愿意集中供养")
    children_have_safe_house: bool = Field(default=False, title="子女（赡养义务人）是否有安全住房")
    has_another_safe_house: bool = Field(default=False, title="名下是否另有安全住房")
    former: list[HelpedBefore] = Field(default=[], title="曾经享受的危房改造", max_length=20)
    cost_fen: Yuan | None = Field(default=None, alias="cost_yuan", title="实际支出（元）", description="未开工的不填")
    area_m2: SquareMetres | None = Field(default=None, title="建筑面积（平方米）", description="辅助用房不计；未开工的不填")

    def applicant(self, grade: Grade, said: Taken, former: Sequence[FormerHelp]) -> Applicant:
        """With what housing itself knows."""
        return Applicant(
            grade=grade,
            groups=said.groups,
            persons=said.persons,
            oldest=self.oldest,
            wishes_care=self.wishes_care,
            children_have_safe_house=self.children_have_safe_house,
            has_another_safe_house=self.has_another_safe_house,
            former=(*former, *(FormerHelp(each.on, each.through, each.was_destroyed) for each in self.former)),
        )


class GroupView(View):
    """A group that the place helps."""

    code: str = Field(title="代码")
    title: str = Field(title="名称")


class HindranceView(View):
    """Something that stands against help."""

    code: str = Field(title="代码")
    sentence: str = Field(title="说明与依据")
    is_absolute: bool = Field(title="是否一律不予改造", description="为否的由镇街核实后可以办理")


class FloorLimitView(View):
    """How large a rebuilt house may be."""

    least_m2: Decimal = Field(title="面积下限（平方米）")
    most_m2: Decimal = Field(title="面积上限（平方米）")
    reason: str = Field(title="依据")


class SubsidyShareView(View):
    """A source's part of a subsidy."""

    source: MoneySource = Field(title="资金来源代码")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")

    @computed_field(title="资金来源")  # type: ignore[prop-decorator]
    @property
    def source_name(self) -> str:
        return SOURCE_NAMES[self.source]


class StageView(View):
    """A part of the subsidy and what it waits for."""

    title: str = Field(title="阶段")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")


class OfferView(View):
    """A mode that fits, and what it brings."""

    mode: Mode = Field(title="改造方式代码")
    reason: str = Field(title="适用的理由与依据")
    subsidy_fen: YuanShown = Field(alias="subsidy_yuan", title="补助金额（元）")
    subsidy_reasons: list[str] = Field(title="补助的理由与依据")
    shares: list[SubsidyShareView] = Field(title="资金来源，合计等于补助金额")
    stages: list[StageView] = Field(title="分阶段拨付，合计等于补助金额")

    @computed_field(title="改造方式")  # type: ignore[prop-decorator]
    @property
    def mode_name(self) -> str:
        return MODE_NAMES[self.mode]


class HelpTrial(View):
    """What the place's rule says of a household and its house."""

    policy: str = Field(title="所依据的政策文件")
    policy_version: str = Field(title="政策文件版本")
    told_from: dict[str, ToldFrom] = Field(title="各项取自", description="register 本服务所知，officer 所填")
    differences: list[DifferenceView] = Field(title="所填与登记不同之处")
    is_eligible: bool = Field(title="是否可以改造", description="没有一律不予改造的情形")
    groups: list[GroupView] = Field(title="所属对象类别")
    hindrances: list[HindranceView] = Field(title="不予改造或须先核实的情形")
    offers: list[OfferView] = Field(title="适用的改造方式", description="排在最前的先考虑；选其他方式须写明原因")
    floor_limit: FloorLimitView = Field(title="重建的面积")


class ModeRuleView(View):
    """A mode, whom it is for, and by which rule."""

    mode_name: str = Field(title="改造方式")
    grades: list[Grade] = Field(title="住房等级")
    source: str = Field(title="依据")


class SubsidyLineView(View):
    """What a mode brings a group."""

    mode_name: str = Field(title="改造方式")
    groups: list[str] = Field(title="对象类别")
    standard: str = Field(title="标准")
    source: str = Field(title="依据")


class HelpPolicyView(View):
    """A place's rule in force, in words."""

    policy: str = Field(title="政策文件")
    policy_version: str = Field(title="政策文件版本")
    title: str = Field(title="名称")
    groups: list[GroupView] = Field(title="对象类别")
    modes: list[ModeRuleView] = Field(title="改造方式，先考虑的在前")
    subsidies: list[SubsidyLineView] = Field(title="补助标准")
    stages: list[str] = Field(title="拨付阶段")
