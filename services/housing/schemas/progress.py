"""How far renovations have come, as callers get it."""

from datetime import date
from decimal import Decimal
from typing import Self

from pydantic import Field, computed_field

from services.housing.rules.progress import APPROVED, BEGUN, BUILT, SAFE, UNSAID, Facet, Tally
from services.housing.rules.renovation import RenovationState
from shared.money import YuanShown
from shared.schemas import View

UNSAID_NAMES = {
    Facet.PLACE: "未登记",
    Facet.MODE: "未登记",
    Facet.GROUP: "未登记类别（平台前或直接验收）",
    Facet.YEAR: "未登记",
    Facet.PROGRAMME: "尚未列入专项",
}
"""How lines are called whose renovations do not say it."""


class ProgressLine(View):
    """Renovations of one place, mode, group, year or programme in numbers."""

    key: str = Field(title="代码", description="区划代码、改造方式代码、对象类别代码、年度或专项代码；未登记的为 -")
    title: str = Field(title="名称")
    households: int = Field(title="应改造户数", description="申请过的，减去不予改造和已撤销的")
    states: dict[RenovationState, int] = Field(title="各状态户数", description="每户只在一个状态")
    approved: int = Field(title="县级批准户数", description="累计，含此后各步")
    begun: int = Field(title="开工户数", description="累计")
    built: int = Field(title="完工户数", description="累计；集中供养等为入住")
    safe: int = Field(title="验收合格户数", description="累计")
    paid: int = Field(title="补助已到户户数", description="应付的都已到户；留存的质保金除外")
    partly: int = Field(title="补助部分到户户数", description="分阶段拨付，有的阶段已经到户")
    former: int = Field(title="其中平台前改造")
    promised_fen: YuanShown = Field(alias="promised_yuan", title="补助标准合计（元）")
    subsidy_fen: YuanShown = Field(alias="subsidy_yuan", title="验收核定补助（元）")
    paid_fen: YuanShown = Field(alias="paid_yuan", title="补助已到户（元）", description="各阶段合计")
    held_fen: YuanShown = Field(alias="held_yuan", title="预留中（元）", description="资金服务所告，还没有请求发放；现在所知")
    kept_fen: YuanShown = Field(alias="kept_yuan", title="其中留存质保金（元）", description="验收后留到回访合格；现在所知")
    way_fen: YuanShown = Field(alias="way_yuan", title="在途（元）", description="已请求发放、还没有到户；现在所知")
    back_fen: YuanShown = Field(alias="back_yuan", title="多发待处理（元）", description="追回与否由县区决定；现在所知")

    @computed_field(title="验收核定未到户（元）", alias="owed_yuan")  # type: ignore[prop-decorator]
    @property
    def owed_fen(self) -> YuanShown:
        return self.subsidy_fen - self.paid_fen

    @computed_field(title="验收合格率（%）")  # type: ignore[prop-decorator]
    @property
    def safe_percent(self) -> str:
        return percent(self.safe, self.households)

    @classmethod
    def of(cls, tally: Tally, title: str) -> Self:
        return cls(
            key=tally.key,
            title=title,
            households=tally.going,
            states=tally.states,
            approved=tally.of(APPROVED),
            begun=tally.of(BEGUN),
            built=tally.of(BUILT),
            safe=tally.of(SAFE),
            paid=tally.paid,
            partly=tally.partly,
            former=tally.former,
            promised_fen=tally.promised_fen,
            subsidy_fen=tally.subsidy_fen,
            paid_fen=tally.paid_fen,
            held_fen=tally.held_fen,
            kept_fen=tally.kept_fen,
            way_fen=tally.way_fen,
            back_fen=tally.back_fen,
        )


class ProgressPart(View):
    """The same renovations, parted in one way."""

    facet: Facet = Field(title="分法代码")
    title: str = Field(title="分法")
    lines: list[ProgressLine] = Field(title="各行")


class ProgressBoard(View):
    """How far renovations had come at the end of a day."""

    region: str = Field(title="辖区代码", description="空为全部辖区")
    where: str = Field(title="辖区名称")
    on: date = Field(title="统计日期")
    whole: ProgressLine = Field(title="合计")
    parts: list[ProgressPart] = Field(
        title="分别来看", description="同一批户按地、方式、对象、年度、专项各分一遍；一户属几类的，各类都计入"
    )


def percent(part: int, whole: int) -> str:
    """`83.3`, cut down so that nothing unfinished reads 100; a dash where there is nothing to part."""
    if not whole:
        return UNSAID
    tenths = part * 1000 // whole
    return f"{tenths // 10}.{tenths % 10}"


def figure(shown: str) -> Decimal | None:
    """A share as a cell of a workbook: a number with its places, and nothing for a dash."""
    return None if shown == UNSAID else Decimal(shown)
