"""The statistics as a page with a chart, and as a workbook."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from fastapi.responses import HTMLResponse

from services.medical.rules.statistics import ALL
from services.medical.schemas.statistics import FiguresView, StatisticsView
from services.medical.schemas.workbook import Cell, Money, Rate, Sheet, write_workbook
from shared import html
from shared.regions import name_of

_COLUMNS = [
    ("月份", 10), ("医疗机构编号", 18), ("医疗机构", 30), ("人员类别", 22), ("结算笔数", 10), ("人数", 8),
    ("医疗费总额（元）", 18), ("政策范围内费用（元）", 22), ("个人负担（元）", 16), ("个人负担比例", 14), ("次均费用（元）", 16),
    ("次均个人负担（元）", 20),
    ("一站式结算率", 12), ("县域内就诊率", 12), ("县域内费用占比", 14),
]  # fmt: skip
HIDDEN = "不足 5 人"


def statistics_page(told: StatisticsView, titles: Mapping[str, str]) -> HTMLResponse:
    """The county's months in a chart, then hospitals by month, then classes of persons."""
    rows = told.rows
    months = [row for row in rows if row.month and row.hospital is None and row.person_class == ALL]
    return html.page(
        "medical",
        "statistics.html",
        filters=told.filters,
        place=_place(told),
        whole=next((row for row in rows if not row.month and row.hospital is None and row.person_class == ALL), None),
        months=months,
        of_months=[row for row in rows if row.month and row.hospital and row.person_class == ALL],
        hospitals=[row for row in rows if not row.month and row.hospital and row.person_class == ALL],
        classes=[row for row in rows if not row.month and row.hospital is None and row.person_class != ALL],
        series=[
            ("个人负担比例", [_height(row.patient_share) for row in months]),
            ("一站式结算率", [_height(row.one_stop_share) for row in months]),
            ("县域内就诊率", [_height(row.in_county_rate) for row in months]),
        ],
        hidden=HIDDEN,
        titles=titles,
    )


def statistics_workbook(told: StatisticsView, titles: Mapping[str, str]) -> bytes:
    """Three sheets with the same filters above each."""
    filters = told.filters
    facts: list[tuple[str, Cell]] = [
        ("辖区", _place(told)),
        ("起始月份", filters.since),
        ("截止月份", filters.until),
        ("医疗机构", titles.get(filters.hospital, filters.hospital) if filters.hospital else "全部"),
        ("统计日期", filters.asked_on),
        ("说明", "以出院结算日期为准，不含已冲正的结算；不足 5 人的格隐去；一人可属于多类，各类不能相加"),
    ]
    groups = {
        "按月份和医疗机构": [row for row in told.rows if row.person_class == ALL],
        "按人员类别": [row for row in told.rows if row.hospital is None],
        "医疗机构人员类别": [row for row in told.rows if row.hospital and row.person_class != ALL],
    }
    return write_workbook([Sheet(name, "医疗机构统计", facts, _COLUMNS, _lines(rows, titles)) for name, rows in groups.items()])


def _lines(rows: Iterable[FiguresView], titles: Mapping[str, str]) -> list[list[Cell]]:
    return [
        [
            row.month or "全部",
            row.hospital or "全部",
            titles.get(row.hospital, row.hospital) if row.hospital else "全部",
            row.person_title,
            row.count if row.count is not None else HIDDEN,
            row.persons if row.persons is not None else HIDDEN,
            *(None if fen is None else Money(fen) for fen in (row.total_fen, row.in_policy_fen, row.patient_fen)),
            _rate(row.patient_share),
            *(None if fen is None else Money(fen) for fen in (row.mean_total_fen, row.mean_patient_fen)),
            *(_rate(share) for share in (row.one_stop_share, row.in_county_rate, row.in_county_amount_rate)),
        ]
        for row in rows
    ]


def _rate(share: str | None) -> Rate | None:
    return None if share is None else Rate(share)


def _place(told: StatisticsView) -> str:
    return name_of(told.filters.region) if told.filters.region.isdigit() else "全部"


def _height(share: str | None) -> int | None:
    """Of 1000 at 100 %; None where there is nothing to draw."""
    return None if share is None else int(Decimal(share.rstrip("%")) * 10)
