"""The index of the quality rules: it leaves out only those that would find nothing, whatever the fields say."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.registry.rules.quality import HeldRule
from services.registry.rules.quality_condition import Condition
from services.registry.rules.quality_example import ON, example_of
from services.registry.rules.quality_field import HOUSEHOLD_FIELDS, PERSON_FIELDS, Values, Whole
from services.registry.rules.quality_index import VALUES, WAYS, Index, ways
from services.registry.rules.quality_subject import reckoned
from services.registry.store.quality_policy import every_listed_value, list_quality_policies, rules_of
from tests.builders.registry import LONGTAN

LISTS = {"健康状况": frozenset({"健康", "残疾"})}
RULES = rules_of(LONGTAN, ON)
_DATES = ("1900-01-01", "1955-06-01", "2005-06-30", "2019-12-31", "2031-01-01")
_WORDS = sorted({value for values in every_listed_value().values() for value in values})
_WRITTEN = ["是", "否", "", "2019", "2020", "0", "3", "13", "371311197803180011", "13905390001", "建档立卡、低保", "健康、残疾"]
_VALUES = some.sampled_from([*_WRITTEN, *_DATES, *_WORDS])


def asked_one_by_one(whole: Whole) -> set[tuple[str, int | None]]:
    """What every rule finds if it is held against everybody."""
    found: set[tuple[str, int | None]] = set()
    for each in RULES.held:
        if each.rule.about == "household":
            found |= {(each.rule.rule, None)} if each.judge(whole.household, whole) else set()
        else:
            found |= {(each.rule.rule, at) for at, member in enumerate(whole.members) if each.judge(member, whole)}
    return found


def found_by_index(whole: Whole) -> set[tuple[str, int | None]]:
    found = RULES.find(whole)
    told = {(each.held.rule.rule, each.member) for each in found}
    assert len(told) == len(found)
    return told


def test_every_example_of_every_rule_comes_to_the_same() -> None:
    given_by = [rule.examples for policy in list_quality_policies() for rule in policy.rules]
    examples = [changes for each in given_by for changes in (*each.odd, *each.fine)]
    assert len(examples) > 150
    for whole in map(example_of, examples):
        assert found_by_index(whole) == asked_one_by_one(whole)


@given(
    some.lists(some.dictionaries(some.sampled_from(sorted(PERSON_FIELDS)), _VALUES, max_size=25), max_size=3),
    some.dictionaries(some.sampled_from(sorted(HOUSEHOLD_FIELDS)), _VALUES, max_size=25),
)
def test_whatever_the_fields_say_it_comes_to_the_same(people: list[dict[str, str]], household: dict[str, str]) -> None:
    days = {"出生日期", "加入日期", "登记日期", "死亡日期"}

    def subject(told: dict[str, str]) -> Values:
        said: dict[str, str | int] = {
            name: value for name, value in told.items() if value and (name not in days or value in _DATES)
        }
        return reckoned({name: value for name, value in said.items() if name not in ("今天", "今年", "年龄", "出生年")}, on=ON)

    whole = Whole(subject(household), [subject(person) for person in people])
    assert found_by_index(whole) == asked_one_by_one(whole)


def an_index(*conditions: dict[str, Any]) -> Index:
    return Index([ways([Condition.model_validate(each) for each in conditions], LISTS)])


@pytest.mark.parametrize(
    ("conditions", "subject", "may_fit"),
    [
        ([{"field": "健康状况", "is": ["残疾"]}], {"健康状况": "健康、残疾"}, True),
        ([{"field": "健康状况", "is": ["残疾"]}], {"健康状况": "健康"}, False),
        ([{"field": "健康状况", "is": ["残疾"]}], {}, False),
        ([{"field": "健康状况", "is_filled": False}], {}, True),
        ([{"field": "出生日期", "before": "出生日期", "of": "head"}], {}, False),
        ([{"field": "出生日期", "before": "出生日期", "of": "head"}], {"出生日期": "1990-01-01"}, True),
        ([{"field": "年龄", "to": 15}, {"field": "务工时间(月)", "from": 1}], {"年龄": 12, "务工时间(月)": "3"}, True),
        ([{"field": "年龄", "to": 15}, {"field": "务工时间(月)", "from": 1}], {"年龄": 40, "务工时间(月)": "3"}, False),
        ([{"any_of": [[{"field": "年龄", "to": 15}], [{"field": "年龄", "from": 80}]]}], {"年龄": 81}, True),
        ([{"any_of": [[{"field": "年龄", "to": 15}], [{"field": "年龄", "from": 80}]]}], {"年龄": 40}, False),
        ([{"members": [{"field": "年龄", "to": 15}], "at_least": 1}], {}, True),
    ],
)
def test_one_field_rules_a_rule_out(conditions: list[dict[str, Any]], subject: Values, may_fit: bool) -> None:
    assert bool(an_index(*conditions).that_may_fit(subject)) is may_fit


def test_what_is_secret_is_only_looked_at_whether_it_is_there() -> None:
    index = an_index({"field": "成员联系电话", "matches_not": r"1\d{10}"})
    assert [bool(index.that_may_fit({"成员联系电话": told})) for told in ("13905390001", "123", "")] == [True, True, False]


def test_a_rule_with_more_ways_than_can_be_counted_is_asked_of_everybody() -> None:
    either = {"any_of": [[{"field": "年龄", "to": 15}], [{"field": "年龄", "from": 80}]]}
    assert ways([Condition.model_validate(either)] * 7, LISTS) == [()]
    assert WAYS < 2**7
    assert VALUES >= 130  # ages


def test_rules_are_asked_in_the_order_of_their_files() -> None:
    held: list[HeldRule] = [each for each in RULES.held if each.rule.about == "person"]
    whole = example_of({"户主": {"健康状况": "", "年度": "1999", "民族": "", "文化程度": ""}})
    names = [each.held.rule.rule for each in RULES.find(whole) if each.member == 0]
    assert names == [each.rule.rule for each in held if each.rule.rule in names]
    assert len(names) > 2
