"""A visit in one call: opened, charged and settled."""

from datetime import date
from typing import Literal

from pydantic import ConfigDict, Field

from services.medical.rules.admission import SCHEMES_SPOKEN, Cause, Scheme, Visit
from services.medical.rules.hospital import TRAITS_SPOKEN
from services.medical.schemas.admission import DISEASES_SPOKEN, AdmissionView, Disease, Level, OpenAdmission, Trait
from services.medical.schemas.charge import ChargeLine, ChargesView, RecordCharges
from services.medical.schemas.settlement import SettleAdmission, SettlementView
from shared.regions import Region
from shared.schemas import Form, PersonName, View

VISIT_LINES_LIMIT = 500


class SettleVisit(Form):
    """门诊（慢特病）就诊一次办理"""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id_number": "11010519491231002X",
                    "name": "王小明",
                    "region": "371311001001",
                    "hospital_level": "1",
                    "visit": "chronic",
                    "visited_on": "2020-06-02",
                    "diseases": ["M03900"],
                    "lines": [
                        {
                            "line_no": 1,
                            "charged_on": "2020-06-02",
                            "code": "XC08CAA236",
                            "name": "苯磺酸氨氯地平片",
                            "catalogue_class": "A",
                            "unit_price": "2.25",
                            "quantity": "28",
                            "amount_yuan": "63.00",
                        }
                    ],
                }
            ]
        }
    )

    id_number: str = Field(title="公民身份号码", max_length=40)
    name: PersonName = Field(title="姓名")
    region: Region = Field(title="参保地村（社区）代码", description="12 位统计用区划代码")
    hospital_level: Level | None = Field(default=None, title="医疗机构等级", description="已登记的机构可不填，填写的须与登记一致")
    visit: Literal[Visit.OUTPATIENT, Visit.CHRONIC] = Field(
        title="医疗类别", description="outpatient 普通门诊、chronic 门诊慢特病"
    )
    visited_on: date = Field(title="就诊日期", description="不晚于今天")
    cause: Cause = Field(default=Cause.ILLNESS, title="就诊原因")
    scheme: Scheme = Field(default=Scheme.RESIDENT, title="险种", description=SCHEMES_SPOKEN)
    diseases: list[Disease] = Field(default=[], title="病种代码", description=DISEASES_SPOKEN, max_length=20)
    traits: list[Trait] = Field(default=[], title="就诊情形", description=TRAITS_SPOKEN, max_length=10)
    lines: list[ChargeLine] = Field(title="费用行", min_length=1, max_length=VISIT_LINES_LIMIT)

    def opening(self) -> OpenAdmission:
        return OpenAdmission(
            id_number=self.id_number,
            name=self.name,
            region=self.region,
            hospital_level=self.hospital_level,
            cause=self.cause,
            admitted_on=self.visited_on,
            visit=self.visit,
            scheme=self.scheme,
            diseases=self.diseases,
            traits=self.traits,
        )

    def charging(self) -> RecordCharges:
        return RecordCharges(lines=self.lines)

    def settling(self) -> SettleAdmission:
        last = max(line.charged_on for line in self.lines)
        return SettleAdmission(discharged_on=max(last, self.visited_on))


class VisitView(View):
    """门诊就诊"""

    admission: AdmissionView = Field(title="就诊登记")
    charges: ChargesView = Field(title="费用")
    settlement: SettlementView = Field(title="结算")
