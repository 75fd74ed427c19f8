"""The times of messages, read once from `policy/message_times`, and when a delivery may first be tried."""

from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from services.notifier.rules.message_times_policy import TimesPolicy
from shared.policy.document import in_force, read_document

FOLDER = Path(__file__).parent.parent / "policy" / "message_times"


class NoTimes(Exception):
    """No file says when messages leave: `policy/message_times` is incomplete."""


@cache
def list_times() -> tuple[TimesPolicy, ...]:
    """Every file. Raises PolicyFileRefused, NoTimes where none holds for the whole country without an end."""
    read = tuple(read_document(TimesPolicy, path)[0] for path in sorted(FOLDER.glob("*.yaml")))
    if not any(not policy.region and policy.in_force.end is None for policy in read):
        raise NoTimes
    return read


@lru_cache(maxsize=4096)
def get_times(region: str, on: date) -> TimesPolicy:
    """Of the narrowest place around; before the oldest file, by that. Raises NoTimes."""
    everywhere = min((policy for policy in list_times() if not policy.region), key=lambda policy: policy.in_force.start)
    return in_force(list_times(), region=region, on=on) or everywhere
