"""What each user of the bus may say and hear, written to users.conf: `python -m deploy.nats.permissions`.

Everybody may say only what is theirs to say, and hears answers only in an inbox of their own:
- a service publishes its own facts and dead letters, and pulls through its own durables, one per handler;
- a civil-affairs system reports needs of its own region and hears the answers to them;
- a subscriber fetches what notifier put on its own subjects, through a durable of its own, and says nothing;
- the operator lays the streams, and lists, replays and discards dead letters.
A subject cannot be matched by the beginning of a word, so each durable stands in the file by name.
"""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from deploy import SERVICES
from deploy.nats.users import (
    CIVIL_AFFAIRS_REGIONS,
    FEED_SUBSCRIBERS,
    OPERATOR,
    civil_affairs,
    feed_user,
    password_variable,
)
from shared.consumers import Consumers
from shared.events.civil_affairs import ReliefNeedReported
from shared.events.registry import ReliefNeedAnswered

USERS_CONF = Path(__file__).with_name("users.conf")
STREAM = "RELIEF"
FEED = "FEED"
FEEDS = "notifier"
"""The service that keeps the feed and puts each subscriber's part on its subjects."""


@dataclass(frozen=True)
class Permissions:
    """The subjects that a user may publish to and subscribe to; the user's own inbox comes by itself."""

    user: str
    publish: tuple[str, ...]
    subscribe: tuple[str, ...] = ()


def of_service(service: str) -> Permissions:
    """A house: its own facts, its own dead letters, its own durables."""
    handlers: Consumers = import_module(f"services.{service}.consumers").handlers
    of_durables = [
        subject.format(handler.durable)
        for handler in sorted(handlers.handlers, key=lambda handler: handler.durable)
        for subject in (
            f"$JS.API.CONSUMER.DURABLE.CREATE.{STREAM}.{{}}",
            f"$JS.API.CONSUMER.INFO.{STREAM}.{{}}",
            f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{{}}",
            f"$JS.ACK.{STREAM}.{{}}.>",
        )
    ]
    of_feed = ("feed.>",) if service == FEEDS else ()
    return Permissions(service, (f"relief.{service}.>", f"dead.{service}.>", *of_feed, *of_durables))


def of_civil_affairs(region: str) -> Permissions:
    """A civil-affairs system outside: one subject to speak on, one to listen to."""
    return Permissions(
        civil_affairs(region), (f"{ReliefNeedReported.subject}.{region}",), (f"{ReliefNeedAnswered.subject}.{region}",)
    )


def of_subscriber(code: str) -> Permissions:
    """Another system: it fetches and acknowledges through its own durable, or listens to its own subjects as they come."""
    return Permissions(
        feed_user(code),
        (f"$JS.API.CONSUMER.INFO.{FEED}.{code}", f"$JS.API.CONSUMER.MSG.NEXT.{FEED}.{code}", f"$JS.ACK.{FEED}.{code}.>"),
        (f"feed.{code}.>",),
    )


def of_operator() -> Permissions:
    """The operator: the streams, and whatever lies in them."""
    return Permissions(OPERATOR, ("$JS.API.>", "$JS.ACK.>", "relief.>", "dead.>", "feed.>"))


def everybody_s() -> list[Permissions]:
    """All of them, the operator's first."""
    outside = [*map(of_civil_affairs, CIVIL_AFFAIRS_REGIONS), *map(of_subscriber, FEED_SUBSCRIBERS)]
    return [of_operator(), *map(of_service, SERVICES), *outside]


def rendered(everybody: list[Permissions]) -> str:
    """The `authorization` block of nats-server's configuration."""
    warning = "# Written by `python -m deploy.nats.permissions`, which says why. Do not edit."
    lines = [warning, "", "authorization {", "  users: ["]
    for one in everybody:
        lines += [
            "    {",
            f"      user: {one.user}, password: ${password_variable(one.user)}",
            "      permissions: {",
            *_allowed("publish", one.publish),
            *_allowed("subscribe", (*one.subscribe, f"_INBOX_{one.user}.>")),
            "      }",
            "    }",
        ]
    return "\n".join([*lines, "  ]", "}", ""])


def _allowed(verb: str, subjects: tuple[str, ...]) -> list[str]:
    return [f"        {verb}: {{ allow: [", *(f'          "{subject}"' for subject in subjects), "        ] }"]


if __name__ == "__main__":
    USERS_CONF.write_text(rendered(everybody_s()))
