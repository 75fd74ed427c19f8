"""Words that an officer writes and everybody may read: in one line, without a number that could be somebody's."""

import re
from typing import Annotated

from pydantic import AfterValidator

_LONG = re.compile(r"\d{8,}|\d(?:[\s\-_.·]{0,2}\d){10,}")
"""A telephone, an ID number or a card, however it is parted; the number of an issue or a day is shorter."""


def _fit_for_everybody(words: str) -> str:
    if any(sign in words for sign in "\r\n\t"):
        raise ValueError("写在一行，不带换行和制表符")
    if _LONG.search(words):
        raise ValueError("这段文字公开显示，不写电话、证件、账户号码")
    return words


PublicWords = Annotated[str, AfterValidator(_fit_for_everybody)]
