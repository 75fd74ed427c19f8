"""What was published once is never changed: golden schemas of every event."""

from typing import Any

import pytest
from pydantic import BaseModel, Field

from shared.events import Event, every_event
from tests.house.compatibility import breaks
from tests.house.golden import FOLDER, RENEW, golden_of, known


@pytest.mark.parametrize("event", every_event(), ids=lambda event: event.__name__)
def test_an_event_keeps_what_it_once_said(event: type[Event]) -> None:
    assert known(event), f"{event.__name__} has no golden schema: {RENEW}"
    assert breaks(known(event), event.model_json_schema()) == [], f"make it a {event.__name__}V2"


@pytest.mark.parametrize("event", every_event(), ids=lambda event: event.__name__)
def test_a_golden_schema_knows_every_field(event: type[Event]) -> None:
    assert known(event) == event.model_json_schema(), f"compatible, but new since the golden schema: {RENEW}"


def test_an_event_that_was_published_is_never_removed() -> None:
    assert {path.name for path in FOLDER.glob("*.json")} == {golden_of(event).name for event in every_event()}


class Part(BaseModel):
    payer: str


class Published(BaseModel):
    amount_fen: int = Field(ge=0)
    kind: str | None = None
    parts: list[Part] = []


def changed(**fields: Any) -> type[BaseModel]:
    """The event as somebody would like to have it now."""
    return type(
        "Published",
        (Published,),
        {
            "__annotations__": {name: kind for name, (kind, _) in fields.items()},
            **{name: default for name, (_, default) in fields.items()},
        },
    )


class Renamed(BaseModel):
    payer_name: str


class LongerPart(Part):
    share: int | None = None


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (changed(amount_fen=(str, ...)), "/amount_fen was"),
        (changed(amount_fen=(int, Field(ge=1))), "/amount_fen was"),
        (changed(amount_fen=(int, 0)), "/amount_fen is no longer required"),
        (changed(kind=(str, ...)), "/kind is now required"),
        (changed(region=(str, ...)), "/region is now required"),
        (changed(parts=(list[Renamed], [])), "/parts[]/payer is gone"),
        (Part, "/amount_fen is gone"),
    ],
)
def test_a_change_that_old_readers_do_not_understand_is_noticed(now: type[BaseModel], found: str) -> None:
    assert any(told.startswith(found) for told in breaks(Published.model_json_schema(), now.model_json_schema()))


@pytest.mark.parametrize(
    "now",
    [
        changed(note=(str | None, None)),
        changed(amount_fen=(int, Field(ge=0, title="金额"))),
        changed(parts=(list[LongerPart], [])),
    ],
)
def test_an_added_optional_field_and_a_better_title_are_welcome(now: type[BaseModel]) -> None:
    assert breaks(Published.model_json_schema(), now.model_json_schema()) == []
