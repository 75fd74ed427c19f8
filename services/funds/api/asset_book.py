"""The register of assets as a workbook, laid out so that the village's asset platform (三资平台) can take it in.

One asset a row; each of the four titles in a column of its own, several holders parted by `；`; amounts are numbers in yuan. The
columns are those that such platforms register an asset by: kind, make, place, state, since when, for how long, quantity, unit
price, value, wear, residual, keeper, how it came and went (府谷县推广应用榆林市农村集体“三资”管理平台的通知, 2022).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from services.funds.rules.account import SOURCE_NAMES
from services.funds.rules.asset import KIND_NAMES, STATE_NAMES, TITLE_NAMES, TitleKind
from services.funds.rules.disposal import WAY_NAMES, DisposalWay
from services.funds.tables import Asset, AssetContract, AssetHandOver, AssetSource, AssetTitle
from shared.html import wall_clock
from shared.money import half_up, yuan
from shared.regions import name_of
from shared.security import ROLE_NAMES, Principal
from shared.workbook import Cell, Sheet, Yuan, workbook

REGISTER_BOOK_ROWS = 5_000
CAME = "扶贫投资形成"
"""How every asset of this register came to be, in the platforms' own word."""

COLUMNS = [
    ("资产编号", 22), ("名称", 30), ("类型", 12), ("类别代码", 14), ("类别", 20), ("规格", 14), ("区划代码", 14), ("所在地", 30),
    ("坐落", 24), ("状态", 10), ("数量", 8), ("计量单位", 10), ("单价（元）", 16), ("原值（元）", 16), ("使用年限（月）", 10),
    ("净残值（元）", 16), ("累计折旧（元）", 16), ("账面价值（元）", 16), ("取得日期", 12), ("增加方式", 14),
    ("资金来源", 36), ("项目编号", 22),
    ("所有权", 28), ("经营权", 28), ("收益权", 28), ("监督权", 28),
    ("管护单位", 24), ("经营单位", 24), ("合同止期", 12), ("年收益（元）", 16),
    ("减少方式", 10), ("处置日期", 12),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """An asset with what the workbook says of it beside its own row."""

    asset: Asset
    class_title: str
    titles: Sequence[AssetTitle]
    """Those that are held now."""
    sources: Sequence[AssetSource]
    handed: AssetHandOver | None
    """The last hand-over, which says who keeps it."""
    contract: AssetContract | None
    """The one that runs."""
    gone: DisposalWay | None


def register_book(lines: Sequence[Line], *, by: Principal, at: datetime, is_whole: bool) -> bytes:
    """The register as it stands now."""
    asked = [
        ("导出人", f"{by.subject}（{ROLE_NAMES[by.role]}）"),
        ("导出时间", wall_clock(at)),
        ("行数", f"{len(lines):,}"),
        ("是否完整", "是" if is_whole else f"否，只有前 {REGISTER_BOOK_ROWS:,} 行，请按镇街分别导出"),
    ]
    return workbook(Sheet("资产登记簿", COLUMNS, [_cells(line) for line in lines]), asked=asked)


def _cells(line: Line) -> list[Cell]:
    asset, contract = line.asset, line.contract
    held = {
        kind: "；".join(each.holder for each in line.titles if each.kind is kind and each.until_on is None)
        for kind in TITLE_NAMES
    }
    money = "；".join(f"{SOURCE_NAMES[each.source]}{each.year}年 {yuan(each.amount_fen)}元" for each in line.sources)
    return [
        asset.number, asset.title, KIND_NAMES[asset.kind], asset.asset_class, line.class_title,
        f"{asset.power_kw} 千瓦" if asset.power_kw else None,
        asset.region, name_of(asset.region), asset.place, STATE_NAMES[asset.state],
        asset.quantity, asset.unit or None,
        Yuan(half_up(Fraction(asset.value_fen, asset.quantity))) if asset.quantity else None,
        Yuan(asset.value_fen), asset.life_months, Yuan(asset.residual_fen),
        Yuan(asset.depreciated_fen), Yuan(asset.value_fen - asset.depreciated_fen),
        asset.acquired_on.isoformat(), CAME,
        money, asset.project,
        held[TitleKind.OWNER], held[TitleKind.OPERATOR], held[TitleKind.BENEFICIARY], held[TitleKind.SUPERVISOR],
        line.handed.keeper if line.handed else None,
        contract.operator if contract else None,
        (contract.ended_on or contract.ends_on).isoformat() if contract else None,
        Yuan(contract.yearly_fen) if contract else None,
        WAY_NAMES[line.gone] if line.gone else None,
        asset.disposed_on.isoformat() if asset.disposed_on else None,
    ]  # fmt: skip
