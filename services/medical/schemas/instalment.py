"""Paying a patient's part by instalments."""

from datetime import date, datetime
from uuid import UUID

from pydantic import ConfigDict, Field

from services.medical.rules.claim import RELATIONS_SPOKEN, Relation
from services.medical.rules.instalment import PLANS_SPOKEN, PlanStatus
from services.medical.schemas.number import Numbered
from shared.money import Yuan, YuanShown
from shared.schemas import Form, PersonName, View

INSTALMENTS_LIMIT = 60


class Guarantor(Form):
    """担保人"""

    name: PersonName = Field(title="担保人姓名")
    relation: Relation = Field(title="担保人与患者的关系", description=RELATIONS_SPOKEN)
    phone: str = Field(title="担保人电话", pattern=r"^1\d{10}$")


class AgreedInstalment(Form):
    """一期"""

    due_on: date = Field(title="到期日")
    amount_fen: Yuan = Field(alias="amount_yuan", title="金额（元）", gt=0)


class AgreeInstalments(Form):
    """分期还款协议"""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "settlement_id": "01726e2a-0000-7000-8000-000000000005",
                    "amount_yuan": "3000.00",
                    "guarantor": {"name": "王大明", "relation": "other", "phone": "13800000000"},
                    "certified_by": "龙潭社区居委会、罗庄街道办事处",
                    "instalments": [
                        {"due_on": "2020-07-12", "amount_yuan": "1000.00"},
                        {"due_on": "2020-08-12", "amount_yuan": "1000.00"},
                        {"due_on": "2020-09-12", "amount_yuan": "1000.00"},
                    ],
                }
            ]
        }
    )

    settlement_id: Numbered = Field(title="结算编号", description="也可填国家交易的 setl_id")
    amount_fen: Yuan = Field(alias="amount_yuan", title="分期总额（元）", description="出院时未付的部分，不超过个人负担", gt=0)
    guarantor: Guarantor = Field(title="担保人")
    certified_by: str = Field(
        title="出具困难证明的村（社区）和镇街", description="例如“龙潭社区居委会、罗庄街道办事处”", min_length=2, max_length=100
    )
    instalments: list[AgreedInstalment] = Field(
        title="各期", description="到期日由先到后，各期之和等于分期总额", min_length=1, max_length=INSTALMENTS_LIMIT
    )


class RecordPayment(Form):
    """还款"""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"paid_on": "2020-07-10", "amount_yuan": "1000.00", "receipt_no": "SJ2020071000012"}]}
    )

    paid_on: date = Field(title="还款日期", description="不早于签约日，不晚于今天")
    amount_fen: Yuan = Field(alias="amount_yuan", title="金额（元）", gt=0)
    receipt_no: str = Field(title="收据号", min_length=1, max_length=60)


class InstalmentView(View):
    """一期"""

    number: int = Field(title="期次")
    due_on: date = Field(title="到期日")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")
    owed_fen: YuanShown = Field(alias="owed_yuan", title="本期尚欠（元）", description="还款先抵最早的一期")
    is_overdue: bool = Field(title="是否逾期")
    told_on: date | None = Field(title="最近一次提醒日期")
    told_times: int = Field(title="已提醒次数")


class PaymentView(View):
    """还款"""

    id: UUID = Field(title="还款编号")
    paid_on: date = Field(title="还款日期")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")
    receipt_no: str = Field(title="收据号")
    recorded_at: datetime = Field(title="记录时间")


class PlanView(View):
    """分期还款协议"""

    id: UUID = Field(title="协议编号")
    settlement_id: UUID = Field(title="结算编号")
    status: PlanStatus = Field(title="状态", description=PLANS_SPOKEN)
    hospital: str = Field(title="医疗机构编号")
    region: str = Field(title="患者所在村（社区）代码")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="分期总额（元）")
    paid_fen: YuanShown = Field(alias="paid_yuan", title="已还（元）")
    owed_fen: YuanShown = Field(alias="owed_yuan", title="尚欠（元）")
    guarantor_name: str = Field(title="担保人", description="医疗机构可见全名，其他人只见掩码")
    guarantor_relation: Relation = Field(title="担保人与患者的关系", description=RELATIONS_SPOKEN)
    certified_by: str = Field(title="出具困难证明的村（社区）和镇街")
    agreed_on: date = Field(title="签约日期")
    instalments: list[InstalmentView] = Field(title="各期")
    payments: list[PaymentView] = Field(title="还款")
