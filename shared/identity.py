"""Citizen identity numbers (公民身份号码, GB 11643-1999): read, checked, and shown masked. Pure: no table, no clock.

A number is 6 digits of county, 8 of birth date, 3 of sequence (odd for a man) and an ISO 7064 MOD 11-2 check character.
The county is the one of first registration. Real cards carry counties that were abolished or founded since, so it is
never a reason to refuse; whoever wants to warn about it asks `shared.regions`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from stdnum.iso7064 import mod_11_2

from shared.errors import Unprocessable

EARLIEST_BIRTH = date(1900, 1, 1)

_FULL_WIDTH = {0xFF01 + i: chr(0x21 + i) for i in range(94)} | {0x3000: " "}
_DIGITS = frozenset("0123456789")


class InvalidIdNumber(Unprocessable):
    """身份证号码不正确"""

    mend = "请对照身份证原件核对 18 位号码，末位是 X 的填写大写 X"

    def __init__(self, *, pointer: str | None = "/id_number", **facts: Any) -> None:
        """Every form calls the field so."""
        super().__init__(pointer=pointer, **facts)

    @property
    def reason(self) -> str:
        """What is wrong with it, in Chinese; the number itself is never repeated."""
        return str(self.facts["reason"])


class Sex(StrEnum):
    """GB/T 2261.1."""

    MALE = "1"
    FEMALE = "2"


@dataclass(frozen=True)
class IdNumber:
    """A number that passed every check."""

    number: str
    born_on: date
    sex: Sex
    county: str

    def __str__(self) -> str:
        return masked(self.number)

    def __repr__(self) -> str:
        """Masked, so that a log line or a traceback cannot give it away."""
        return f"IdNumber({masked(self.number)})"


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as a Chinese input method leaves them, in their ASCII form; ends trimmed."""
    return (text if text.isascii() else text.translate(_FULL_WIDTH)).strip()


def check_id_number(text: str, *, on: date) -> IdNumber:
    """Read a number as people type it: full-width digits and a lower-case x are taken, blanks inside are dropped.

    `on` is the day by which the holder must have been born. Raises `InvalidIdNumber` with the reason.
    """
    number = half_width(text).upper().replace(" ", "")
    if not number:
        raise InvalidIdNumber(reason="没有填写")
    if len(number) == 15 and _DIGITS.issuperset(number):
        raise InvalidIdNumber(reason="15 位号码已于 2013 年停用，请填写 18 位号码")
    if len(number) != 18:
        raise InvalidIdNumber(reason=f"应为 18 位，实有 {len(number)} 位")
    if not _DIGITS.issuperset(number[:17]) or number[17] not in _DIGITS | {"X"}:
        raise InvalidIdNumber(reason="前 17 位应为数字，末位应为数字或 X")
    born_on = _birth_date(number[6:14], on)
    if mod_11_2.calc_check_digit(number[:17]) != number[17]:
        raise InvalidIdNumber(reason="校验码不符，号码中至少有一位填写有误")
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    return IdNumber(number=number, born_on=born_on, sex=sex, county=number[:6])


def _birth_date(digits: str, on: date) -> date:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    try:
        born_on = date(year, month, day)
    except ValueError:
        raise InvalidIdNumber(reason=f"出生日期 {digits} 不是真实的日期") from None
    if born_on < EARLIEST_BIRTH:
        raise InvalidIdNumber(reason=f"出生日期 {digits} 早于 1900 年")
    if born_on > on:
        raise InvalidIdNumber(reason=f"出生日期 {digits} 在 {on.isoformat()} 之后")
    return born_on


def masked(number: str) -> str:
    """`371311199001011234` -> `3713**********1234`; anything shorter than nine characters is hidden whole."""
    if len(number) < 9:
        return "*" * len(number)
    return f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}"


def masked_name(name: str) -> str:
    """`王小明` -> `王*明`, `王明` -> `王*`: the form of public notices, first and last character shown at most."""
    if len(name) <= 2:
        return name[:1] + "*" * (len(name) - 1) if len(name) == 2 else "*" * len(name)
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"
