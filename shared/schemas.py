"""What all forms (in) and views (out) have in common."""

from pydantic import BaseModel, ConfigDict


class Form(BaseModel):
    """What a caller sends. An unknown field is a mistake that we say aloud, not one that we swallow."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, str_strip_whitespace=True)


class View(BaseModel):
    """What a caller gets."""

    model_config = ConfigDict(frozen=True, from_attributes=True, populate_by_name=True, serialize_by_alias=True)
