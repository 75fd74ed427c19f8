"""Many orders for one person in one message, place by place: one round of visits does them all."""

from collections.abc import Sequence

from services.notifier.rules.message_field import Group, Line

LINES_SHOWN = 20
"""Of one message about many orders; the page has them all."""


def grouped(lines: Sequence[tuple[str, Line]]) -> tuple[Group, ...]:
    """`lines` are orders with their places. Every place is counted whole; the first twenty lines are listed."""
    by_place: dict[str, list[Line]] = {}
    for place, line in lines:
        by_place.setdefault(place, []).append(line)
    groups, left = [], LINES_SHOWN
    for place, its in sorted(by_place.items()):
        shown = tuple(sorted(its, key=lambda line: line.due_at)[: max(0, left)])
        groups.append(Group(place, len(its), shown))
        left -= len(its)
    return tuple(groups)
