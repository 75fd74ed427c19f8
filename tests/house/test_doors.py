"""Every door says who may enter, in Chinese, with an example of what to send and of every way to be sent back."""

import importlib
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import httpx
import jsonschema
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from shared.door import SAFE, Door, Question
from shared.patterns import meaning
from shared.security import May
from shared.settings import Settings
from tests.house.open_doors import KEYED_BY_BODY, PUBLIC, PUBLIC_EVERYWHERE
from tests.house.tree import SERVICES, is_chinese

each_service = pytest.mark.parametrize("service", SERVICES)

DOCUMENTATION = {"/openapi.json", "/docs", "/docs/oauth2-redirect", "/static-offline-docs"}
SIGN_IN = "/session"
"""For browsers alone, so it stands in no documentation; tests/shared/test_session.py holds it."""


class Way(NamedTuple):
    """One way into a house: a method on a path, its rules, and what the documentation says of it."""

    name: str
    route: APIRoute
    told: dict[str, Any]

    @property
    def rules(self) -> list[May]:
        return [below.call for below in self.route.dependant.dependencies if isinstance(below.call, May)]

    @property
    def is_public(self) -> bool:
        return not any(rule.roles for rule in self.rules)

    @property
    def is_write(self) -> bool:
        return not self.name.startswith(tuple(SAFE)) and not isinstance(self.route, Question)


def ways_through(app: FastAPI) -> list[Way]:
    documented = app.openapi()["paths"]
    return [
        Way(f"{method} {path}", context.original_route, documented.get(path, {}).get(method.lower(), {}))
        for context in iter_route_contexts(app.routes)
        if isinstance(context.original_route, APIRoute) and context.path not in DOCUMENTATION | {SIGN_IN}
        for path in (context.path.replace(":path}", "}"),)  # as the documentation writes it
        for method in sorted(context.original_route.methods)
    ]


@cache
def app_of(service: str) -> FastAPI:
    app: FastAPI = importlib.import_module(f"services.{service}.app").create(Settings())
    return app


@cache
def ways_into(service: str) -> list[Way]:
    return ways_through(app_of(service))


def every_schema(service: str) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from app_of(service).openapi().get("components", {}).get("schemas", {}).items()


@each_service
def test_every_door_says_once_who_may_enter(service: str) -> None:
    assert [way.name for way in ways_into(service) if len(way.rules) != 1] == []


@each_service
def test_every_rule_is_kept_by_a_door(service: str) -> None:
    assert [way.name for way in ways_into(service) if not (way.is_public or isinstance(way.route, Door))] == []


def test_a_way_in_without_a_rule_is_noticed() -> None:
    careless = FastAPI()
    careless.get("/secrets")(lambda: "all of them")
    assert [way.name for way in ways_through(careless) if len(way.rules) != 1] == ["GET /secrets"]


@each_service
def test_nothing_is_public_but_what_is_meant_to_be(service: str) -> None:
    assert {way.name for way in ways_into(service) if way.is_public} == PUBLIC_EVERYWHERE | PUBLIC[service]


@each_service
def test_nothing_stands_beside_the_doors_but_the_documentation(service: str) -> None:
    contexts = iter_route_contexts(app_of(service).routes)
    assert {context.path for context in contexts if not isinstance(context.original_route, APIRoute)} <= DOCUMENTATION


@each_service
def test_every_door_is_documented_by_a_chinese_summary(service: str) -> None:
    assert [way.name for way in ways_into(service) if not is_chinese(way.told.get("summary"))] == []


@each_service
def test_every_write_asks_for_an_idempotency_key(service: str) -> None:
    writes = [way for way in ways_into(service) if way.is_write and not way.is_public]
    assert [way.name for way in writes if not asks_for_key(service, way)] == []
    assert {way.name for way in writes if not way.route.is_keyed_by_header} <= set(KEYED_BY_BODY)


def asks_for_key(service: str, way: Way) -> bool:
    """In the header, or where the door's own kind of message has its number."""
    if way.route.is_keyed_by_header:
        return "Idempotency-Key" in {given["name"] for given in way.told.get("parameters", ())}
    [content] = way.told["requestBody"]["content"].values()
    schema = content["schema"]
    if "$ref" in schema:
        schema = app_of(service).openapi()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return KEYED_BY_BODY[way.name] in schema["required"]


@each_service
def test_every_parameter_has_a_chinese_title(service: str) -> None:
    untitled = [
        f"{way.name}: {given['name']}"
        for way in ways_into(service)
        for given in way.told.get("parameters", ())
        if not is_chinese(given["schema"].get("title"))
    ]
    assert untitled == []


@each_service
def test_nothing_that_people_read_in_the_document_is_english(service: str) -> None:
    english = [where for where, text in described(app_of(service).openapi(), "") if " " in text and not is_chinese(text)]
    assert [where for where in english if not where.endswith(("/inf_time", "/classes", "/kind"))] == []


def described(node: Any, where: str) -> Iterator[tuple[str, str]]:
    """Each description and summary of a document, and where it stands."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("description", "summary") and isinstance(value, str):
                yield where, value
            elif key not in ("example", "examples"):
                yield from described(value, f"{where}/{key}")
    elif isinstance(node, list):
        for at, value in enumerate(node):
            yield from described(value, f"{where}/{at}")


@each_service
def test_every_pattern_of_a_field_is_said_in_words(service: str) -> None:
    assert [pattern for pattern in sorted(set(patterns(app_of(service).openapi()))) if meaning(pattern) is None] == []


def patterns(node: Any) -> Iterator[str]:
    """Each pattern that something is held against, wherever it stands in a document."""
    for key, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        if key == "pattern" and isinstance(value, str):
            yield value
        yield from patterns(value)


@each_service
def test_every_body_has_an_example_that_would_be_taken_in(service: str) -> None:
    schemas = app_of(service).openapi().get("components", {}).get("schemas", {})
    wrong = []
    for way in ways_into(service):
        for content in way.told.get("requestBody", {}).get("content", {}).values():
            form = content["schema"] | {"components": {"schemas": schemas}}
            for told in jsonschema.Draft202012Validator(form).iter_errors(shown(content, schemas)):
                wrong.append(f"{way.name}: {told.json_path} {told.message}")
    assert wrong == []


def shown(told: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """The example that the documentation page shows for a body or a field: its own, or put together from its fields'."""
    match told:
        case {"example": example} | {"examples": [example, *_]} | {"const": example} | {"enum": [example, *_]}:
            return example
        case {"examples": {**named}} if named:
            return next(iter(named.values()))["value"]
        case {"schema": below}:
            return shown(below, schemas)
        case {"$ref": reference}:
            return shown(schemas[reference.rpartition("/")[2]], schemas)
        case {"anyOf": [below, *_]} | {"allOf": [below]}:
            return shown(below, schemas)
        case {"properties": fields}:
            return {name: shown(field, schemas) for name, field in fields.items() if name in told.get("required", ())}
        case {"type": "array", "items": below}:
            return [shown(below, schemas)]
        case {"type": "string", "contentMediaType": _} | {"type": "string", "format": "binary"}:
            return "a file"
    return None


@each_service
def test_every_field_has_a_chinese_title(service: str) -> None:
    untitled = [
        f"{name}.{field}"
        for name, schema in every_schema(service)
        for field, told in schema.get("properties", {}).items()
        if not is_chinese(told.get("title"))
    ]
    assert untitled == []


@each_service
def test_every_refusal_is_documented_with_an_example(service: str) -> None:
    bare = [
        f"{way.name}: {status}"
        for way in ways_into(service)
        for status, answer in way.told.get("responses", {}).items()
        if status.startswith("4") and not answer.get("content", {}).get("application/problem+json", {}).get("examples")
    ]
    assert bare == []


@each_service
async def test_the_documentation_needs_nothing_from_elsewhere(service: str) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app_of(service)), base_url="http://house") as browser:
        page = (await browser.get("/docs")).raise_for_status().text
        assert "://" not in page.replace("http://house", "") and 'src="//' not in page
        for asset in ("swagger-ui.css", "swagger-ui-bundle.js"):
            (await browser.get(f"/static-offline-docs/{asset}")).raise_for_status()
