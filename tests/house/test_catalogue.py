"""The catalogue of events: true to the code, valid for machines, legible for people."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
import yaml

from deploy.catalogue.__main__ import written
from deploy.catalogue.story import STORY
from deploy.catalogue.traffic import handlers_of, traffic
from shared.events import Event
from shared.events.wire import encode
from tests.house.tree import ROOT, SERVICES, name_of


@pytest.mark.parametrize("path", written(), ids=name_of)
def test_the_catalogue_in_the_tree_is_up_to_date(path: Path) -> None:
    assert path.exists() and path.read_text("utf-8") == written()[path], "write it anew with: make catalogue"


@cache
def document() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "deploy/catalogue/asyncapi.yaml").read_text("utf-8"))


@cache
def asyncapi_schema() -> jsonschema.Draft7Validator:
    text = (ROOT / "tests/house/specs/asyncapi-3.0.0.json").read_text("utf-8")
    return jsonschema.Draft7Validator(json.loads(text))


def test_the_document_is_valid_asyncapi() -> None:
    asyncapi_schema().validate(document())


@pytest.mark.parametrize(
    "wrong",
    [
        {"operations": {"x": {"action": "publish", "channel": {"$ref": "#/channels/CaseClosed"}}}},
        {"channels": {"x": {"address": 1}}},
        {"components": {"schemas": {"x": {"type": "number", "properties": 3}}}},
    ],
)
def test_the_schema_notices_what_is_wrong(wrong: dict[str, Any]) -> None:
    assert not asyncapi_schema().is_valid(document() | wrong)


def references_in(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from [part["$ref"]] if "$ref" in part else []
    for below in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from references_in(below)


def test_every_reference_in_the_document_leads_somewhere() -> None:
    for reference in references_in(document()):
        place: Any = document()
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


@pytest.mark.parametrize("example", STORY, ids=lambda example: type(example).__name__)
def test_what_goes_over_the_wire_is_what_the_document_says(example: Event) -> None:
    message = document()["components"]["messages"][type(example).__name__]
    payload = message["payload"] | {"components": document()["components"]}
    jsonschema.Draft202012Validator(payload).validate(json.loads(encode(example)))


def test_every_handler_of_every_house_is_in_the_document() -> None:
    durables = {operation.get("x-durable") for operation in document()["operations"].values()} - {None}
    handlers = [handler for service in SERVICES for handler in handlers_of(service).handlers]
    # Who hears everything is no reader of any one fact: what notifier keeps for others is said in its README.
    assert durables == {handler.durable for handler in handlers if handler.event_type.subject}


def test_the_picture_shows_every_party_every_event_and_every_arrow() -> None:
    picture = ElementTree.fromstring((ROOT / "deploy/catalogue/system.svg").read_text("utf-8"))  # noqa: S314  our own file
    words = {element.text for element in picture.iter("{http://www.w3.org/2000/svg}text")}
    assert words >= {line.event.title for line in traffic()}
    arrows = len(list(picture.iter("{http://www.w3.org/2000/svg}path")))
    assert arrows == sum(len(line.readers) for line in traffic())


def test_the_picture_needs_nothing_from_elsewhere() -> None:
    text = (ROOT / "deploy/catalogue/system.svg").read_text("utf-8")
    assert text.count("http") == 1  # the name of SVG itself
    assert "<script" not in text and "url(" not in text


def test_every_address_of_the_document_is_the_subject_of_its_event() -> None:
    said = {channel["address"].partition(".{")[0] for channel in document()["channels"].values()}
    assert said == {line.event.subject for line in traffic()}
