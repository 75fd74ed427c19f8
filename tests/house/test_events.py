"""The published language: said in Chinese, free of secrets, readable by anyone, spoken by its publisher, heard by somebody."""

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from cloudevents.core.bindings import http
from cloudevents.core.formats.json import JSONFormat

from deploy.catalogue.story import STORY
from deploy.catalogue.traffic import CIVIL_AFFAIRS, Line, traffic
from shared import outbox, regions
from shared.database import Session
from shared.events import Event, every_event
from shared.events.wire import CONTENT_TYPE, decode, encode
from tests.house.tree import SERVICES, calls, is_chinese, modules, name_of

each_event = pytest.mark.parametrize("event", every_event(), ids=lambda event: event.__name__)
each_example = pytest.mark.parametrize("example", STORY, ids=lambda example: type(example).__name__)

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
SECRETS = re.compile(
    r"(^|_)(id_?number|identity|idcard|card|name|phone|telephone|mobile|email|birth|born|sex|gender|nation|diagnosis|disease|icd|illness"
    r"|address|account|bank|person|sealed|secret|password|token|health|programme|treatment|mental|chronic|disorder|disabled|disability"
    r"|rehabilitation|symptom|medication|examination|follow_?up|danger|outcome)(_|$)"
)
NO_SECRET = {
    "person_id": "an id of ours: it says nothing outside the platform",
    "former_person_id": "the same of a second file of theirs",
    "former_identity_hash": "keyed, as the other is",
    "identity_hash": "keyed, so that only the five services can compare it with a person",
    "is_disabled": "one of the four groups whose houses come first: yes or no, as the other classes; never a kind or degree",
    "sealed_person": "encrypted to the platform's public key: nobody else can open it",
}
READ_BY_NOBODY_INSIDE = {
    "AdmissionOpened": "for a hospital's and a county's own systems, which follow stays",
    "AdmissionCancelled": "for whoever listens to AdmissionOpened",
    "PatientDischarged": "for a hospital's and a county's own systems, which follow stays",
    "DischargeCancelled": "for whoever listens to PatientDischarged",
    "InstalmentMissed": "for hospitals' own systems, which remind their patients, and for offices that help them",
    "DefaultListingDecided": "for hospitals' own systems, which keep the list beside their admissions",
    "RosterConfirmed": "for funds, which will pay the premiums of a confirmed roster",
    "InsurancePurchaseOrdered": "for insurers' own systems, and for funds, which will pay the premium of an order",
    "CompensationApproved": "for insurers' own systems, which owe it from here on",
    "CompensationCancelled": "for whoever listens to CompensationApproved",
    "CompensationPaid": "for a county's own systems; the insurer pays the claimant, not through funds",
    "ObjectionAnswered": "for portals that show public notices, and for a county's own systems",
    "TreeHeadSigned": "for witnesses, who keep the public log's heads outside",
    "ChecklistFilled": "for a county's own systems, and for campaigns that count who has been seen",
    "NoticePosted": "for funds' public disclosure and for portals that show public notices",
    "CampaignOpened": "for a county's own systems, which follow campaigns",
    "CampaignEnded": "for whoever listens to CampaignOpened",
    "HouseholdVisited": "for a county's own systems, which count visits",
    "GrantApplicationDecided": "for a civil-affairs department's own systems, which keep the register of aid",
    "HouseGradeDisputed": "for notifier, which may remind whoever decides, and for a county's own systems",
    "SurveyCampaignOpened": "for notifier, which may give orders to villages, and for a county's own systems",
    "SurveyCampaignEnded": "for whoever listens to SurveyCampaignOpened",
    "HouseholdSheltered": "for a county's own systems, which follow who sleeps where; notifier hears of each place by the day",
    "HouseholdShelterEnded": "for the emergency department's own systems, which decide who is entitled to the transition's days",
    "CaseClosed": "for a county's own systems, which report on immediate assistance",
}


def fields_of(schema: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field of a schema, and of the schemas that it contains."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {}).items()
        for part in schema.values():
            yield from fields_of(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from fields_of(part)


@each_event
def test_an_event_and_each_of_its_fields_has_a_chinese_title(event: type[Event]) -> None:
    assert is_chinese(event.title)
    assert [name for name, field in fields_of(event.model_json_schema()) if not is_chinese(field.get("title"))] == []


@each_event
def test_an_event_carries_no_secret(event: type[Event]) -> None:
    names = {name for name, _ in fields_of(event.model_json_schema())}
    assert {name for name in names if SECRETS.search(name)} <= NO_SECRET.keys()


@each_event
def test_an_event_is_said_in_the_past_tense_on_its_publisher_s_subject(event: type[Event]) -> None:
    assert re.fullmatch(rf"relief\.{event.publisher}\.[a-z]+(-[a-z]+)+\.v\d+", event.subject)
    assert event.publisher in {*SERVICES, CIVIL_AFFAIRS}
    assert re.search(r"(ed|Paid|Held|Withdrawn|HandedOver)(V\d+)?$", event.__name__)


def test_the_story_has_one_example_of_every_event() -> None:
    assert sorted(type(example).__name__ for example in STORY) == sorted(event.__name__ for event in every_event())


@each_example
def test_an_example_plays_in_real_places(example: Event) -> None:
    assert all(regions.exists(place) for field in ("region", "village") if (place := getattr(example, field, None)))


@cache
def cloudevents_schema() -> jsonschema.Draft7Validator:
    text = Path(__file__).with_name("specs").joinpath("cloudevents-1.0.2.json").read_text("utf-8")
    return jsonschema.Draft7Validator(json.loads(text), format_checker=jsonschema.FormatChecker())


@each_example
def test_an_event_is_valid_against_the_cloudevents_schema(example: Event) -> None:
    cloudevents_schema().validate(json.loads(encode(example, TRACE)))


def test_the_cloudevents_schema_notices_what_is_wrong() -> None:
    envelope = json.loads(encode(STORY[0]))
    assert not cloudevents_schema().is_valid(envelope | {"source": ""})
    assert not cloudevents_schema().is_valid({key: value for key, value in envelope.items() if key != "id"})


@each_example
def test_an_event_is_read_by_a_cloudevents_library_that_knows_nothing_of_us(example: Event) -> None:
    read = http.from_http(http.HTTPMessage({"content-type": CONTENT_TYPE}, encode(example)), JSONFormat())
    assert (read.get_id(), read.get_type(), read.get_time()) == (str(example.event_id), example.subject, example.occurred_at)
    assert read.get_data() == example.model_dump(mode="json", exclude={"event_id", "occurred_at"}, exclude_none=True)


@each_example
def test_an_event_comes_back_from_the_wire_as_it_went(example: Event) -> None:
    assert decode(type(example), encode(example)) == example


@pytest.mark.parametrize("service", SERVICES)
async def test_no_house_can_owe_another_s_event(service: str) -> None:
    foreign = [example for example in STORY if example.publisher != service]
    async with Session(info={"service": service}) as session:
        for example in foreign:
            with pytest.raises(ValueError, match=f"{service} may not publish"):
                await outbox.record(session, example)


@each_event
def test_an_event_is_made_by_its_publisher_alone(event: type[Event]) -> None:
    makers = {house for house in SERVICES if event.__name__ in called_in(house)}
    assert makers == ({event.publisher} if event.publisher in SERVICES else set())


@cache
def called_in(house: str) -> frozenset[str]:
    """The names of all that is called anywhere in a service; the files are walked once, not once an event."""
    return frozenset(called.rpartition(".")[2] for path in modules(f"services/{house}") for _, called in calls(path))


@cache
def all_traffic() -> Sequence[Line]:
    return tuple(traffic())


@each_event
def test_an_event_is_heard_by_somebody(event: type[Event]) -> None:
    [line] = [line for line in all_traffic() if line.event is event]
    assert bool(line.readers) != (event.__name__ in READ_BY_NOBODY_INSIDE)


def test_only_operations_make_events() -> None:
    names = {event.__name__ for event in every_event()}
    elsewhere = [
        f"{name_of(path)}:{line}"
        for path in modules("services")
        if "operations" not in path.parts
        for line, called in calls(path)
        if called.rpartition(".")[2] in names
    ]
    assert elsewhere == []


def test_the_verbs_of_health_files_tell_nobody() -> None:
    """What is owed to nobody leaves in no event: due visits and examinations are lists, not news."""
    nouns = {"health_file", "family_contract", "examination"}
    verbs = [path for path in modules("services/medical/operations") if nouns & set(path.parts) and path.name != "__init__.py"]
    assert verbs and [name_of(path) for path in verbs if "outbox" in path.read_text("utf-8")] == []
