"""A household is written to itself only while it agrees, and by whoever is responsible for its village."""

import re
import unicodedata
from datetime import date

from shared.errors import Conflict, NotFound, Unprocessable

TELEPHONE = r"^1[3-9]\d{9}$"
"""A mobile telephone of the mainland: only those take short messages."""


class NoHouseholdContact(NotFound):
    """这一户没有登记过短信联系方式，或不在本人辖区"""

    mend = "请核对户标识；本户同意接收短信的，先登记"


class AgreementWithdrawn(Conflict):
    """这一户已经撤回同意"""

    mend = "本户又同意的，重新登记"


class AgreedLater(Unprocessable):
    """同意的日期晚于今天"""

    mend = "请填写本户实际同意的日期"


def telephone_in(typed: str) -> str:
    """A telephone as people write it down (`139 0000-0000`, `+86 …`, wide digits) in the one form that is kept; what is none
    stays as it was typed."""
    digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed))
    digits = re.sub(r"^(\+|00)?86(?=1\d{10}$)", "", digits)
    return digits if re.fullmatch(TELEPHONE, digits, re.ASCII) else typed


def must_have_agreed(agreed_on: date, *, on: date) -> None:
    """Raises AgreedLater."""
    if agreed_on > on:
        raise AgreedLater(pointer="/agreed_on", agreed_on=agreed_on.isoformat())


def must_stand(withdrawn_on: date | None) -> None:
    """Raises AgreementWithdrawn."""
    if withdrawn_on is not None:
        raise AgreementWithdrawn(withdrawn_on=withdrawn_on.isoformat())
