"""The users of the bus and their permissions, written to users.conf: `python -m deploy.nats.users [REGION ...]`.

Everybody may say only what is theirs to say, and hear answers only in an inbox of their own:
- a service publishes its own facts and dead letters, and pulls through its own durables;
- a civil-affairs system reports needs of its own region and hears the answers to them;
- the operator lays the streams, and lists, replays and discards dead letters.
Passwords come from the environment, `JISHIYU_NATS_PASSWORD_<USER>`; no file holds one.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from deploy import SERVICES
from shared.events.civil_affairs import ReliefNeedReported
from shared.events.registry import ReliefNeedAnswered

CIVIL_AFFAIRS_REGIONS = ("371311",)
USERS_CONF = Path(__file__).with_name("users.conf")


@dataclass(frozen=True)
class User:
    """One credential: the subjects it may publish to and subscribe to, beside its own inbox."""

    name: str
    may_publish: tuple[str, ...]
    may_subscribe: tuple[str, ...] = ()

    @property
    def inbox(self) -> str:
        """The prefix of this user's reply subjects: nobody else can listen there."""
        return f"_INBOX_{self.name}"

    @property
    def password_variable(self) -> str:
        """The environment variable that carries the password."""
        return f"JISHIYU_NATS_PASSWORD_{self.name.upper().replace('-', '_')}"


def service_user(service: str) -> User:
    """A house: its own facts, its own dead letters, its own durables."""
    durable = "*"
    return User(service, (
        f"relief.{service}.>",
        f"dead.{service}.>",
        f"$JS.API.CONSUMER.DURABLE.CREATE.RELIEF.{durable}",
        f"$JS.API.CONSUMER.INFO.RELIEF.{durable}",
        f"$JS.API.CONSUMER.MSG.NEXT.RELIEF.{durable}",
        f"$JS.ACK.RELIEF.{durable}.>",
    ))


def civil_affairs_user(region: str) -> User:
    """A civil-affairs system outside: one subject to speak on, one to listen to."""
    return User(f"civil-{region}", (f"{ReliefNeedReported.subject}.{region}",), (f"{ReliefNeedAnswered.subject}.{region}",))


OPERATOR = User("operator", ("$JS.API.>", "$JS.ACK.>", "relief.>", "dead.>"))


def every_user(regions: tuple[str, ...] = CIVIL_AFFAIRS_REGIONS) -> list[User]:
    """All credentials, the operator's first."""
    return [OPERATOR, *map(service_user, SERVICES), *map(civil_affairs_user, regions)]


def rendered(users: list[User]) -> str:
    """The `authorization` block of nats-server's configuration."""
    lines = ["# Written by `python -m deploy.nats.users`, which says why. Do not edit.", "", "authorization {", "  users: ["]
    for user in users:
        lines += [
            "    {",
            f"      user: {user.name}, password: ${user.password_variable}",
            "      permissions: {",
            f"        publish: {{ allow: [{_quoted(user.may_publish)}] }}",
            f"        subscribe: {{ allow: [{_quoted((*user.may_subscribe, f'{user.inbox}.>'))}] }}",
            "      }",
            "    }",
        ]
    return "\n".join([*lines, "  ]", "}", ""])


def _quoted(subjects: tuple[str, ...]) -> str:
    return ", ".join(f'"{subject}"' for subject in subjects)


if __name__ == "__main__":
    USERS_CONF.write_text(rendered(every_user(tuple(sys.argv[1:]) or CIVIL_AFFAIRS_REGIONS)))
