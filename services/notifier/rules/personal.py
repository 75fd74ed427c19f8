"""The last guard before a message goes to a group: whoever is in it reads it, so nothing there may lead to a person.

The words for groups are written without such things; this looks once more, whatever they were made of.
"""

import re
from typing import Final

_HALF_WIDTH = {ord(sign) + 0xFEE0: sign for sign in "0123456789Xx"}
_LINK = re.compile(r"https?://\S+")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s·-]+(?=[\dXx])")
_ID_NUMBER = re.compile(r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]")
_OLD_ID_NUMBER = re.compile(r"(?<!\d)[1-9]\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d)")
_TELEPHONE = re.compile(r"(?<!\d)(?:86)?1[3-9]\d{9}(?!\d)")
_CARD = re.compile(r"(?<!\d)\d{16,19}(?!\d)")
_TAIL = re.compile(r"尾号[\s：:为是]*[0-9A-Za-z]{4,}")

WHAT: Final = ("公民身份号码", "银行卡号", "手机号码", "台账或卡的尾号")
"""What may not stand there, in the order in which it is looked for."""


def found_in(text: str) -> str | None:
    """What a text carries that leads to a person, in Chinese; None if nothing of the kind is seen.

    Links are left out of it but for ID numbers: they lead to pages that ask who is reading, and their numbers are our own.
    """
    plain = _BETWEEN_DIGITS.sub("", text.translate(_HALF_WIDTH))
    unlinked = _BETWEEN_DIGITS.sub("", _LINK.sub(" ", text.translate(_HALF_WIDTH)))
    seen = (
        bool(_ID_NUMBER.search(plain) or _OLD_ID_NUMBER.search(unlinked)),
        any(_is_card(run) for run in _CARD.findall(unlinked)),
        bool(_TELEPHONE.search(unlinked)),
        bool(_TAIL.search(unlinked)),
    )
    return next((what for what, is_there in zip(WHAT, seen, strict=True) if is_there), None)


def _is_card(digits: str) -> bool:
    """By the check digit that every bank card has (ISO/IEC 7812-1, annex B)."""
    doubled = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
