"""The policy files of funds, read once, each with its version."""

from datetime import date
from pathlib import Path

from services.funds.rules.grant import NoGrantRule
from services.funds.rules.policy import GrantPolicy
from shared.policy.document import read_document
from shared.policy.shelf import Shelf

_FOLDER = Path(__file__).parent.parent / "policy"
SHELF = Shelf(GrantPolicy, _FOLDER)


def read_policy(path: Path) -> tuple[GrantPolicy, str]:
    """One file's policy and its version. Raises PolicyFileRefused with every complaint, each with file and line."""
    return read_document(GrantPolicy, path)


def list_policies() -> list[GrantPolicy]:
    return SHELF.policies()


def get_policy(region: str, on: date) -> tuple[GrantPolicy, str]:
    """The policy in force there and then, with its version. Raises NoGrantRule."""
    return SHELF.get(region, on, otherwise=NoGrantRule)


def get_policy_named(name: str) -> GrantPolicy:
    """The policy that an earlier decision names; a file is never taken away."""
    return SHELF.named(name)
