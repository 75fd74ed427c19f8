"""The table of the open data that says how far dangerous houses are being made safe."""

from services.funds.rules.open_column import REGION as _REGION
from services.funds.rules.open_column import day as _day
from services.funds.rules.open_column import number as _number
from services.funds.rules.open_column import word as _word
from services.funds.rules.open_column import year as _year
from services.funds.rules.open_column import yuan as _yuan
from services.funds.rules.open_table import Table
from services.funds.rules.shown_renovation import HOUSE_STATE_NAMES, MODE_NAMES

RENOVATIONS = Table(
    "renovations",
    "危房改造",
    "县级公示期满的危房改造，按现状，一户一行，只写编号。实际发放的金额见公示条目，只到镇街。",
    (
        _number("改造编号"),
        *_REGION,
        _year("year", "申请年度", is_required=True),
        _word("grade", "改造前等级", ["C", "D"]),
        _word("mode", "改造方式", list(MODE_NAMES.values())),
        _yuan("standard", "补助标准", "没有施工补助的为 0"),
        _word("state", "进度", list(HOUSE_STATE_NAMES.values())),
        _day("progressed_on", "进度日期", is_required=True),
        _word("paid", "补助是否到户", ["是", "部分", "否"]),
    ),
    ("number",),
    year_of="申请",
)
