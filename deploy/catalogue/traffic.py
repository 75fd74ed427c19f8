"""Who says what to whom, read from the event classes and from the handlers of the five services."""

import importlib
import importlib.util
from dataclasses import dataclass

from deploy import SERVICES
from deploy.catalogue.story import STORY
from shared.consumers import Consumers
from shared.events import Event

CIVIL_AFFAIRS = "civil-affairs"
"""The one party outside: departments' systems, on credentials of their own."""

NAMES = {
    CIVIL_AFFAIRS: "部门系统",
    "registry": "登记",
    "medical": "医疗",
    "housing": "住房",
    "funds": "资金",
    "notifier": "通知",
}
OWNS = {
    CIVIL_AFFAIRS: "民政等部门，平台之外",
    "registry": "户与人口 · 即时帮扶台账",
    "medical": "先诊疗后付费 · 一站式结算",
    "housing": "住房安全排查",
    "funds": "备用金 · 发放 · 公示",
    "notifier": "部门工单 · 消息送达",
}
PARTIES = tuple(NAMES)


@dataclass(frozen=True)
class Reader:
    """A party that acts on an event, and the handlers it does so with (none are known of a party outside)."""

    party: str
    handlers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One kind of event, an example of it, and who acts on it."""

    example: Event
    readers: tuple[Reader, ...]

    @property
    def event(self) -> type[Event]:
        return type(self.example)


def traffic() -> list[Line]:
    """Every kind of event in the order of the story, with its readers in the order of the houses."""
    return [Line(example, (*_readers_inside(type(example)), *_readers_outside(type(example)))) for example in STORY]


def _readers_inside(event: type[Event]) -> list[Reader]:
    acting = {
        service: tuple(handler.name for handler in handlers_of(service).handlers if handler.event_type is event)
        for service in SERVICES
    }
    return [Reader(service, handlers) for service, handlers in acting.items() if handlers]


def _readers_outside(event: type[Event]) -> list[Reader]:
    # An event with an address is meant for one reader's own subject; what a department does not say itself, it is told.
    return [Reader(CIVIL_AFFAIRS)] if event.address and event.publisher != CIVIL_AFFAIRS else []


def handlers_of(service: str) -> Consumers:
    """What a house listens to."""
    name = f"services.{service}.consumers"
    if importlib.util.find_spec(name) is None:  # a house may listen to nobody
        return Consumers(service)
    [handlers] = [thing for thing in vars(importlib.import_module(name)).values() if isinstance(thing, Consumers)]
    return handlers
