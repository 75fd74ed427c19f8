"""Persons who bear too large a share of their in-policy costs, masked."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from services.medical.schemas.reference import ReferenceView
from shared.money import YuanShown
from shared.schemas import View


class BurdenShareView(View):
    """个人负担占比预警"""

    year: int = Field(title="年度")
    name_masked: str = Field(title="姓名", description="掩码")
    id_number_masked: str = Field(title="公民身份号码", description="掩码")
    region: str = Field(title="参保地代码")
    region_name: str = Field(title="参保地")
    person_titles: list[str] = Field(title="人员类别")
    in_policy_fen: YuanShown = Field(alias="in_policy_yuan", title="年度累计政策范围内费用（元）")
    burden_fen: YuanShown = Field(alias="burden_yuan", title="其中个人负担（元）")
    share_per_mille: int = Field(title="个人负担占比（千分之）")
    line_per_mille: int | None = Field(title="警戒线（千分之）")
    is_over: bool = Field(title="目前是否仍达到警戒线", description="预警之后的结算和冲正会使占比变化")
    reference: ReferenceView | None = Field(title="依据")
    told_at: datetime = Field(title="预警时间")
    settlement_id: UUID = Field(title="最近一次结算")
    hospital: str = Field(title="最近一次就诊的医疗机构")
    settled_on: date = Field(title="最近一次结算日期")
