"""What goes out and is seen to first when much waits: the urgent first, and of everything else a share all the same.

A storm fills the urgent lane for many minutes. Were it emptied first, nobody would hear of anything else meanwhile; were all
served in the order in which they came, the household that needs help tonight would stand behind a night's statements. So each
turn takes some of every lane, most of them urgent, and what one lane leaves over is another's.
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import Final

from services.notifier.rules.message_times import Priority


class Urgency(IntEnum):
    """In which lane something stands; the least number is seen to first."""

    URGENT = 0
    """Somebody's safety or first aid, or that they are late."""
    ORDINARY = 1
    LOW = 2
    """Good to know."""


SHARES: Final[Mapping[Urgency, int]] = {Urgency.ORDINARY: 4, Urgency.LOW: 1}
"""Of sixteen places in a turn: the other eleven are the urgent lane's."""
PLACES: Final = 16


def urgency_of(priority: Priority) -> Urgency:
    """Of a message."""
    return {Priority.URGENT: Urgency.URGENT, Priority.ORDINARY: Urgency.ORDINARY, Priority.LOW: Urgency.LOW}[priority]


def urgency_of_case(case_is: str | None) -> Urgency:
    """Of a household's orders, by what registry says of its case (`critical`, `urgent`, `ordinary`); what it says nothing of was
    told before it said so, and may be anything."""
    return Urgency.ORDINARY if case_is == "ordinary" else Urgency.URGENT


def share(urgency: Urgency, places: int) -> int:
    """So many of the places of a turn are kept for a lane, at least one where there are several; the urgent lane has what the
    others do not take."""
    if urgency is Urgency.URGENT:
        return places
    return max(1, places * SHARES[urgency] // PLACES) if places > len(SHARES) else 0
