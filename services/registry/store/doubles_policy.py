"""How a place finds doubles, read once from its policy file."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from services.registry.rules.double import DoublesPolicy
from shared.policy.shelf import Shelf

FOLDER = Path(__file__).parent.parent / "policy" / "doubles"
SHELF = Shelf(DoublesPolicy, FOLDER)


def list_doubles_policies() -> list[DoublesPolicy]:
    """Every file. Raises PolicyFileRefused with every complaint, each with file and line."""
    return SHELF.policies()


@lru_cache(maxsize=4_096)
def get_doubles_policy(region: str, on: date) -> tuple[DoublesPolicy, str]:
    """The policy of a place and its version; the national file covers every place and every day of the register."""
    return SHELF.find(region, on) or next(iter(SHELF.held.values()))


def largest_group() -> int:
    """How many files may share a key to be compared one by one, anywhere."""
    return max(policy.asking.largest_group for policy in list_doubles_policies())
