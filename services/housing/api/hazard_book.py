"""The ledger of dangerous houses as a workbook: what was asked for, and columns that can be mended and taken in again."""

from collections.abc import Sequence
from datetime import datetime

from services.housing.rules.hazard import LISTED_BY_NAMES, STRUCK_WHY_NAMES, StruckWhy
from services.housing.schemas.hazard import HazardLine
from services.housing.store.hazard import WantedHazards
from shared.html import wall_clock
from shared.regions import name_of
from shared.security import ROLE_NAMES, Principal
from shared.workbook import Cell, Sheet, workbook

HAZARD_BOOK_ROWS = 20_000

COLUMNS = [
    ("住房编号", 24), ("户编号", 18), ("村（社区）代码", 16), ("村（社区）", 28), ("门牌或方位", 22),
    ("结构类型", 14), ("建成年份", 10), ("层数", 8), ("建筑面积（平方米）", 12), ("重点对象类别", 28), ("等级", 8),
    ("评定日期", 12), ("列入日期", 12), ("列入依据", 12), ("状态", 12), ("改造完成日期", 14), ("销号日期", 12), ("销号说明", 30),
    ("备注", 30),
]  # fmt: skip
"""`改造完成日期` is the day of an acceptance, so that the file says the same when it comes in again."""


def hazard_book(lines: Sequence[HazardLine], wanted: WantedHazards, *, by: Principal, at: datetime, count: int) -> bytes:
    """The lines that were asked for."""
    struck = {None: "在册和销号的", True: "只列销号的", False: "只列在册的"}[wanted.is_struck]
    asked = [
        ("辖区", name_of(wanted.region) if wanted.region else "本人辖区"),
        ("等级", f"{wanted.grade} 级" if wanted.grade else "C、D 级"),
        ("状态", STRUCK_WHY_NAMES[wanted.struck_why] if wanted.struck_why else struck),
        ("列入依据", LISTED_BY_NAMES[wanted.listed_by] if wanted.listed_by else "不限"),
        ("列入日期", f"{wanted.listed_from or '最早'} 至 {wanted.listed_to or '今天'}"),
        ("导出人", f"{by.subject}（{ROLE_NAMES[by.role]}）"),
        ("导出时间", wall_clock(at)),
        ("行数", f"{len(lines):,}"),
        ("是否完整", "是" if len(lines) == count else f"否，共 {count:,} 行，只有前 {len(lines):,} 行，请按镇街分别导出"),
    ]
    return workbook(Sheet("危房台账", COLUMNS, [_cells(line) for line in lines]), asked=asked)


def _cells(line: HazardLine) -> list[Cell]:
    house = line.house
    struck_on = line.struck_on.isoformat() if line.struck_on else None
    return [
        house.number, line.household_code, line.region, line.village, house.address,
        house.structure_name if house.structure else None,
        house.built_year, house.storeys,
        house.floor_area_m2,
        "、".join(line.group_names), line.grade, line.graded_on.isoformat(), line.listed_on.isoformat(), line.listed_by_name,
        line.state_name, struck_on if line.struck_why is StruckWhy.MADE_SAFE else None, struck_on, line.struck_reason, line.note,
    ]  # fmt: skip
