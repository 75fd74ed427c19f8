"""Whose record it is: the papers sealed as they were shown, and what registry says of the person on that day."""

from typing import Any

from services.medical.tables import Beneficiary
from shared.security import Principal, Role
from shared.vault import hash_identity, seal


def papers(number: str, name: str, region: str, known: Beneficiary | None) -> dict[str, Any]:
    """The columns that every health record begins with."""
    return {
        "identity_hash": hash_identity(number),
        "id_number_sealed": seal(number),
        "name_sealed": seal(name),
        "region": region,
        "person_id": known.person_id if known else None,
        "household_id": known.household_id if known else None,
        "classes": list(known.classes) if known else [],
    }


def hospital_in_charge(given: str | None, by: Principal) -> str | None:
    """A hospital writes down its own patients; a health office names the hospital, or none."""
    return by.org if by.role is Role.HOSPITAL else given
