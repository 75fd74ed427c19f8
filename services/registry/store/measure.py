"""The measures that places' files propose, read once."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from services.registry.rules.measure import GapLimits, MeasuresPolicy, NoMeasuresPolicy
from shared.policy.document import in_force, read_document

FOLDER = Path(__file__).parent.parent / "policy" / "measures"


@lru_cache
def _read() -> dict[str, tuple[MeasuresPolicy, str]]:
    read = (read_document(MeasuresPolicy, path) for path in sorted(FOLDER.glob("*.yaml")))
    return {policy.policy: (policy, version) for policy, version in read}


def list_measures_policies() -> list[MeasuresPolicy]:
    """Every file. Raises PolicyFileRefused with file and line."""
    return [policy for policy, _ in _read().values()]


def get_measures_policy(region: str, on: date) -> tuple[MeasuresPolicy, str]:
    """What holds there and then, with its version. Raises NoMeasuresPolicy."""
    policy = in_force(list_measures_policies(), region=region, on=on)
    if policy is None:
        raise NoMeasuresPolicy(region=region, on=on.isoformat())
    return _read()[policy.policy]


def get_gap_limits(on: date) -> GapLimits:
    """The nation's limits, for boards that look over several places. Raises NoMeasuresPolicy."""
    policy = in_force([each for each in list_measures_policies() if each.gaps], region="", on=on)
    if policy is None or policy.gaps is None:
        raise NoMeasuresPolicy(on=on.isoformat())
    return policy.gaps
