"""Conditions of quality rules: what each question says of full, empty and strange fields."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from services.registry.rules.quality_condition import Condition, number_of, years_later
from services.registry.rules.quality_field import Whole, one_separator, words_of
from services.registry.rules.quality_subject import reckoned

LISTS = {"健康状况": frozenset({"健康", "残疾"})}


def holds(condition: Mapping[str, Any], own: Mapping[str, Any], *others: Mapping[str, Any], household: Any = None) -> bool:
    whole = Whole(household or {}, [own, *others])
    return Condition.model_validate(condition).judge(LISTS)(own, whole)


@pytest.mark.parametrize(
    ("condition", "value", "expected"),
    [
        ({"is": ["残疾"]}, "长期慢性病、残疾", True),
        ({"is": ["残疾"]}, "健康", False),
        ({"is": ["残疾"]}, None, False),
        ({"is_not": ["残疾"]}, "健康", True),
        ({"is_not": ["残疾"]}, "健康、残疾", False),
        ({"is_not": ["残疾"]}, None, False),
        ({"is_filled": False}, None, True),
        ({"is_filled": False}, "", True),
        ({"is_filled": True}, "健康", True),
        ({"from": 3, "to": 5}, "5", True),
        ({"from": 3, "to": 5}, "5.5", True),
        ({"from": 3, "to": 5}, "6", False),
        ({"to": 5}, "约五", False),
        ({"to": 5}, None, False),
        ({"matches": r"1\d{10}"}, "13905390001", True),
        ({"matches_not": r"1\d{10}"}, "139053900010", True),
        ({"matches_not": r"1\d{10}"}, None, False),
        ({"outside_list": "健康状况"}, "健康、良好", True),
        ({"outside_list": "健康状况"}, "健康、残疾", False),
        ({"outside_list": "健康状况"}, None, False),
    ],
)
def test_a_question_about_one_field(condition: Mapping[str, Any], value: str | None, expected: bool) -> None:
    assert holds({"field": "健康状况", **condition}, {} if value is None else {"健康状况": value}) is expected


def test_a_member_is_compared_with_the_head_and_the_head_never_with_themselves() -> None:
    head = {"与户主关系": "户主", "出生日期": "1978-03-18"}
    child = {"与户主关系": "之子", "出生日期": "1992-03-17"}
    close = {"field": "出生日期", "before": "出生日期", "of": "head", "years": 14}
    assert holds(close, child, head)
    assert not holds(close, child | {"出生日期": "1992-03-18"}, head)
    assert not holds(close, head, child)
    assert not holds(close, child)


def test_members_are_counted_and_repetitions_found() -> None:
    mothers = {"members": [{"field": "与户主关系", "is": ["之母", "之父"]}], "twice": "与户主关系"}
    mother, father = {"与户主关系": "之母"}, {"与户主关系": "之父"}
    assert not holds(mothers, mother, father)
    assert holds(mothers, mother, father, mother)
    nobody = {"members": [{"field": "与户主关系", "is": ["户主"]}], "at_most": 0}
    assert holds(nobody, mother)


def test_a_person_asks_their_household() -> None:
    elsewhere = {"field": "村", "differs_from": "村", "of": "household"}
    assert holds(elsewhere, {"村": "371311001002"}, household={"村": "371311001001"})
    assert not holds(elsewhere, {"村": "371311001001"}, household={"村": "371311001001"})


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"field": "年龄"},
        {"field": "年龄", "is": ["1"], "from": 2},
        {"field": "年龄", "any_of": [[{"field": "年龄", "to": 1}]]},
        {"members": [{"field": "年龄", "to": 1}]},
        {"field": "年龄", "fails": "a-wish"},
        {"field": "年龄", "matches": "("},
        {"field": "年龄", "is": ["1"], "years": 3},
        {"field": "年龄", "is": ["1"], "by": 3},
    ],
)
def test_a_condition_asks_one_thing(wrong: Mapping[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Condition.model_validate(wrong)


def test_a_list_that_is_not_there_is_refused_when_the_rules_are_made_ready() -> None:
    with pytest.raises(ValueError, match="没有名为"):
        Condition.model_validate({"field": "年龄", "outside_list": "年龄"}).judge(LISTS)


def test_age_turns_on_the_birthday() -> None:
    born = {"出生日期": "2000-02-29", "加入日期": "2023-06-01"}
    assert reckoned(born, on=date(2023, 2, 28))["年龄"] == 22
    assert reckoned(born, on=date(2023, 3, 1))["年龄"] == 23
    assert reckoned(born, on=date(2023, 7, 1))["登记天数"] == 30


def test_numbers_words_and_years_are_read_as_people_write_them() -> None:
    assert [number_of(each) for each in ("12", "12.5", 12, "", None, "十二", "1" * 10)] == [12, 12, 12, None, None, None, None]
    assert words_of(one_separator("健康;残疾，长期慢性病")) == ["健康", "残疾", "长期慢性病"]
    assert reckoned({"健康状况": "健康,残疾"}, on=date(2023, 7, 1))["健康状况"] == "健康、残疾"
    assert years_later("2000-02-29", -14) == "1986-02-29"
