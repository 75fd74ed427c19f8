"""Identity numbers: what is taken, what is refused and why, and what is shown."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from shared.identity import IdNumber, InvalidIdNumber, Sex, check_id_number, masked, masked_name

ON = date(2020, 6, 1)
STANDARD = "11010519491231002X"
"""The example number of GB 11643 itself."""


def numbered(county: str, born_on: date, sequence: int) -> str:
    stem = f"{county}{born_on:%Y%m%d}{sequence:03d}"
    return stem + mod_11_2.calc_check_digit(stem)


BIRTHS = st.dates(date(1900, 1, 1), ON)
NUMBERS = st.builds(numbered, st.integers(110000, 999999).map(str), BIRTHS, st.integers(0, 999))


def test_the_number_printed_in_the_standard_is_read() -> None:
    assert check_id_number(STANDARD, on=ON) == IdNumber(STANDARD, date(1949, 12, 31), Sex.FEMALE, "110105")


@pytest.mark.parametrize("typed", ["11010519491231002x", " 11010519491231002X ", "110105 19491231 002X", "11010519491231002X"])
def test_a_number_is_taken_as_people_type_it(typed: str) -> None:
    assert check_id_number(typed, on=ON).number == STANDARD


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "没有填写"),
        ("   ", "没有填写"),
        ("110105491231002", "15 位号码已于 2013 年停用，请填写 18 位号码"),
        ("1101051949123100", "应为 18 位，实有 16 位"),
        ("11010519491231002X43", "应为 18 位，实有 20 位"),
        ("1101051949123100ZX", "前 17 位应为数字，末位应为数字或 X"),
        ("110105194912310②2X", "前 17 位应为数字，末位应为数字或 X"),
        ("11010519491231002Y", "前 17 位应为数字，末位应为数字或 X"),
        ("110105194902300021", "出生日期 19490230 不是真实的日期"),
        ("110105194913010021", "出生日期 19491301 不是真实的日期"),
        ("110105000001010021", "出生日期 00000101 不是真实的日期"),
        ("110105189912310021", "出生日期 18991231 早于 1900 年"),
        ("110105202006020021", "出生日期 20200602 在 2020-06-01 之后"),
        ("110105194912310021", "校验码不符，号码中至少有一位填写有误"),
    ],
)
def test_a_wrong_number_is_refused_with_its_reason(typed: str, reason: str) -> None:
    with pytest.raises(InvalidIdNumber) as refused:
        check_id_number(typed, on=ON)
    assert refused.value.reason == reason


def test_a_refusal_never_repeats_the_number() -> None:
    with pytest.raises(InvalidIdNumber) as refused:
        check_id_number("110105194912310021", on=ON)
    assert "110105194912310021" not in f"{refused.value!r} {refused.value} {refused.value.facts}"


@pytest.mark.parametrize("county", ["330113", "440307", "810000", "999999"])
def test_a_county_that_no_table_knows_is_no_reason_to_refuse(county: str) -> None:
    assert check_id_number(numbered(county, date(1980, 5, 4), 17), on=ON).county == county


@given(NUMBERS)
def test_every_well_formed_number_is_read_and_says_birth_and_sex(number: str) -> None:
    read = check_id_number(number, on=ON)
    assert f"{read.born_on:%Y%m%d}" == number[6:14]
    assert (read.sex is Sex.MALE) == (int(number[16]) % 2 == 1)


@given(NUMBERS, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(number: str, at: int, by: int) -> None:
    digit = str((int(number[at]) + by) % 10)
    with pytest.raises(InvalidIdNumber):
        check_id_number(number[:at] + digit + number[at + 1 :], on=ON)


@given(NUMBERS, st.integers(0, 15))
def test_two_neighbours_exchanged_are_always_noticed(number: str, at: int) -> None:
    if number[at] != number[at + 1]:
        with pytest.raises(InvalidIdNumber):
            check_id_number(number[:at] + number[at + 1] + number[at] + number[at + 2 :], on=ON)


@given(st.text(max_size=30))
def test_any_text_is_either_read_or_refused(text: str) -> None:
    try:
        assert check_id_number(text, on=ON).born_on <= ON
    except InvalidIdNumber as refused:
        assert refused.reason


def test_a_birth_on_the_very_day_is_taken_and_on_the_next_is_not() -> None:
    assert check_id_number(numbered("371311", ON, 1), on=ON).born_on == ON
    with pytest.raises(InvalidIdNumber):
        check_id_number(numbered("371311", ON + timedelta(days=1), 1), on=ON)


def test_a_number_is_shown_with_its_middle_hidden() -> None:
    assert masked(STANDARD) == "1101**********002X"
    assert masked("12345678") == "********"
    assert STANDARD not in repr(check_id_number(STANDARD, on=ON))


@pytest.mark.parametrize(("name", "shown"), [("王小明", "王*明"), ("王明", "王*"), ("欧阳小明", "欧**明"), ("王", "*"), ("", "")])
def test_a_name_is_shown_as_public_notices_do(name: str, shown: str) -> None:
    assert masked_name(name) == shown
