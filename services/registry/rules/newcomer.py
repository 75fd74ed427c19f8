"""Someone who comes into a household: by their ID number, or, newly born, by their birth certificate."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from services.registry.rules.relief import NobodyNamed
from shared.identity import check_id_number


@dataclass(frozen=True)
class Newcomer:
    """`known_by` is what their identity hash is made of."""

    known_by: str
    born_on: date
    facts: Mapping[str, str]


def read_newcomer(
    id_number: str | None, birth_certificate: str | None, sex: str | None, born_on: date | None, *, on: date
) -> Newcomer:
    """A child that has no number yet is known by its birth certificate until the file is corrected.

    Raises InvalidIdNumber, or NobodyNamed if neither is whole.
    """
    if id_number:
        identity = check_id_number(id_number, on=on)
        facts = {"id_number": identity.number, "sex": identity.sex.value, "born_on": identity.born_on.isoformat()}
        return Newcomer(identity.number, identity.born_on, facts)
    if not (birth_certificate and sex and born_on):
        raise NobodyNamed(pointer="/id_number", reason="没有身份证号码的新生儿，须填写出生医学证明编号、性别和出生日期")
    if born_on > on:
        raise NobodyNamed(pointer="/born_on", reason="出生日期在未来")
    facts = {"出生医学证明编号": birth_certificate, "sex": sex, "born_on": born_on.isoformat()}
    return Newcomer(f"birth-certificate {birth_certificate}", born_on, facts)
