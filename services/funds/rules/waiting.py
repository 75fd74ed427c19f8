"""How long things wait, in working days, without counting each thing's days one by one."""

from collections.abc import Mapping
from datetime import date, timedelta

from shared.periods import is_working_day

LONGEST_DAYS = 1_100
"""Three years: what waits longer waits so long."""


def working_days_to(on: date) -> Mapping[date, int]:
    """For each day up to three years before `on`: the working days after it, up to and with `on`."""
    counted, days = {on: 0}, 0
    for back in range(LONGEST_DAYS):
        day = on - timedelta(days=back)
        days += is_working_day(day)
        counted[day - timedelta(days=1)] = days
    return counted


def waited(since: date | None, counted: Mapping[date, int]) -> int | None:
    """Working days since; None since never."""
    if since is None:
        return None
    return counted.get(since, 0 if since > max(counted) else max(counted.values()))
