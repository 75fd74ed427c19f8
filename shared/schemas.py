"""What all forms (in) and views (out) have in common."""

import re
from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator

_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""Control characters that no one types: PostgreSQL refuses the first of them, and no printer knows the others."""


class Form(BaseModel):
    """What a caller sends. An unknown field is a mistake that we say aloud, not one that we swallow."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, str_strip_whitespace=True)

    @field_validator("*")
    @classmethod
    def _can_be_seen(cls, value: Any) -> Any:
        if isinstance(value, str) and _UNSEEN.search(value):
            raise ValueError("含有不可见的控制字符")
        return value


class View(BaseModel):
    """What a caller gets."""

    model_config = ConfigDict(frozen=True, from_attributes=True, populate_by_name=True, serialize_by_alias=True)
