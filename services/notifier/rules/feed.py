"""Which events other systems may be granted, and what of an event stays with us.

Events are thin as they are. What leaves is thinner: no key by which a person could be recognised, no class of a person, and none
of the events that are about a person and not about something that happened to a household.
"""

from typing import Any, Final

from shared.errors import Refusal, Unprocessable
from shared.events import Event, every_event

WITHHELD: Final = frozenset(
    {
        "identity_hash",
        "former_identity_hash",
        "sealed_person",
        "household_code",
        "classes",
        "former_classes",
        "is_disabled",
        "is_living",
        "relation",
        "who",
        "says",
    }
)
"""Fields that stay: keys of persons, what persons are, and lines of notices as they are laid out for printing."""
NOT_OFFERED: Final = frozenset(
    {
        "relief.civil-affairs.relief-need-reported.v1",  # a department's own words to us
        "relief.registry.person-changed.v1",  # about persons, for our own houses
        "relief.registry.person-enrolled.v1",
        "relief.registry.persons-merged.v1",
        "relief.registry.persons-separated.v1",
        "relief.medical.medical-cover-opened.v1",  # says of no place whose it is
    }
)
FORMER: Final = ("from_region", "former_region")


class EventForgotten(Refusal):
    """所指位置之后的部分事件已超过保存期限"""

    status = 410
    mend = "事件保存 30 天。请用 since 指定起始时间重新开始读取，并从各业务接口补齐中断期间的数据"


class UnknownEventType(Unprocessable):
    """没有这种事件，或不向外提供"""

    mend = "可订阅的事件类型见 GET /feed/types"


def offered() -> dict[str, type[Event]]:
    """The events that can be granted, by type."""
    return {event.subject: event for event in every_event() if event.subject not in NOT_OFFERED}


def refuse_unknown(types: list[str], *, pointer: str) -> None:
    """Raises UnknownEventType for the first that is not offered."""
    known = offered()
    for at, kind in enumerate(types):
        if kind not in known:
            raise UnknownEventType(pointer=f"{pointer}/{at}", event_type=kind)


def place_of(event: Event) -> tuple[str, str]:
    """Where an event happened, and whence, if it is about a move; empty for what concerns the whole country."""
    former = next((str(getattr(event, field)) for field in FORMER if getattr(event, field, None)), "")
    return str(getattr(event, "region", None) or ""), former


def thinned(part: Any) -> Any:
    """A document of JSON without the fields that stay with us, however deep they lie."""
    if isinstance(part, dict):
        return {name: thinned(value) for name, value in part.items() if name not in WITHHELD}
    if isinstance(part, list):
        return [thinned(each) for each in part]
    return part


def bus_subject(code: str, kind: str) -> str:
    """Where a subscriber finds an event on the bus: `feed.data-platform.registry.case-closed.v1`."""
    return f"feed.{code}.{kind.removeprefix('relief.')}"


PING: Final = "relief.notifier.subscription-tested.v1"
"""The type of a test: no event of the catalogue, and never in the feed."""
