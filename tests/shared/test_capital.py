"""Amounts in capital numerals, as they stand on cheques and clearing forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.capital import in_capitals


@pytest.mark.parametrize(
    ("amount_fen", "capitals"),
    [
        (0, "人民币零元整"),
        (1, "人民币壹分"),
        (10, "人民币壹角整"),
        (123456, "人民币壹仟贰佰叁拾肆元伍角陆分"),
        (140950, "人民币壹仟肆佰零玖元伍角整"),
        (680714, "人民币陆仟捌佰零柒元壹角肆分"),
        (32504, "人民币叁佰贰拾伍元零肆分"),
        (100000, "人民币壹仟元整"),
        (10_0000_00, "人民币壹拾万元整"),
        (10_0005_00, "人民币壹拾万零伍元整"),
        (1_0000_0500_00, "人民币壹亿零伍佰元整"),
        (16_0009_00, "人民币壹拾陆万零玖元整"),
        (1070_0053_00, "人民币壹仟零柒拾万零伍拾叁元整"),
        (2005_3000_10, "人民币贰仟零伍万叁仟元壹角整"),
        (9_9999_9999_9999_99, "人民币玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        (-500, "人民币负伍元整"),
    ],
)  # fmt: skip
def test_an_amount_is_written_as_banks_want_it(amount_fen, capitals):
    assert in_capitals(amount_fen) == capitals


DIGITS = {sign: at for at, sign in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}


def read(capitals: str) -> int:
    """The amount that a person would read, by another way than it was written."""
    whole, _, rest = capitals.removeprefix("人民币").rpartition("元")
    total = ten_thousands = part = digit = 0
    for sign in whole:
        if sign in DIGITS:
            digit = DIGITS[sign]
        elif sign in PLACES:
            part, digit = part + digit * PLACES[sign], 0
        elif sign == "万":
            ten_thousands, part, digit = (part + digit) * 10**4, 0, 0
        else:
            total, ten_thousands, part, digit = (ten_thousands + part + digit) * 10**8, 0, 0, 0
    fen = (total + ten_thousands + part + digit) * 100
    for sign, unit in (("角", 10), ("分", 1)):
        if sign in rest:
            fen += DIGITS[rest[rest.index(sign) - 1]] * unit
    return fen


@given(st.integers(0, 10**15 - 1))
def test_whatever_is_written_reads_back_as_the_same_amount(amount_fen):
    assert read(in_capitals(amount_fen)) == amount_fen
