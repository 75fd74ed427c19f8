"""Our own template for the register: the export's columns, value lists to choose from, and how to fill it in."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from services.registry.rules.export import COLUMNS, EXAMPLE, REQUIRED
from services.registry.rules.field_list import FieldLists
from services.registry.rules.vocabulary import ETHNIC_GROUPS, RELATIONS_IN_ORDER

ROWS = 2_000
"""Rows that offer their lists; more may be typed below."""
TEMPLATE_COLUMNS = (*COLUMNS, "主要致贫原因")
_LISTED = {
    "识别标准": "识别标准",
    "主要致贫原因": "致贫原因",
    "文化程度": "文化程度",
    "在校生状况": "在校生状况",
    "劳动技能": "劳动技能",
}
"""Columns by the policy list of their values; 健康状况 may hold several and has none to choose from."""
_EXAMPLE = {
    "省": "山东省", "市": "临沂市", "县": "罗庄区", "乡": "罗庄街道", "村": "龙潭社区居民委员会",
    "户编号": EXAMPLE, "姓名": "张三", "性别": "男", "出生日期": "1965-03-18", "证件类型": "居民身份证",
    "证件号码": "371311196503180000",
    "民族": "汉族",
    "年度": "2020", "与户主关系": "户主",
    "文化程度": "初中", "劳动技能": "普通劳动力", "健康状况": "健康", "是否享受低保": "否",
    "是否特困供养人员": "否", "识别标准": "国家标准", "主要致贫原因": "因病",
}  # fmt: skip
_WIDE = ("证件号码", "户主证件号码", "村", "户编号")
_TOLD = (
    "一行一人；同一户的各行填同一个户编号，每户有且只有一名户主。",
    "标红的列必填；其余的列没有内容时留空。列的先后可以调整，不要删列、改列名。",
    "整列已设为文本格式：证件号码、户编号、电话照原样输入，不会变成科学计数；从别处粘贴时用“选择性粘贴－数值”。",
    "省、市、县、乡、村填行政区划的规范名称。",
    "证件号码填 18 位公民身份号码，或 20、22 位残疾人证号；末位 x 大小写均可。",
    "出生日期填如 1965-03-18；应与证件号码一致。",
    "是否各列填 是 或 否。健康状况可兼有，用顿号隔开，如 长期慢性病、残疾。",
    "有下拉列表的列从列表中选择；全部可选值见“可选值”表。",
    f"第二行是示例，户编号写有“{EXAMPLE}”的行不会录入，可以保留。",
    "提交后先得到预览，逐户说明新增、更新、无变化或退回，确认后才录入。更新时，本表留空的项目将被清空；本表没有的列不受影响。",
)


def write_template(lists: FieldLists, *, on: date) -> bytes:
    """An .xlsx; `on` is the day whose values the lists offer."""
    values = {
        **{column: lists.allowed(name, on) for column, name in _LISTED.items()},
        "性别": ["男", "女"],
        "证件类型": ["居民身份证", "残疾人证"],
        "民族": [name for name in ETHNIC_GROUPS if name.endswith("族")],
        "与户主关系": list(RELATIONS_IN_ORDER),
        "健康状况": lists.allowed("健康状况", on),
        **{column: ["是", "否"] for column in COLUMNS if column.startswith("是否")},
    }
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "登记表"
    _fill_lists(book.create_sheet("可选值"), values)
    _fill_form(sheet, values)
    _fill_guide(book.create_sheet("填表说明"))
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _fill_form(sheet: Worksheet, values: Mapping[str, Sequence[str]]) -> None:
    song, bold = Font(name="宋体", size=11), Font(name="宋体", size=11, bold=True)
    grey = Font(name="宋体", size=11, italic=True, color="7F7F7F")
    asked, needed = PatternFill("solid", fgColor="DDEBF7"), PatternFill("solid", fgColor="FFC7CE")
    listed = {column: place for place, column in enumerate(values, start=1)}
    for at, column in enumerate(TEMPLATE_COLUMNS, start=1):
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = (
            22 if column in ("证件号码", "户主证件号码", "村") else max(10, 2 * len(column) + 2)
        )
        # The column's style is that of every cell that is still to be typed.
        sheet.column_dimensions[letter].number_format, sheet.column_dimensions[letter].font = "@", song
        heading = sheet.cell(1, at, column)
        heading.font, heading.fill = bold, needed if column in REQUIRED else asked
        heading.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        example = sheet.cell(2, at, _EXAMPLE.get(column, ""))
        example.font, example.number_format = grey, "@"
        if column in values and column != "健康状况":
            sheet.add_data_validation(_choice(letter, get_column_letter(listed[column]), len(values[column])))
    sheet["F2"].comment = Comment("示例行，不会录入，可以保留或删去", "及时雨")
    sheet.freeze_panes = "A2"


def _choice(column: str, listed_in: str, count: int) -> DataValidation:
    rule = DataValidation(
        type="list",
        formula1=f"'可选值'!${listed_in}$2:${listed_in}${count + 1}",
        allow_blank=True,
        showErrorMessage=True,
        errorTitle="不在可选值之内",
        error="请从下拉列表中选择，或见“可选值”表",
    )
    rule.add(f"{column}2:{column}{ROWS + 2}")
    return rule


def _fill_lists(sheet: Worksheet, values: Mapping[str, Sequence[str]]) -> None:
    for at, (column, allowed) in enumerate(values.items(), start=1):
        sheet.cell(1, at, column).font = Font(name="宋体", size=11, bold=True)
        sheet.column_dimensions[get_column_letter(at)].width = max(12, 2 * len(column))
        for row, value in enumerate(allowed, start=2):
            sheet.cell(row, at, value)
    sheet.freeze_panes = "A2"


def _fill_guide(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 6, 110
    sheet.cell(1, 2, "填表说明").font = Font(name="宋体", size=14, bold=True)
    for number, sentence in enumerate(_TOLD, start=1):
        sheet.cell(number + 1, 1, number)
        told = sheet.cell(number + 1, 2, sentence)
        told.alignment = Alignment(vertical="top", wrap_text=True)
