"""Lists of households for plans of distribution, in and out."""

from datetime import datetime
from uuid import UUID

from pydantic import Field, computed_field

from services.funds.rules.distribution_list import LIST_STATE_NAMES, ListState
from services.funds.schemas.asset import Holder
from services.funds.schemas.payee import FaultView
from shared.regions import AnyRegion, name_of
from shared.schemas import Form, View

FAULTS_SHOWN = 100


class HouseholdsUpload(Form):
    """随名单提交的说明。"""

    region: AnyRegion = Field(title="集体所在地区划代码")
    collective: Holder = Field(title="享有收益权的单位")
    year: int = Field(title="收益年度", ge=2000, le=2100)


class HouseholdListView(View):
    """A list, and what is wrong with its rows."""

    id: UUID = Field(title="名单标识")
    region: str = Field(title="集体所在地区划代码")
    collective: str = Field(title="享有收益权的单位")
    year: int = Field(title="收益年度")
    state: ListState = Field(title="状态")
    households: int = Field(title="无误的户数")
    refused: int = Field(title="退回行数")
    faults: list[FaultView] = Field(title="退回原因", description=f"至多列出 {FAULTS_SHOWN} 条，全部见退回的工作簿")
    policy: str = Field(title="依据的政策文件")
    plan_id: UUID | None = Field(title="方案标识")
    made_by: str = Field(title="提交人")
    made_at: datetime = Field(title="提交时间")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return LIST_STATE_NAMES[self.state]

    @computed_field(title="所在地")  # type: ignore[prop-decorator]
    @property
    def region_name(self) -> str:
        return name_of(self.region)
