"""The places' lending policies and the tables of base rates, read once, each with its version."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from services.funds.rules.base_rate import RateTable, RateUnknown
from services.funds.rules.loan_policy import LendingPolicy, NoLendingRule
from shared.policy.document import in_force, read_document

POLICIES = Path(__file__).parent.parent / "policy" / "lending"
TABLES = Path(__file__).parent.parent / "policy" / "base_rates"


@lru_cache
def _policies() -> dict[str, tuple[LendingPolicy, str]]:
    read = (read_document(LendingPolicy, path) for path in sorted(POLICIES.glob("*.yaml")))
    return {policy.policy: (policy, version) for policy, version in read}


@lru_cache
def _tables() -> dict[str, RateTable]:
    read = (read_document(RateTable, path)[0] for path in sorted(TABLES.glob("*.yaml")))
    return {table.code: table for table in read}


def list_lending_policies() -> list[LendingPolicy]:
    """Every file. Raises PolicyFileRefused with file and line."""
    return [policy for policy, _ in _policies().values()]


def get_lending_policy(region: str, on: date) -> tuple[LendingPolicy, str]:
    """The policy in force there and then, with its version. Raises NoLendingRule."""
    policy = in_force(list_lending_policies(), region=region, on=on)
    if policy is None:
        raise NoLendingRule(region=region, on=on.isoformat())
    return _policies()[policy.policy]


def get_lending_policy_named(name: str) -> LendingPolicy:
    """The policy that a loan was asked for under; a file is never taken away."""
    return _policies()[name][0]


def list_rate_tables() -> list[RateTable]:
    """Every table. Raises PolicyFileRefused with file and line."""
    return list(_tables().values())


def get_rate_table(code: str) -> RateTable:
    """Raises RateUnknown."""
    table = _tables().get(code)
    if table is None:
        raise RateUnknown(pointer="/rate_table", allowed=sorted(_tables()))
    return table
