"""The published language: every fact that the services tell each other, one module or package per publisher.

An event is a frozen class in the past tense. Its subject is derived from where it stands, never written by hand:
`shared/events/registry: NewPovertyDetected` -> `relief.registry.new-poverty-detected.v1`. A change that old readers
cannot read is a new class (`NewPovertyDetectedV2` -> `...v2`).

Events are thin and free of secrets: ids, amounts, dates and codes; never a name, a diagnosis, an ID number or a telephone.
"""

import re
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, PrivateAttr

from shared import clock
from shared.ids import new_id


class Event(BaseModel):
    """A fact that another service may act on."""

    # Unknown fields are ignored: a publisher may add optional fields without asking its readers.
    model_config = ConfigDict(frozen=True, extra="ignore", ser_json_timedelta="iso8601")

    address: ClassVar[str | None] = None
    """The field whose value is appended to the subject, where a publisher or reader outside may only touch its own."""

    publisher: ClassVar[str] = ""
    subject: ClassVar[str] = ""
    title: ClassVar[str] = ""

    event_id: UUID = Field(default_factory=new_id, title="事件编号")
    occurred_at: AwareDatetime = Field(default_factory=clock.now, title="发生时间")

    _traceparent: str | None = PrivateAttr(default=None)

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        module = cls.__module__.removeprefix("shared.events.").partition(".")[0]
        name, version = re.fullmatch(r"(.+?)(?:V(\d+))?", cls.__name__).groups()  # type: ignore[union-attr]
        cls.publisher = module.replace("_", "-")
        kebab = re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()
        cls.subject = f"relief.{cls.publisher}.{kebab}.v{version or 1}"
        cls.title = (cls.__doc__ or "").strip().splitlines()[0]

    @property
    def sent_to(self) -> str:
        """The subject that this very event goes to: the class's, and its address where it has one."""
        return f"{self.subject}.{getattr(self, self.address)}" if self.address else self.subject

    @property
    def traceparent(self) -> str | None:
        """The trace that this event came with: what it causes goes on with it."""
        return self._traceparent

    def came_with(self, traceparent: str | None) -> None:
        self._traceparent = traceparent

    @classmethod
    def filter(cls) -> str:
        """The subject pattern that catches every event of this class; `Event` itself is every class."""
        if not cls.subject:
            return "relief.>"
        return f"{cls.subject}.*" if cls.address else cls.subject


def every_event() -> list[type[Event]]:
    """All event classes, in the order of their subjects."""
    from shared.events import (  # noqa: F401  imported to be listed
        civil_affairs,
        funds,
        housing,
        medical,
        notifier,
        registry,
    )

    return sorted(Event.__subclasses__(), key=lambda event: event.subject)


@cache
def _by_subject() -> dict[str, type[Event]]:
    return {event.subject: event for event in every_event()}


def event_at(subject: str) -> type[Event] | None:
    """The class of the events that go to a subject, with or without an address at its end; None for one that is new to us."""
    known = _by_subject()
    return known.get(subject) or known.get(subject.rpartition(".")[0])
