"""The alignment of relief and dibao as the doors take and show it."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from services.registry.rules.alignment import Unity
from shared.money import YuanShown
from shared.regions import AnyRegion
from shared.schemas import Form, View


class AnswerUnity(Form):
    """What a place says of one of the seven that the register cannot see."""

    region: AnyRegion = Field(title="辖区代码", examples=["371311"])
    unity: Unity = Field(
        title="哪一项",
        description="recognition 统一认定、policy 统一政策、management 统一管理、information 统一信息、acceptance 统一受理；"
        "standard、object 由系统判断",
        examples=["acceptance"],
    )
    is_met: bool = Field(title="是否已统一", examples=[True])
    source: str = Field(title="依据的文件与条款", min_length=4, max_length=300, examples=["区民政局 2020 年 3 号文第二条"])
    note: str = Field(default="", title="说明", max_length=500)
    replaces_version: int | None = Field(default=None, title="所更正的版本", description="首次不填", ge=1)


class UnityView(View):
    """One of the seven, as it stands."""

    unity: Unity = Field(title="哪一项")
    name: str = Field(title="名称")
    means: str = Field(title="含义")
    clause: str = Field(title="依据")
    standing: str = Field(title="是否统一", description="met 已统一、unmet 未统一、unknown 尚无依据")
    standing_name: str = Field(title="是否统一（名称）")
    shows: str = Field(title="根据")
    version: int | None = Field(title="答复的版本")
    answered_by: str = Field(title="答复人")
    answered_at: datetime | None = Field(title="答复时间")


class YearLineView(View):
    """The lines of one year side by side; None where none is published."""

    year: int = Field(title="年度")
    poverty_fen: YuanShown | None = Field(alias="poverty_yuan", title="扶贫标准（元）")
    dibao_fen: YuanShown | None = Field(alias="dibao_yuan", title="农村低保标准（元）")
    rural_urban_fen: YuanShown | None = Field(alias="rural_urban_yuan", title="城乡统筹标准（元）")
    difference_fen: YuanShown | None = Field(alias="difference_yuan", title="低保标准减扶贫标准（元）")
    sources: list[str] = Field(title="出处")


class RatioView(View):
    """A goal for the urban dibao line against the rural one."""

    year: int = Field(title="年度")
    per_mille: int = Field(title="城市低保标准至多为农村的千分之几")
    clause: str = Field(title="依据")


class DifferenceCount(View):
    """A way in which the registers differ, and how often."""

    kind: str = Field(title="差异")
    name: str = Field(title="差异名称")
    ask: str = Field(title="应如何")
    clause: str = Field(title="依据")
    households: int = Field(title="户数")


class AlignmentView(View):
    """How far relief and dibao are one in a place."""

    region: str = Field(title="辖区代码")
    policy: str = Field(title="标准")
    title: str = Field(title="标准名称")
    unities: list[UnityView] = Field(title="七个统一")
    met: int = Field(title="已统一的项数")
    lines: list[YearLineView] = Field(title="各年度的标准")
    ratios: list[RatioView] = Field(title="城乡低保标准之比的目标")
    households: int = Field(title="两项登记合计户数")
    enrolled: int = Field(title="建档立卡和监测户数")
    in_dibao: int = Field(title="低保和特困户数")
    in_both: int = Field(title="两边都有的户数")
    differences: list[DifferenceCount] = Field(title="差异")


class DifferingView(View):
    """A household of which the registers say different things."""

    household_id: UUID = Field(title="户标识")
    household_code: str | None = Field(title="户编号")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="所在地")
    members: int = Field(title="成员数")
    in_dibao: int = Field(title="在低保或特困的成员数")
    year: int | None = Field(title="收入台账的年度")
    per_head_fen: YuanShown | None = Field(alias="per_head_yuan", title="人均纯收入（元）")
    dibao_fen: YuanShown | None = Field(alias="dibao_yuan", title="当年农村低保标准（元）")
