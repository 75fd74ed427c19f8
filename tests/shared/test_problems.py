"""What pydantic complains of, as the clerk reads it."""

from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, ValidationError

from shared.problems import in_chinese
from shared.schemas import Form
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
    even: int = Field(default=2, multiple_of=2)


def told(**given: Any) -> str:
    with pytest.raises(ValidationError) as wrong:
        Wanted.model_validate(given)
    [complaint] = in_chinese(wrong.value.errors())
    return complaint["detail"]


def test_a_choice_lists_its_choices_without_english() -> None:
    assert told(colour="green") == "应为以下之一：red、black"


def test_a_choice_of_forms_names_the_field_that_chooses() -> None:
    assert told(way={"channel": "pigeon"}) == "'channel' 应为以下之一：'mail', 'post'"
    assert told(way={}) == "没有写明 'channel'"


def test_a_number_that_no_column_holds_is_refused() -> None:
    assert told(pieces="9" * 5000) == "数字过大"


def test_an_unseen_character_is_named() -> None:
    assert told(name="伞\x00") == "含有不可见的控制字符"


def test_what_no_sentence_was_written_for_is_still_told_in_chinese() -> None:
    assert is_chinese(told(even=3))
