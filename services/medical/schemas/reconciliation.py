"""A hospital's day as it comes in, and a run as it is answered."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints, computed_field, model_validator
from pydantic.config import JsonDict

from services.medical.rules.reconciliation import (
    HOSPITAL,
    KIND_TITLES,
    LINES_A_DAY,
    PART_TITLES,
    PATIENT,
    TOTAL,
    Kind,
    Line,
    LineState,
    Tally,
)
from shared.money import Yuan, YuanShown, YuanSigned
from shared.schemas import Form, View

Layer = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
_EXAMPLE: JsonDict = {"basic": "12320.00", "serious_illness": "442.00", "medical_aid": "3666.60"}
_LINE: JsonDict = {
    "settlement_id": "01726e2a-0000-7000-8000-000000000005",
    "state": "settled",
    "total_yuan": "20000.00",
    "patient_yuan": "3214.26",
    "hospital_yuan": "357.14",
    "payers": _EXAMPLE,
}


class _Amounts(Form):
    total_fen: Yuan = Field(alias="total_yuan", title="医疗费总额（元）")
    patient_fen: YuanSigned = Field(alias="patient_yuan", title="个人负担（元）", description="退还患者的为负")
    hospital_fen: YuanSigned = Field(
        default=0, alias="hospital_yuan", title="医疗机构负担（元）", description="机构减免，不向任何支付方收取"
    )
    payers: dict[Layer, YuanSigned] = Field(
        default_factory=dict,
        title="各保障项目支付（元）",
        description="以保障项目代码为键，与结算结果的 layer 一致；退回的为负",
        max_length=40,
    )


class DayLine(_Amounts):
    """医疗机构的一笔结算"""

    settlement_id: UUID = Field(title="结算编号")
    state: LineState = Field(default=LineState.SETTLED, title="当日终了时的状态", description="settled 已结算；reversed 已冲正")

    def line(self, line_no: int) -> Line:
        """As the rules see it."""
        amounts = (self.total_fen, self.patient_fen, self.hospital_fen)
        return Line(self.settlement_id, self.state, *amounts, self.payers, line_no)


class DayTotals(_Amounts):
    """一种状态的合计"""

    count: int = Field(title="笔数", ge=0, le=1_000_000)

    @property
    def tally(self) -> Tally:
        fixed = {TOTAL: self.total_fen, PATIENT: self.patient_fen, HOSPITAL: self.hospital_fen}
        return Tally(self.count, fixed | dict(self.payers))


NOTHING = DayTotals.model_validate({"count": 0, "total_yuan": "0", "patient_yuan": "0"})


class BothTotals(Form):
    """当日合计"""

    settled: DayTotals = Field(title="已结算的合计")
    reversed: DayTotals = Field(default=NOTHING, title="已冲正的合计", description="没有冲正可不填")


class ReconcileDay(Form):
    """医疗机构的一天"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"day": "2020-06-12", "lines": [_LINE]}]})

    day: date = Field(title="对账日期", description="当日办理的结算和冲正，以北京时间的办理日期为准")
    lines: list[DayLine] | None = Field(
        default=None, title="逐笔明细", description="当日办理的每一笔结算一行，当日没有业务则为空列表", max_length=LINES_A_DAY
    )
    totals: BothTotals | None = Field(default=None, title="当日合计", description="只核对合计时填写；明细与合计填一项")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.lines is None) == (self.totals is None):
            raise ValueError("明细 lines 与合计 totals 须填且只填一项")
        return self


class TallyView(View):
    """一种状态的合计"""

    count: int = Field(title="笔数")
    parts: dict[str, YuanShown] = Field(title="各部分金额（元）", description="total、patient、hospital 与各保障项目代码")


class TalliesView(View):
    """当日合计"""

    settled: TallyView = Field(title="已结算")
    reversed: TallyView = Field(title="已冲正")


class ReconciliationView(View):
    """一次对账"""

    id: UUID = Field(title="对账编号")
    hospital: str = Field(title="医疗机构编号")
    day: date = Field(title="对账日期")
    mode: str = Field(title="方式", description="lines 逐笔；totals 合计")
    upload_digest: str = Field(title="所传内容的摘要", description="同样的内容摘要相同（SHA-256）")
    line_count: int = Field(title="所传行数")
    theirs: TalliesView = Field(title="医疗机构合计")
    ours: TalliesView = Field(title="本平台合计")
    difference_count: int = Field(title="差异数")
    differences_by_kind: dict[str, int] = Field(title="各类差异数")
    repeats_id: UUID | None = Field(title="所重复的对账")
    run_by: str = Field(title="对账人")
    run_at: datetime = Field(title="对账时间")

    @computed_field(title="是否一致")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def agrees(self) -> bool:
        return self.difference_count == 0


class DifferenceView(View):
    """一处差异"""

    number: int = Field(title="序号")
    kind: Kind = Field(title="类别")
    settlement_id: UUID | None = Field(title="结算编号", description="合计对账没有")
    line_no: int | None = Field(title="所传的行", description="从 1 起，不计表头")
    part: str = Field(title="部分", description="total 总额、patient 个人、hospital 医疗机构、count 笔数，或保障项目代码")
    here_fen: YuanShown = Field(alias="here_yuan", title="本平台（元）")
    there_fen: YuanShown = Field(alias="there_yuan", title="医疗机构（元）")
    here_state: LineState | None = Field(title="本平台状态")
    there_state: LineState | None = Field(title="医疗机构状态")
    detail: str = Field(title="说明")

    @computed_field(title="类别名称")  # type: ignore[prop-decorator]
    @property
    def kind_title(self) -> str:
        return KIND_TITLES[self.kind]

    @computed_field(title="部分名称")  # type: ignore[prop-decorator]
    @property
    def part_title(self) -> str:
        return PART_TITLES.get(self.part, self.part)


class RunView(ReconciliationView):
    """一次对账及其差异"""

    differences: list[DifferenceView] = Field(title="差异", description="至多前 500 处；其余按页查询")
