"""Who connects to the bus, and under which environment variable each one's password is known. No file holds a password."""

from deploy import SERVICES

OPERATOR = "operator"
CIVIL_AFFAIRS_REGIONS = ("371311",)
"""Whose civil-affairs systems publish on a credential of their own; `python -m deploy.nats.permissions` after a change."""


def civil_affairs(region: str) -> str:
    """The user of one region's civil-affairs system."""
    return f"civil-{region}"


def every_user() -> list[str]:
    """All users, the operator first."""
    return [OPERATOR, *SERVICES, *map(civil_affairs, CIVIL_AFFAIRS_REGIONS)]


def password_variable(user: str) -> str:
    """The environment variable that carries the password of `user`."""
    return f"JISHIYU_NATS_PASSWORD_{user.upper().replace('-', '_')}"
