"""Somebody who stands in a list that people fill in: found by the identity number, checked by the name."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from shared.cells import Cell, Fault, Row, has_lost_digits, is_broken_formula, text_of
from shared.identity import InvalidIdNumber, check_id_number

ID_NUMBER, NAME = "身份证号", "姓名"
NAME_LIMIT = 60
ALSO_CALLED = {"公民身份号码": ID_NUMBER, "身份证号码": ID_NUMBER, "证件号码": ID_NUMBER}
"""How else the columns are headed in departments' own lists."""


class ListedPerson(NamedTuple):
    """An identity number that can be one, and a name; either is empty where a fault says why."""

    id_number: str
    name: str


def read_person(row: Row, *, on: date) -> tuple[ListedPerson, list[Fault]]:
    """Who a row is of, and what is wrong with that and with any formula of the row; no fault says an identity number."""
    cells: Mapping[str, Cell] = row.cells
    faults = [
        Fault(row.number, column, "公式没有可读的计算结果", "请选择性粘贴为数值后重新提交")
        for column, cell in cells.items()
        if is_broken_formula(cell)
    ]
    number, name = "", text_of(cells.get(NAME))
    if has_lost_digits(cells.get(ID_NUMBER)):
        mend = "请把该列设为文本格式，重新填写 18 位号码"
        faults.append(Fault(row.number, ID_NUMBER, "号码存成了数字，末三位已经丢失", mend))
    else:
        try:
            number = check_id_number(text_of(cells.get(ID_NUMBER)), on=on).number
        except InvalidIdNumber as invalid:
            faults.append(Fault(row.number, ID_NUMBER, invalid.reason, InvalidIdNumber.mend))
    if not 0 < len(name) <= NAME_LIMIT:
        reason = f"超过 {NAME_LIMIT} 个字" if name else "没有填写"
        faults.append(Fault(row.number, NAME, reason, "请填写身份证上的姓名"))
    return ListedPerson(number, name), faults
