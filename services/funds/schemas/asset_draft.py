"""Drafts of the register of assets, with what the project says of each so that nobody types it again."""

from datetime import date
from uuid import UUID

from pydantic import Field, computed_field

from services.funds.rules.asset_draft import DRAFT_STATE_NAMES, DraftState
from services.funds.schemas.asset import AssetLine, SourceView
from shared.money import YuanShown
from shared.regions import name_of
from shared.schemas import Form, View


class DismissDraft(Form):
    """草稿所余部分不再登记为资产。"""

    why: str = Field(title="原因", min_length=2, max_length=500, examples=["发放到户的种苗，按规定不登记"])


class DraftLine(View):
    """A draft of a list."""

    id: UUID = Field(title="草稿标识")
    project_id: UUID = Field(title="项目标识")
    project: str = Field(title="项目编号")
    region: str = Field(title="项目所在地区划代码")
    title: str = Field(title="资产名称")
    quantity: int = Field(title="数量")
    unit: str = Field(title="计量单位")
    value_fen: YuanShown = Field(alias="value_yuan", title="移交原值（元）")
    registered_fen: YuanShown = Field(alias="registered_yuan", title="已登记（元）")
    open_fen: YuanShown = Field(alias="open_yuan", title="待登记（元）")
    handed_over_on: date = Field(title="移交日期")
    complete_by: date = Field(title="登记期限")
    state: DraftState = Field(title="状态")
    dismissed_on: date | None = Field(title="不再登记的日期")
    dismissed_why: str | None = Field(title="不再登记的原因")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return DRAFT_STATE_NAMES[self.state]

    @computed_field(title="项目所在地")  # type: ignore[prop-decorator]
    @property
    def region_name(self) -> str:
        return name_of(self.region)


class DraftView(DraftLine):
    """A draft with what its project says of it: to be looked at, and completed with the four titles."""

    place: str = Field(title="坐落", description="项目实施地点")
    taken_by: str = Field(title="接收单位", description="通常登记为所有权单位")
    keeper: str = Field(title="管护单位")
    sources: list[SourceView] = Field(
        title="资金来源", description="待登记的原值按项目已支付的资金（尚未支付的按申报的来源）分摊，最大余数法"
    )
    assets: list[AssetLine] = Field(title="已登记的资产")
