"""Who connects to the bus, and under which environment variable each one's password is known. No file holds a password."""

from deploy import SERVICES

OPERATOR = "operator"
CIVIL_AFFAIRS_REGIONS = ("371311",)
"""Whose civil-affairs systems publish on a credential of their own; `python -m deploy.nats.permissions` after a change."""

FEED_SUBSCRIBERS = ("data-platform-371311",)
"""Other systems that take their feed over NATS, by the code under which notifier knows them; the same after a change. What is
put on their subjects is notifier's to say, by what the county granted."""


def civil_affairs(region: str) -> str:
    """The user of one region's civil-affairs system."""
    return f"civil-{region}"


def feed_user(code: str) -> str:
    """The user of one subscriber's system."""
    return f"feed-{code}"


def every_user() -> list[str]:
    """All users, the operator first."""
    return [OPERATOR, *SERVICES, *map(civil_affairs, CIVIL_AFFAIRS_REGIONS), *map(feed_user, FEED_SUBSCRIBERS)]


def password_variable(user: str) -> str:
    """The environment variable that carries the password of `user`."""
    return f"JISHIYU_NATS_PASSWORD_{user.upper().replace('-', '_')}"
