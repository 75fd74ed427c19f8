"""Ageing of receivables, as it is shown: sums by hospital, payer and age, and the claims behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import Field, computed_field

from services.medical.rules.receivable import AGE_TITLES, AGES_SPOKEN, Age, age_of
from services.medical.rules.statement import STATE_TITLES, StatementState
from shared.money import YuanShown
from shared.schemas import View

ALL = "合计"
SUMS = ("claims", "open_fen", "first_fen", "second_fen", "third_fen", "over_fen")


class AgeingLine(View):
    """一个支付方对一家医疗机构的未支付款项，按账龄"""

    hospital: str = Field(title="医疗机构编号")
    hospital_title: str = Field(title="医疗机构名称")
    payer: str = Field(title="支付方")
    claims: int = Field(title="笔数")
    open_fen: YuanShown = Field(alias="open_yuan", title="未支付合计（元）")
    first_fen: YuanShown = Field(alias="days_0_30_yuan", title="0—30 天（元）")
    second_fen: YuanShown = Field(alias="days_31_60_yuan", title="31—60 天（元）")
    third_fen: YuanShown = Field(alias="days_61_90_yuan", title="61—90 天（元）")
    over_fen: YuanShown = Field(alias="days_over_90_yuan", title="90 天以上（元）")

    @property
    def by_age(self) -> list[tuple[Age, int]]:
        """The four sums in fen, youngest first."""
        return list(zip(Age, (self.first_fen, self.second_fen, self.third_fen, self.over_fen), strict=True))


class AgeingView(View):
    """应收款账龄"""

    on: date = Field(title="截至日期")
    rows: list[AgeingLine] = Field(title="按医疗机构和支付方")
    payers: list[AgeingLine] = Field(title="按支付方")
    total: AgeingLine = Field(title="合计")

    @property
    def hospitals(self) -> list[tuple[AgeingLine, list[AgeingLine]]]:
        """Each hospital's sum with its lines."""
        codes = dict.fromkeys(row.hospital for row in self.rows)
        own = {code: [row for row in self.rows if row.hospital == code] for code in codes}
        return [(_summed(rows, code, rows[0].hospital_title, ALL), rows) for code, rows in own.items()]


class OpenClaimView(View):
    """一笔未支付的款项"""

    id: UUID = Field(title="应收款编号", description="冲正抵减之后仍未支付的，为原来那一笔的编号")
    settlement_id: UUID = Field(title="结算编号")
    hospital: str = Field(title="医疗机构编号")
    hospital_title: str = Field(title="医疗机构名称")
    payer: str = Field(title="支付方")
    layer: str = Field(title="保障项目代码")
    title: str = Field(title="保障项目")
    open_fen: YuanShown = Field(alias="open_yuan", title="未支付金额（元）", description="支付之后又冲正的为负数")
    owed_on: date = Field(title="计入日期")
    days: int = Field(title="账龄（天）")
    statement_id: UUID | None = Field(title="所在清算单")
    statement_state: StatementState | None = Field(title="清算单目前的状态")

    @computed_field(title="账龄段", description=AGES_SPOKEN)  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def age(self) -> Age:
        return age_of(self.days)

    @property
    def standing_title(self) -> str:
        return STATE_TITLES[self.statement_state] if self.statement_state else "未列入清算单"

    @property
    def age_title(self) -> str:
        return AGE_TITLES[self.age]


def ageing_view(rows: Sequence[Any], titles: Mapping[str, str], *, on: date) -> AgeingView:
    """The lines, their sums by payer, and the sum of all."""
    lines = [AgeingLine(**asdict(row), hospital_title=titles.get(row.hospital, row.hospital)) for row in rows]
    payers = sorted({line.payer for line in lines})
    by_payer = [_summed([line for line in lines if line.payer == payer], ALL, ALL, payer) for payer in payers]
    return AgeingView(on=on, rows=lines, payers=by_payer, total=_summed(lines, ALL, ALL, ALL))


def open_claim_views(rows: Sequence[Any], titles: Mapping[str, str]) -> list[OpenClaimView]:
    """Of rows as the store lists them."""
    return [OpenClaimView(**row, hospital_title=titles.get(row["hospital"], row["hospital"])) for row in rows]


def _summed(lines: Sequence[AgeingLine], hospital: str, title: str, payer: str) -> AgeingLine:
    sums = {name: sum(getattr(line, name) for line in lines) for name in SUMS}
    return AgeingLine(hospital=hospital, hospital_title=title, payer=payer, **sums)
