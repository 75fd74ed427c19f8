"""Amounts in Chinese capitals, by the examples of the rules of 1997 and the places where people go wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.capital import in_capitals

OF_THE_RULES = [
    (1_409_50, "人民币壹仟肆佰零玖元伍角整"),
    (6_007_14, "人民币陆仟零柒元壹角肆分"),
    (1_680_32, "人民币壹仟陆佰捌拾元叁角贰分"),
    (107_000_53, "人民币壹拾万柒仟元伍角叁分"),
    (16_409_02, "人民币壹万陆仟肆佰零玖元零贰分"),
    (325_04, "人民币叁佰贰拾伍元零肆分"),
]
ZEROS = [
    (0, "人民币零元整"),
    (1, "人民币壹分"),
    (10, "人民币壹角整"),
    (11, "人民币壹角壹分"),
    (1_00, "人民币壹元整"),
    (1_01, "人民币壹元零壹分"),
    (1_20, "人民币壹元贰角整"),
    (10_00, "人民币壹拾元整"),
    (100_05, "人民币壹佰元零伍分"),
    (1_001_00, "人民币壹仟零壹元整"),
    (10_001_00, "人民币壹万零壹元整"),
    (10_100_00, "人民币壹万零壹佰元整"),
    (100_100_100_00, "人民币壹亿零壹拾万零壹佰元整"),
    (100_000_001_00, "人民币壹亿零壹元整"),
    (1_000_000_000_000_00, "人民币壹万亿元整"),
    (1_001_000_000_000_00, "人民币壹万零壹拾亿元整"),
    (9_999_999_999_99, "人民币玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    (-360_00, "人民币负叁佰陆拾元整"),
]

_DIGIT = {digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}


@pytest.mark.parametrize(("amount_fen", "said"), OF_THE_RULES + ZEROS)
def test_an_amount_is_written_as_a_cashier_writes_it(amount_fen: int, said: str):
    assert in_capitals(amount_fen) == said


def read_back(said: str) -> int:
    """The amount by reading the words as a person does: digit by digit, group by group."""
    whole, _, small = said.removeprefix("人民币").removesuffix("整").rpartition("元")
    total = section = digit = 0
    for sign in whole:
        if sign in _DIGIT:
            digit = _DIGIT[sign]
        elif sign in "拾佰仟":
            section, digit = section + digit * {"拾": 10, "佰": 100, "仟": 1000}[sign], 0
        elif sign == "亿":
            total, section, digit = (total + section + digit) * 10**8, 0, 0
        else:
            total, section, digit = total + (section + digit) * 10**4, 0, 0
    amount_fen = (total + section + digit) * 100
    for sign in small:
        if sign in _DIGIT:
            digit = _DIGIT[sign]
        else:
            amount_fen += digit * {"角": 10, "分": 1}[sign]
    return amount_fen


@given(st.integers(1, 10**15 - 1))
def test_what_is_written_reads_as_the_same_amount_and_never_says_zero_twice(amount_fen: int):
    said = in_capitals(amount_fen)

    assert read_back(said if "元" in said else said.replace("人民币", "人民币元")) == amount_fen
    assert "零零" not in said
    assert not any(f"零{unit}" in said for unit in "拾佰仟万亿元角分")
