"""Likeness: what makes two files one question, whichever is named first, and that no likely pair is missed by the keys."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from services.registry.rules.likeness import Sign, Traits, differing_digits, marks_of, mistyped, signs
from services.registry.store.doubles_policy import get_doubles_policy, list_doubles_policies
from tests.builders.doubles import BORN, VILLAGE, a_number, traits

POLICY, _ = get_doubles_policy(VILLAGE, date(2020, 6, 1))


def points(one: Traits, other: Traits) -> int:
    return POLICY.weighed(signs(one, other)).points


def is_asked(one: Traits, other: Traits) -> bool:
    return points(one, other) >= POLICY.asking.from_points


def wrong(number: str, at: int, digit: str) -> str:
    """The number with another digit at a place (from 0) and the check sign that then belongs to it."""
    body = number[:at] + digit + number[at + 1 : 17]
    return body + mod_11_2.calc_check_digit(body)


def test_every_file_is_whole_and_says_what_each_sign_is_worth() -> None:
    assert next(policy.policy for policy in list_doubles_policies()) == "doubles-national"
    assert all({worth.sign for worth in policy.worths} == set(Sign) for policy in list_doubles_policies())


@pytest.mark.parametrize(
    ("what", "other"),
    [
        ("同村同名同日生", {"number": a_number(sequence=301)}),
        ("读音相同", {"name": "王晓明", "number": a_number(sequence=301)}),
        (
            "月日互换",
            {
                "name": "王晓明",
                "born_on": date(1972, 5, 3),
                "number": a_number(date(1972, 5, 3), 301),
                "phones": frozenset({"13800000001"}),
            },
        ),
        ("出生日期差一位", {"born_on": date(1973, 3, 5), "number": a_number(date(1973, 3, 5))}),
        ("号码差一位", {"village": "371311002001", "number": wrong(a_number(), 5, "2")}),
        ("少写一个字、电话相同", {"name": "王明", "number": a_number(sequence=301)}),
    ],
)
def test_these_are_asked_about(what: str, other: dict[str, object]) -> None:
    assert is_asked(traits(), traits(**other)), what


@pytest.mark.parametrize(
    ("what", "other"),
    [
        ("外村同名同日生是常见的巧合", {"village": "371311002001", "number": a_number(sequence=301), "phones": frozenset[str]()}),
        ("同村同名、年龄不同", {"born_on": date(1990, 8, 21), "number": a_number(date(1990, 8, 21)), "phones": frozenset[str]()}),
        ("同日在同一处登记的别人", {"name": "李建军", "number": a_number(sequence=13), "phones": frozenset[str]()}),
        ("同名的异性", {"sex": "2", "number": a_number(sequence=12), "phones": frozenset[str]()}),
    ],
)
def test_these_are_left_alone(what: str, other: dict[str, object]) -> None:
    assert not is_asked(traits(), traits(**other)), what


def test_twins_are_left_alone_but_the_same_child_entered_twice_is_not() -> None:
    first = traits(name="王小明")
    twin = replace(first, person_id=uuid4(), name="王小亮", number=a_number(sequence=13))
    assert Sign.TWINS in signs(first, twin)
    assert not is_asked(first, twin)
    assert is_asked(first, replace(twin, name="王小明"))


def test_a_day_and_month_that_changed_places_are_seen_in_birth_date_and_number() -> None:
    found = signs(traits(), traits(born_on=date(1972, 5, 3), number=a_number(date(1972, 5, 3))))
    assert {Sign.BIRTH_SWAPPED, Sign.NUMBER_SWAPPED} <= found


def test_a_number_is_mistyped_in_a_hundred_and_seventy_ways_and_each_is_a_sound_number() -> None:
    ways = list(mistyped(a_number()))
    assert len(ways) == len(set(ways))
    assert 160 <= len(ways) <= 171
    assert all(way[17] == mod_11_2.calc_check_digit(way[:17]) for way in ways[:-1])
    assert ways[-1] == a_number()[:6] + a_number()[8:17]


def test_where_numbers_differ_is_told_without_telling_the_numbers() -> None:
    assert differing_digits(a_number(), wrong(a_number(), 12, "2")) == [13, 18]


_NAMES = st.sampled_from(["王小明", "王晓明", "王明", "李建军", "阿卜杜拉·买买提", "阿不都拉·买买提", "欧阳娜娜", "欧阳娜", ""])
_DAYS = st.sampled_from([BORN, date(1972, 5, 13), date(1972, 3, 15), date(1972, 5, 3), date(1973, 3, 5), date(1927, 3, 5), None])
_ANYBODY = st.builds(
    lambda name, born, sequence, county, house, village, phone, sex, head: traits(
        name=name,
        born_on=born,
        number=wrong(a_number(born or BORN, sequence), 5, county) if born else "",
        household_id=house,
        village=village,
        phones=frozenset({phone} - {""}),
        sex=sex,
        head=head,
    ),
    _NAMES,
    _DAYS,
    st.sampled_from([11, 13, 31, 111]),
    st.sampled_from("12"),
    st.sampled_from([uuid4(), uuid4()]),
    st.sampled_from([VILLAGE, "371311001002", "371311002001", "371402001001"]),
    st.sampled_from(["13800000001", "13800000002", ""]),
    st.sampled_from(["1", "2"]),
    st.sampled_from(["王大", "王二", ""]),
)


@given(_ANYBODY, _ANYBODY)
def test_likeness_is_the_same_whoever_is_named_first(one: Traits, other: Traits) -> None:
    assert signs(one, other) == signs(other, one)
    assert points(one, other) == points(other, one)


@given(_ANYBODY, _ANYBODY)
def test_whoever_is_asked_about_shares_a_key(one: Traits, other: Traits) -> None:
    if is_asked(one, other):
        assert set(marks_of(one).values()) & set(marks_of(other).values())
