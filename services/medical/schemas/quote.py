"""The public calculator: what would be paid, without anybody's name."""

from collections.abc import Mapping
from datetime import date
from typing import Self

from pydantic import ConfigDict, Field, model_validator

from services.medical.schemas.charge import PricedLine
from services.medical.schemas.counter import CountersGiven
from services.medical.schemas.outcome import OutcomeView
from services.medical.schemas.settlement import PartsView
from shared.money import Yuan
from shared.policy.clauses import Part, Stay
from shared.regions import AnyRegion
from shared.schemas import Form

QUOTE_LINES_LIMIT = 200


class BillPart(Form):
    """账单的一部分"""

    amount_fen: Yuan = Field(alias="amount_yuan", title="金额（元）")
    in_policy_fen: Yuan = Field(default=0, alias="in_policy_yuan", title="其中政策范围内（元）")
    pre_pay_fen: Yuan = Field(default=0, alias="pre_pay_yuan", title="其中先行自付（元）")

    def part(self) -> Part:
        return Part(self.amount_fen, self.in_policy_fen, self.pre_pay_fen)


class RequestQuote(Form):
    """待遇测算"""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "region": "371311", "on": "2020-06-12", "hospital_level": "2", "persons": ["enrolled"],
                    "total_yuan": "20000.00", "in_policy_yuan": "18000.00",
                },
                {
                    "region": "371311", "on": "2020-06-12", "hospital_level": "2", "persons": ["enrolled"],
                    "scheme": "resident", "visit": "inpatient", "place": "in_county", "traits": ["designated"],
                    "lines": [
                        {"catalogue_class": "A", "unit_price": "500", "quantity": "20", "amount_yuan": "10000.00"},
                        {
                            "catalogue_class": "B", "unit_price": "8000", "quantity": "1", "amount_yuan": "8000.00",
                            "self_pay_ratio": "0.1", "item": "implant",
                        },
                    ],
                    "so_far": {"year.stays": 1, "medical_aid_year": "1200.00"},
                },
            ]
        }
    )  # fmt: skip

    region: AnyRegion = Field(title="参保地代码", description="县区以下任意一级")
    on: date = Field(title="出院日期")
    admitted_on: date | None = Field(default=None, title="入院日期", description="政策按入院日期执行的地方用到；不填按出院日期")
    hospital_level: str = Field(title="医疗机构等级", min_length=1, max_length=40, description="当地政策列明的等级，例如 1、2、3")
    persons: list[str] = Field(default=[], title="人员类别", max_length=10, description="例如 enrolled、low-income")
    scheme: str = Field(default="resident", title="险种", max_length=40, description="resident 居民；employee 职工")
    visit: str = Field(default="inpatient", title="就诊类别", max_length=40, description="inpatient 住院；outpatient 门诊")
    place: str = Field(default="in_county", title="就医地", max_length=40, description="从参保地看，例如 in_county 县内")
    diseases: list[str] = Field(default=[], title="病种", max_length=20, description="当地政策列明的病种")
    traits: list[str] = Field(
        default=[], title="医疗机构与转诊情形", max_length=20, description="例如 designated 定点、referred 已转诊"
    )
    total_fen: Yuan | None = Field(default=None, alias="total_yuan", title="医疗费总额（元）")
    in_policy_fen: Yuan | None = Field(default=None, alias="in_policy_yuan", title="政策范围内费用（元）")
    classes: dict[str, BillPart] = Field(
        default={}, title="按目录类别分", max_length=10, description="与两项金额同填；键如 A、B、C"
    )
    items: dict[str, BillPart] = Field(default={}, title="其中的项目", max_length=20, description="与两项金额同填；键如 implant")
    lines: list[PricedLine] = Field(default=[], title="费用行", max_length=QUOTE_LINES_LIMIT, description="与两项金额二选一")
    so_far: CountersGiven = Field(default={}, title="此前的累计", max_length=50, description="键同结果中的 drawn")
    given: dict[str, Yuan] = Field(default={}, title="已由外部支付（元）", max_length=20, description="保障项目代码到金额")
    income_fen: Yuan | None = Field(
        default=None, alias="income_yuan", title="家庭人均年收入（元）", description="当地政策按家庭收入计算的才填"
    )
    members: int = Field(default=0, title="家庭人口", description="当地政策按户计算收入的才填", ge=0, le=99)

    @model_validator(mode="after")
    def _amounts_or_lines(self) -> Self:
        amounts = self.total_fen is not None and self.in_policy_fen is not None
        if amounts == bool(self.lines) or (self.total_fen is None) != (self.in_policy_fen is None):
            raise ValueError("请填写 total_yuan 与 in_policy_yuan，或者填写 lines，二者只取其一")
        if self.lines and (self.classes or self.items):
            raise ValueError("填写 lines 的，不再填写 classes 与 items：它们由费用行得出")
        return self

    def stay(
        self,
        *,
        total_fen: int | None = None,
        in_policy_fen: int | None = None,
        classes: Mapping[str, Part] | None = None,
        items: Mapping[str, Part] | None = None,
    ) -> Stay:
        """The bill, with the amounts of the form or with those that its lines make."""
        return Stay(
            region=self.region,
            level=self.hospital_level,
            persons=frozenset(self.persons),
            total_fen=(self.total_fen or 0) if total_fen is None else total_fen,
            in_policy_fen=(self.in_policy_fen or 0) if in_policy_fen is None else in_policy_fen,
            so_far=self.so_far,
            given=self.given,
            scheme=self.scheme,
            visit=self.visit,
            place=self.place,
            diseases=frozenset(self.diseases),
            traits=frozenset(self.traits),
            classes={name: part.part() for name, part in self.classes.items()} if classes is None else classes,
            items={name: part.part() for name, part in self.items.items()} if items is None else items,
            year=self.on.year,
            income_fen=self.income_fen,
            members=self.members,
        )


class QuoteView(OutcomeView):
    """测算结果"""

    parts: PartsView | None = Field(title="费用构成", description="按费用行测算时给出")
