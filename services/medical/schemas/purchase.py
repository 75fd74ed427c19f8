"""Buying the special insurance: drafted, ordered, read."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from services.medical.rules.insurance import PAYS_SPOKEN, Pays
from services.medical.rules.premium import Per
from services.medical.rules.purchase import KINDS_SPOKEN, STATUSES_SPOKEN, PurchaseKind, PurchaseStatus
from services.medical.schemas.roster import PremiumView
from shared.money import YuanShown, YuanSigned
from shared.schemas import Form, View

ROSTER_EXAMPLE = "0192d5f0-7c1e-7b1a-9c55-0a1b2c3d4e5f"


class MakePurchase(Form):
    """制作投保单"""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "roster_id": ROSTER_EXAMPLE,
                    "policy_no": "PTHB202037131100001",
                    "insurer": "中国人民财产保险股份有限公司临沂市罗庄支公司",
                    "from_on": "2020-01-01",
                    "to_on": "2020-12-31",
                }
            ]
        }
    )

    roster_id: UUID = Field(title="名册编号", description="已确认的扶贫特惠保险名册；补充名册即为批改")
    policy_no: str = Field(title="保单号", description="批改的填原保单号", pattern=r"^[A-Za-z0-9-]{4,40}$")
    insurer: str = Field(title="承保保险公司", min_length=2, max_length=100)
    from_on: date = Field(title="保险期间起", description="含当日；批改的为增减人员生效之日")
    to_on: date = Field(title="保险期间止", description="含当日")


class OrderPurchase(Form):
    """下单"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"persons": 120, "premium_yuan": "20340.00"}]})

    persons: int = Field(title="所核对的人数", description="增加与减少、调整人数之和", ge=0)
    premium_fen: YuanSigned = Field(alias="premium_yuan", title="所核对的保费（元）")


class InsuredSumView(View):
    """保险责任与保额"""

    benefit: str = Field(title="保险责任代码")
    title: str = Field(title="保险责任")
    insurance: str = Field(title="险种名称")
    pays: Pays = Field(title="赔付方式", description=PAYS_SPOKEN)
    per: Per = Field(title="保额属于", description="person 每人；household 每户")
    ratio: str = Field(title="赔付比例")
    insured_sum_fen: YuanShown = Field(alias="insured_sum_yuan", title="每年保额（元）")
    reference: str = Field(title="依据")


class PurchaseView(View):
    """投保单"""

    id: UUID = Field(title="投保单编号")
    roster_id: UUID = Field(title="名册编号")
    kind: PurchaseKind = Field(title="类型", description=KINDS_SPOKEN)
    previous_id: UUID | None = Field(title="前一投保单", description="续保的为上一年度，批改的为所批改的投保单")
    programme: str = Field(title="项目代码")
    year: int = Field(title="年度")
    region: str = Field(title="地区代码")
    region_name: str = Field(title="地区")
    number: int = Field(title="名册序号", description="0 为年度名册，1 起为补充名册")
    policy_no: str = Field(title="保单号")
    insurer: str = Field(title="承保保险公司")
    from_on: date = Field(title="保险期间起")
    to_on: date = Field(title="保险期间止")
    policy: str = Field(title="理赔政策代码")
    policy_version: str = Field(title="政策文件版本")
    insured: list[InsuredSumView] = Field(title="保险责任与保额")
    premiums: list[PremiumView] = Field(title="每人（户）保费")
    added: int = Field(title="增加人数")
    changed: int = Field(title="调整人数")
    removed: int = Field(title="减少人数")
    premium_fen: YuanShown = Field(alias="premium_yuan", title="保费合计（元）", description="批改的为增减相抵后的差额")
    status: PurchaseStatus = Field(title="状态", description=STATUSES_SPOKEN)
    made_by: str = Field(title="制单人")
    made_at: datetime = Field(title="制单时间")
    ordered_by: str | None = Field(title="下单人")
    ordered_at: datetime | None = Field(title="下单时间")


class PurchaseChangeView(View):
    """续保增减人员"""

    person_id: UUID = Field(title="人员编号")
    household_id: UUID = Field(title="户标识")
    name: str | None = Field(title="姓名", description="按权限显示；没有见过证件的人员为空")
    id_number: str | None = Field(title="公民身份号码", description="县区可见全号，其他人只见掩码")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="村（社区）")
    change: Literal["joined", "left"] = Field(title="增减", description="joined 新增；left 退出")
