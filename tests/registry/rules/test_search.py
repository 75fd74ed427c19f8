"""What officers type, and whom they mean by it."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.rules.mark import NAME_RUN, TermKind, sounds_of, terms_of
from services.registry.rules.search import (
    NothingAsked,
    NotUnderstood,
    Question,
    Standing,
    TooLittleAsked,
    WholeNumberInAddress,
    read_question,
    standing_of,
)
from shared.errors import Refusal

WANG = {
    "name": "王小明",
    "id_number": "371311197203154417",
    "born_on": "1972-03-15",
    "region": "371311001001",
    "classes": ["enrolled"],
}


@pytest.mark.parametrize(
    "typed",
    [
        "王小明",
        "小明",
        "王",
        "王 明",
        "wangxiaoming",
        "Wang Xiaoming",
        "wxm",
        "w x m",
        "xm",
        "wangxm",
        "wang x",
        "4417",
        "154417",
        "1972-3-15",
        "19720315",
        "1972年3月15日",
        "1972年",
        "王 4417",
        "ｗｘｍ　１９７２年",
        "王xm，154417",
    ],
)
def test_whoever_is_meant_is_found_by_whatever_is_known_of_them(typed: str) -> None:
    question = read_question(typed)
    assert question.means(WANG, Standing.PRESENT)
    assert question.terms <= terms_of(WANG)


@pytest.mark.parametrize("typed", ["王小芳", "明小", "wangming", "wxf", "mx", "4418", "1973年", "1972-03-16", "王 4418", "汪"])
def test_somebody_else_is_not_meant(typed: str) -> None:
    assert not read_question(typed).means(WANG, Standing.PRESENT)


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", NothingAsked),
        (" ，", NothingAsked),
        ("w", TooLittleAsked),
        ("371311197203154417", WholeNumberInAddress),
        ("37131119720315441X", WholeNumberInAddress),
        ("417", NotUnderstood),
        ("1972-13-01", NotUnderstood),
        ("99999999", NotUnderstood),
    ],
)
def test_what_cannot_be_looked_for_is_said_to_whoever_typed_it(typed: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        read_question(typed)


def test_a_name_in_parts_is_found_by_any_of_them() -> None:
    facts = {"name": "买买提·阿不都热依木", "region": "650102001001"}
    for typed in ("买买提", "阿不都热依木", "买买提阿不都热依木", "买买提·阿不都", "maimaiti", "mmt", "abudureyimu", "热依木"):
        assert read_question(typed).means(facts, Standing.PRESENT), typed


def test_every_way_to_say_a_surname_or_a_character_finds() -> None:
    for typed in ("zhai", "di", "zzg"):
        assert read_question(typed).means({"name": "翟志刚"}, Standing.PRESENT)
    assert read_question("wangyue").means({"name": "王乐"}, Standing.PRESENT)
    assert "zeng" not in sounds_of("张会") and "zeng" in sounds_of("张曾")


def test_place_class_and_standing_narrow_it_down() -> None:
    asked: dict[str, Any] = {"names": ("王",)}
    assert Question(**asked, within="371311001").means(WANG, Standing.PRESENT)
    assert not Question(**asked, within="371311002").means(WANG, Standing.PRESENT)
    assert not Question(**asked, standing=Standing.DEAD).means(WANG, Standing.PRESENT)
    assert standing_of(date(2020, 1, 1), None) is Standing.LEFT
    assert standing_of(date(2020, 1, 1), date(2020, 1, 1)) is Standing.DEAD


def test_a_trace_says_by_what_kind_of_thing_and_never_what() -> None:
    asked = read_question("王 wxm 4417 1972年")
    assert asked.kinds == ["姓名", "拼音", "证件末位", "出生年份"]


def test_a_whole_name_comes_before_names_that_contain_it() -> None:
    assert read_question("王小").exact == (TermKind.WHOLE_NAME, "王小")
    assert (TermKind.WHOLE_NAME, "王小") not in terms_of(WANG)
    assert read_question("wxm").exact in terms_of(WANG)


@given(st.text(alphabet="王李张欧阳小明丽乐曾重长·", min_size=1, max_size=12), st.data())
def test_every_part_of_a_name_is_narrowed_down_to_it(name: str, data: st.DataObject) -> None:
    key = name.replace("·", "")
    if not key:
        return
    start = data.draw(st.integers(0, len(key) - 1))
    part = key[start : data.draw(st.integers(start + 1, len(key)))]
    question = Question(names=(part,))
    assert question.means({"name": name}, Standing.PRESENT)
    assert question.terms <= terms_of({"name": name})
    assert all(len(value) <= NAME_RUN for kind, value in question.terms if kind is TermKind.NAME)
