"""How a place finds doubles, read once from its policy file."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from services.registry.rules.double import DoublesPolicy
from shared.policy.document import in_force, read_document

FOLDER = Path(__file__).parent.parent / "policy" / "doubles"


@lru_cache
def list_doubles_policies() -> tuple[tuple[DoublesPolicy, str], ...]:
    """Every file with its version. Raises PolicyFileRefused with every complaint, each with file and line."""
    return tuple(read_document(DoublesPolicy, path) for path in sorted(FOLDER.glob("*.yaml")))


@lru_cache(maxsize=4_096)
def get_doubles_policy(region: str, on: date) -> tuple[DoublesPolicy, str]:
    """The policy of a place and its version; the national file covers every place and every day of the register."""
    held = list_doubles_policies()
    policy = in_force([policy for policy, _ in held], region=region, on=on) or held[0][0]
    return policy, next(version for each, version in held if each is policy)


def largest_group() -> int:
    """How many files may share a key to be compared one by one, anywhere."""
    return max(policy.asking.largest_group for policy, _ in list_doubles_policies())
