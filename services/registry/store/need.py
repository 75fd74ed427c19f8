"""The policy files of immediate assistance, read once, each with its version."""

from datetime import date
from pathlib import Path

from services.registry.rules.need import NeedsPolicy, NoNeedsRule
from shared.policy.document import read_document
from shared.policy.shelf import Shelf

FOLDER = Path(__file__).parent.parent / "policy" / "needs"
SHELF = Shelf(NeedsPolicy, FOLDER)


def read_policy(path: Path) -> tuple[NeedsPolicy, str]:
    """One file's policy and its version. Raises PolicyFileRefused with every complaint, each with file and line."""
    return read_document(NeedsPolicy, path)


def list_policies() -> list[NeedsPolicy]:
    return SHELF.policies()


def get_policy(region: str, on: date) -> tuple[NeedsPolicy, str]:
    """The policy in force there and then, with its version. Raises NoNeedsRule."""
    return SHELF.get(region, on, otherwise=NoNeedsRule)


def get_policy_named(name: str) -> NeedsPolicy:
    """The policy that a case was opened under; a file is never taken away."""
    return SHELF.named(name)
