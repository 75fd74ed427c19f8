"""Counters on the wire: yuan text, but for the number of stays, which is a number."""

from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from shared.policy import counters

_SHAPE = {
    "type": "object",
    "additionalProperties": {"type": "string", "pattern": r"^\d{1,13}(\.\d{1,2})?$", "examples": ["1200.00"]},
    "properties": {counters.STAYS: {"type": "integer", "minimum": 0, "title": "本年度此前的住院次数"}},
}


def _read(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {name: counters.read(name, counted) for name, counted in value.items()}


def _shown(value: dict[str, int]) -> dict[str, str | int]:
    return {name: counters.shown(name, counted) for name, counted in value.items()}


CountersGiven = Annotated[
    dict[str, int], BeforeValidator(_read), PlainSerializer(_shown, when_used="json"), WithJsonSchema(_SHAPE)
]
"""Counters in a form, held as fen and numbers."""

CountersShown = Annotated[dict[str, int], PlainSerializer(_shown, when_used="json"), WithJsonSchema(_SHAPE)]
"""Counters in an answer, built from fen and numbers."""
