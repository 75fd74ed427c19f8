"""What pydantic complains of, as the clerk reads it."""

from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, ValidationError

from shared.errors import Refusal
from shared.problems import in_chinese
from shared.regions import Region
from shared.schemas import Form, PersonName
from tests.house.tree import is_chinese


class Colour(StrEnum):
    RED = "red"
    BLACK = "black"


class ByMail(BaseModel):
    channel: Literal["mail"]


class ByPost(BaseModel):
    channel: Literal["post"]


class Wanted(Form):
    colour: Colour = Colour.RED
    way: Annotated[ByMail | ByPost, Field(discriminator="channel")] | None = None
    pieces: int = 1
    name: str = "伞"
    village: Region | None = None
    whose: PersonName = "王小明"
    even: int = Field(default=2, multiple_of=2)


def told(**given: Any) -> str:
    with pytest.raises(ValidationError) as wrong:
        Wanted.model_validate(given)
    [complaint] = in_chinese(wrong.value.errors())
    return complaint["detail"]


def test_a_choice_lists_its_choices_without_english() -> None:
    assert told(colour="green") == "应为以下之一：red、black"


def test_a_word_that_is_none_of_the_keys_is_pointed_at_by_itself() -> None:
    class Counted(BaseModel):
        counts: dict[Colour, int]

    with pytest.raises(ValidationError) as wrong:
        Counted.model_validate({"counts": {"green": 1}})

    assert [each["pointer"] for each in in_chinese(wrong.value.errors())] == ["/counts/green"]


def test_a_choice_of_forms_names_the_field_that_chooses() -> None:
    assert told(way={"channel": "pigeon"}) == "'channel' 应为以下之一：'mail', 'post'"
    assert told(way={}) == "没有写明 'channel'"


def test_a_number_that_no_column_holds_is_refused() -> None:
    assert told(pieces="9" * 5000) == "数字过大"


def test_an_unseen_character_is_named() -> None:
    for unseen in ("\x00", "\x85", "\u200b", "\u202e", "\u2066", "\ufeff"):
        assert told(name=f"雨{unseen}伞") == "含有不可见的控制字符"


def test_signs_of_rare_names_and_lines_of_a_reason_are_seen() -> None:
    assert Wanted(name="阿依古丽·买买提 𠮷\n第二行").name == "阿依古丽·买买提 𠮷\n第二行"


def test_a_person_s_name_stands_in_one_line() -> None:
    assert told(whose="王\n明") == "姓名应写在一行，不带换行和制表符"
    assert told(whose="  ") == "至少 1 个字符"


def test_a_type_of_our_own_says_its_own_sentence() -> None:
    assert told(village="371311999999") == "没有这个行政区划代码"
    assert told(village="371311") == "村（社区）代码应为 12 位数字"


def test_a_type_of_our_own_of_one_word_does_too() -> None:
    wrong = [{"type": "uscc", "loc": ("body", "supplier_code"), "msg": "统一社会信用代码校验不符", "input": "9137"}]

    assert in_chinese(wrong) == [{"pointer": "/supplier_code", "code": "uscc", "detail": "统一社会信用代码校验不符"}]


def test_amounts_in_a_refusal_are_told_in_yuan() -> None:
    assert Refusal(owed_fen=120_05, left=["a"]).told == {"owed_yuan": "120.05", "left": ["a"]}


def test_what_no_sentence_was_written_for_is_still_told_in_chinese() -> None:
    assert is_chinese(told(even=3))
