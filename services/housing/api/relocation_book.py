"""Households that move as a workbook, with what was asked for."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from services.housing.rules.relocation import RELOCATION_STATE_NAMES
from services.housing.schemas.relocation_view import RelocationLine
from services.housing.store.relocation import WantedRelocations
from shared.html import wall_clock
from shared.regions import name_of
from shared.security import ROLE_NAMES, Principal
from shared.workbook import Cell, Sheet, workbook

COLUMNS = (
    ("搬迁编号", 20), ("户编号", 18), ("迁出村（社区）", 28), ("搬迁原因", 24), ("人口", 8), ("状态", 26), ("安置点", 20),
    ("房号", 20), ("认定日期", 12), ("入住日期", 12), ("旧房应拆除", 12), ("旧房拆除", 12), ("旧房逾期", 10),
)  # fmt: skip


def relocation_book(
    lines: Sequence[RelocationLine],
    sites: Mapping[UUID, str],
    title: str,
    wanted: WantedRelocations,
    *,
    by: Principal,
    at: datetime,
    is_whole: bool,
) -> bytes:
    """The lines that were asked for."""
    asked = [
        ("搬迁项目", title),
        ("辖区", name_of(wanted.region) if wanted.region else "本人辖区"),
        ("状态", RELOCATION_STATE_NAMES[wanted.state] if wanted.state else "全部"),
        ("导出人", f"{by.subject}（{ROLE_NAMES[by.role]}）"),
        ("导出时间", wall_clock(at)),
        ("户数", f"{len(lines):,}"),
        ("是否全部列出", "是" if is_whole else "否，请按镇街分别导出"),
    ]
    return workbook(Sheet("搬迁户", COLUMNS, [_cells(line, sites) for line in lines]), asked=asked)


def _cells(line: RelocationLine, sites: Mapping[UUID, str]) -> list[Cell]:
    return [
        line.number, line.household_code, line.village, line.why_name, line.persons, line.state_name,
        sites.get(line.site_id, "") if line.site_id else None, line.dwelling,
        *(_day(each) for each in (line.named_on, line.moved_on, line.demolish_by, line.demolished_on)),
        "是" if line.is_demolition_late else None,
    ]  # fmt: skip


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
