"""The counters that settlements add to: whose they are, and what the engine itself counts of every bill. Money is fen."""

from enum import StrEnum
from typing import Final

from shared import money


class CounterScope(StrEnum):
    """Whose counter it is and how long it runs: each scope is a locked row of its own in a store."""

    PERSON_YEAR = "person_year"
    PERSON_LIFE = "person_life"
    FAMILY_YEAR = "family_year"


STAYS: Final = "year.stays"
"""How many inpatient stays of the year were settled before: the one number that is not fen."""
TOTAL: Final = "year.total"
IN_POLICY: Final = "year.in_policy"
PATIENT: Final = "year.patient"
PATIENT_IN_POLICY: Final = "year.patient_in_policy"

RESERVED: Final = (STAYS, TOTAL, IN_POLICY, PATIENT, PATIENT_IN_POLICY)
"""Kept of every settlement, per person and year, whatever the policy says."""

COUNTED: Final = ("total", "in_policy", "patient", "patient_in_policy")
"""What a year-end rule that counts some stays only keeps of them, as `<rule>.<counted>`."""


def read(name: str, value: object) -> int:
    """A counter as people write it: yuan, and a plain number for the stays. Raises ValueError in Chinese."""
    if name != STAYS:
        return money.fen(value)
    if not str(value).isdecimal():
        raise ValueError("住院次数应为整数，例如 2")
    return int(str(value))


def shown(name: str, counted: int) -> str | int:
    """A counter as people read it: yuan text, and a plain number for the stays."""
    return counted if name == STAYS else money.yuan(counted)
