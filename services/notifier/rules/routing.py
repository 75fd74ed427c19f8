"""Whom a message goes to, and over which channels in which order."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from services.notifier.rules.delivery import ChannelName
from services.notifier.rules.department import Department
from services.notifier.rules.escalation import Level

TOWN_DIGITS: Final = 9
COUNTY_DIGITS: Final = 6


@dataclass(frozen=True)
class Desk:
    """A post as messages see it: a place's officer, or with a department, that department's desk there."""

    post_id: UUID | None
    region: str
    department: Department | None
    channels: tuple[ChannelName, ...]

    @property
    def first_channel(self) -> ChannelName:
        """The channel that is tried first; the duty log for a desk that has none."""
        return self.channels[0] if self.channels else ChannelName.LOG


DUTY: Final = Desk(None, "", None, ())
"""The desk on duty, where nobody else is known: what is told to it stands in the duty log."""


def officer_of(village: str, desks: Iterable[Desk]) -> Desk:
    """The officer of a village; without one the town's, then the county's or wider; at last the desk on duty."""
    return _narrowest(desk for desk in desks if desk.department is None and village.startswith(desk.region)) or DUTY


def desk_of(department: Department, village: str, desks: Iterable[Desk]) -> Desk | None:
    """The department's desk that answers for a village, if one is known. The town answers by its own officer."""
    if department is Department.TOWN:
        town = (desk for desk in desks if desk.department is None and desk.region == village[:TOWN_DIGITS])
        return next(town, None)
    return _narrowest(desk for desk in desks if desk.department is department and village.startswith(desk.region))


def told_of_overdue(level: Level, department: Department, village: str, desks: Iterable[Desk]) -> Desk:
    """Who is told that a department is late: the department itself, then the county; without a desk the next one up."""
    known = list(desks)
    own = desk_of(department, village, known) if level is Level.DEPARTMENT else None
    return own or officer_of(village[:COUNTY_DIGITS], known)


def _narrowest(desks: Iterable[Desk]) -> Desk | None:
    return max(desks, key=lambda desk: len(desk.region), default=None)
