"""What all forms (in) and views (out) have in common."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
"""Characters that no one types: PostgreSQL refuses the first of them, no printer knows the other controls, and those that turn
the direction of writing or take no room let a name on a printed sheet read otherwise than it is stored and searched."""


def seen(text: str) -> str:
    if _UNSEEN.search(text):
        raise ValueError("含有不可见的控制字符")
    return text


SeenText = Annotated[str, AfterValidator(seen)]
"""For what a query holds, which is no form: text that somebody can have typed."""


class Form(BaseModel):
    """What a caller sends. An unknown field is a mistake that we say aloud, not one that we swallow."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, str_strip_whitespace=True)

    @field_validator("*")
    @classmethod
    def _can_beseen(cls, value: Any) -> Any:
        return seen(value) if isinstance(value, str) else value


def _in_one_line(name: str) -> str:
    if any(sign in name for sign in "\r\n\t"):
        raise ValueError("姓名应写在一行，不带换行和制表符")
    return name


PersonName = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_in_one_line)]
"""A person's name as a paper has it."""


class View(BaseModel):
    """What a caller gets."""

    model_config = ConfigDict(frozen=True, from_attributes=True, populate_by_name=True, serialize_by_alias=True)
