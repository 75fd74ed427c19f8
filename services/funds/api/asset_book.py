"""The register of assets as a workbook, laid out so that the village's asset platform (三资平台) can take it in.

One asset a row; each of the four titles in a column of its own, several holders parted by `；`; amounts are numbers in yuan.
"""

from collections.abc import Sequence
from datetime import datetime

from services.funds.rules.account import SOURCE_NAMES
from services.funds.rules.asset import KIND_NAMES, STATE_NAMES, TITLE_NAMES, TitleKind
from services.funds.tables import Asset, AssetSource, AssetTitle
from shared.html import wall_clock
from shared.money import yuan
from shared.regions import name_of
from shared.security import ROLE_NAMES, Principal
from shared.workbook import Cell, Sheet, Yuan, workbook

REGISTER_BOOK_ROWS = 5_000

COLUMNS = [
    ("资产编号", 22), ("名称", 30), ("类型", 12), ("类别代码", 14), ("区划代码", 14), ("所在地", 30), ("坐落", 24), ("状态", 10),
    ("原值（元）", 16), ("累计折旧（元）", 16), ("账面价值（元）", 16), ("取得日期", 12),
    ("资金来源", 36), ("项目编号", 22),
    ("所有权", 28), ("经营权", 28), ("收益权", 28), ("监督权", 28),
    ("处置日期", 12),
]  # fmt: skip

Row = tuple[Asset, Sequence[AssetTitle], Sequence[AssetSource]]


def register_book(rows: Sequence[Row], *, by: Principal, at: datetime, is_whole: bool) -> bytes:
    """The register as it stands now."""
    asked = [
        ("导出人", f"{by.subject}（{ROLE_NAMES[by.role]}）"),
        ("导出时间", wall_clock(at)),
        ("行数", f"{len(rows):,}"),
        ("是否完整", "是" if is_whole else f"否，只有前 {REGISTER_BOOK_ROWS:,} 行，请按镇街分别导出"),
    ]
    return workbook(Sheet("资产登记簿", COLUMNS, [_line(*row) for row in rows]), asked=asked)


def _line(asset: Asset, titles: Sequence[AssetTitle], sources: Sequence[AssetSource]) -> list[Cell]:
    held = {
        kind: "；".join(each.holder for each in titles if each.kind is kind and each.until_on is None) for kind in TITLE_NAMES
    }
    money = "；".join(f"{SOURCE_NAMES[each.source]}{each.year}年 {yuan(each.amount_fen)}元" for each in sources)
    return [
        asset.number, asset.title, KIND_NAMES[asset.kind], asset.asset_class, asset.region, name_of(asset.region), asset.place,
        STATE_NAMES[asset.state],
        Yuan(asset.value_fen), Yuan(asset.depreciated_fen), Yuan(asset.value_fen - asset.depreciated_fen), 
        asset.acquired_on.isoformat(),
        money, asset.project,
        held[TitleKind.OWNER], held[TitleKind.OPERATOR], held[TitleKind.BENEFICIARY], held[TitleKind.SUPERVISOR],
        asset.disposed_on.isoformat() if asset.disposed_on else None,
    ]  # fmt: skip
