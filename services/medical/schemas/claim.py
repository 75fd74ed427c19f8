"""Claims on paper at the county desk."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import ConfigDict, Field, JsonValue, model_validator

from services.medical.rules.admission import CAUSES_SPOKEN, SCHEMES_SPOKEN, VISITS_SPOKEN, Cause, Scheme, Visit
from services.medical.rules.claim import CLAIMS_SPOKEN, PAPERS_SPOKEN, ClaimStatus, Paper
from services.medical.rules.hospital import PLACES_SPOKEN, Place
from services.medical.schemas.admission import DISEASES_SPOKEN, LEVELS_SPOKEN, Disease, Level, OpenAdmission, Trait
from services.medical.schemas.charge import ChargeLine
from services.medical.schemas.settlement import SettlementView
from shared.money import Yuan, YuanShown
from shared.regions import Region
from shared.schemas import Form, PersonName, View

CLAIM_LINES_LIMIT = 2_000


class Payee(Form):
    """收款人"""

    name: PersonName = Field(title="收款人姓名")
    bank: str = Field(title="开户银行", min_length=2, max_length=60)
    account: str = Field(title="银行账号", pattern=r"^\d{8,30}$")


class ClaimSums(Form):
    """票据与各目录类别合计"""

    total_fen: Yuan = Field(alias="total_yuan", title="票据总额（元）")
    class_a_fen: Yuan = Field(default=0, alias="class_a_yuan", title="甲类合计（元）")
    class_b_fen: Yuan = Field(default=0, alias="class_b_yuan", title="乙类合计（元）")
    class_b_pre_pay_fen: Yuan = Field(default=0, alias="class_b_pre_pay_yuan", title="乙类先行自付（元）")
    class_c_fen: Yuan = Field(default=0, alias="class_c_yuan", title="丙类（自费）合计（元）")
    over_ceiling_fen: Yuan = Field(default=0, alias="over_ceiling_yuan", title="甲、乙类中的超限价部分（元）")


CLAIM_EXAMPLE: dict[str, JsonValue] = {
    "id_number": "11010519491231002X", "name": "王小明", "region": "371311001001", "hospital_title": "山东大学齐鲁医院",
    "hospital_level": "3", "place": "out_of_city", "admitted_on": "2020-05-20", "discharged_on": "2020-06-01",
    "invoice_no": "37010120000123", "received_on": "2020-06-05", "traits": ["referred"],
    "papers": ["id_card", "invoice", "fee_list", "discharge_record", "bank_card"],
    "payee": {"name": "王小明", "bank": "罗庄农商银行", "account": "6223190012345678"},
    "sums": {
        "total_yuan": "23000.00", "class_a_yuan": "12000.00", "class_b_yuan": "8000.00", "class_b_pre_pay_yuan": "800.00",
        "class_c_yuan": "3000.00",
    },
}  # fmt: skip


class FileClaim(Form):
    """手工报销受理"""

    model_config = ConfigDict(json_schema_extra={"examples": [CLAIM_EXAMPLE]})

    id_number: str = Field(title="公民身份号码", max_length=40)
    name: PersonName = Field(title="姓名")
    region: Region = Field(title="参保地村（社区）代码", description="12 位统计用区划代码，在经办人辖区之内")
    hospital_title: str = Field(title="就诊医疗机构名称", description="以票据上的名称为准", min_length=2, max_length=100)
    hospital_level: Level = Field(title="医疗机构等级", description=LEVELS_SPOKEN)
    place: Place = Field(title="就医地", description=PLACES_SPOKEN)
    admitted_on: date = Field(title="入院（就诊）日期")
    discharged_on: date = Field(title="出院（就诊）日期", description="适用政策与年度累计以此日为准")
    visit: Visit = Field(default=Visit.INPATIENT, title="医疗类别", description=VISITS_SPOKEN)
    scheme: Scheme = Field(default=Scheme.RESIDENT, title="险种", description=SCHEMES_SPOKEN)
    cause: Cause = Field(default=Cause.ILLNESS, title="就诊原因", description=CAUSES_SPOKEN)
    diseases: list[Disease] = Field(default=[], title="病种代码", description=DISEASES_SPOKEN, max_length=20)
    traits: list[Trait] = Field(
        default=[], title="就诊情形", description="referred 已办转诊、emergency 急诊、designated 定点", max_length=10
    )
    invoice_no: str = Field(title="票据号码", pattern=r"^[A-Za-z0-9-]{4,40}$")
    received_on: date = Field(title="受理日期", description="自次日起七日内办结")
    papers: list[Paper] = Field(title="已收的材料", description=PAPERS_SPOKEN, max_length=20)
    payee: Payee = Field(title="收款人")
    sums: ClaimSums | None = Field(default=None, title="票据合计", description="与 lines 二选一")
    lines: list[ChargeLine] = Field(default=[], title="费用行", description="与 sums 二选一", max_length=CLAIM_LINES_LIMIT)
    given: dict[str, Yuan] = Field(
        default={}, title="已由他处支付（元）", description="保障项目代码到金额，例如参保地医保已直接结算的部分", max_length=20
    )

    @model_validator(mode="after")
    def _sums_or_lines(self) -> Self:
        if (self.sums is None) == (not self.lines):
            raise ValueError("请填写 sums 或 lines，二者只取其一")
        return self

    def opening(self) -> OpenAdmission:
        return OpenAdmission(
            id_number=self.id_number,
            name=self.name,
            region=self.region,
            hospital_level=self.hospital_level,
            cause=self.cause,
            admitted_on=self.admitted_on,
            visit=self.visit,
            scheme=self.scheme,
            diseases=self.diseases,
            traits=self.traits,
        )


class AddPapers(Form):
    """补交材料"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"papers": ["discharge_record"]}]})

    papers: list[Paper] = Field(title="补收的材料", description=PAPERS_SPOKEN, min_length=1, max_length=20)


class SettleClaim(Form):
    """手工报销结算"""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})


class RefuseClaim(Form):
    """退回手工报销"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "票据为复印件，请提供原件"}]})

    reason: str = Field(title="退回原因", min_length=2, max_length=200)


class ClaimView(View):
    """手工报销"""

    id: UUID = Field(title="手工报销编号")
    admission_id: UUID = Field(title="就诊登记编号")
    status: ClaimStatus = Field(title="状态", description=CLAIMS_SPOKEN)
    patient_name: str = Field(title="患者姓名（掩码）")
    region: str = Field(title="参保地村（社区）代码")
    hospital_title: str = Field(title="就诊医疗机构名称")
    invoice_no: str = Field(title="票据号码")
    total_fen: YuanShown = Field(alias="total_yuan", title="费用合计（元）")
    papers: list[Paper] = Field(title="已收的材料", description=PAPERS_SPOKEN)
    missing: list[Paper] = Field(title="尚缺的材料")
    payee_name: str = Field(title="收款人（掩码）")
    payee_account: str = Field(title="收款账号（末四位）")
    received_on: date = Field(title="受理日期")
    due_on: date = Field(title="办结期限", description="受理后七日；广西乐业等地的做法")
    is_overdue: bool = Field(title="是否逾期未办结")
    refusal_reason: str | None = Field(title="退回原因")
    decided_at: datetime | None = Field(title="办结时间")
    settlement_id: UUID | None = Field(title="结算编号")


class SettledClaimView(View):
    """手工报销结算结果"""

    claim: ClaimView = Field(title="手工报销")
    settlement: SettlementView = Field(title="结算")
