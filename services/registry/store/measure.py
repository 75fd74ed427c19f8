"""The measures that places' files propose, read once."""

from datetime import date
from pathlib import Path

from services.registry.rules.measure import GapLimits, MeasuresPolicy, NoMeasuresPolicy
from shared.policy.document import in_force
from shared.policy.shelf import Shelf

FOLDER = Path(__file__).parent.parent / "policy" / "measures"
SHELF = Shelf(MeasuresPolicy, FOLDER)


def list_measures_policies() -> list[MeasuresPolicy]:
    """Every file. Raises PolicyFileRefused with file and line."""
    return SHELF.policies()


def get_measures_policy(region: str, on: date) -> tuple[MeasuresPolicy, str]:
    """What holds there and then, with its version. Raises NoMeasuresPolicy."""
    return SHELF.get(region, on, otherwise=NoMeasuresPolicy)


def get_gap_limits(on: date) -> GapLimits:
    """The nation's limits, for boards that look over several places. Raises NoMeasuresPolicy."""
    policy = in_force([each for each in list_measures_policies() if each.gaps], region="", on=on)
    if policy is None or policy.gaps is None:
        raise NoMeasuresPolicy(on=on.isoformat())
    return policy.gaps
