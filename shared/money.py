"""Money: an integer number of fen (1 yuan = 100 fen). Rates are exact fractions; every rounding has a name."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

LIMIT_FEN = 10**15
"""No single amount may reach ten trillion yuan: an amount above it is a mistake, and sums stay inside a 64-bit integer."""


def fen(yuan: object) -> int:
    """`"12.34"` -> 1234. Takes text, int or Decimal, and a JSON number with at most two decimals.

    Raises ValueError, in Chinese, for anything that is not an exact number of fen in [0, LIMIT_FEN).
    """
    if isinstance(yuan, bool) or not isinstance(yuan, str | int | float | Decimal):
        raise ValueError("金额应为数字，例如 12.34")
    try:
        # repr of a float is the shortest text that gives the same float, which is what the sender wrote.
        amount = Decimal(yuan.strip() if isinstance(yuan, str) else repr(yuan) if isinstance(yuan, float) else yuan)
    except InvalidOperation:
        raise ValueError("金额应为数字，例如 12.34") from None
    if not amount.is_finite():
        raise ValueError("金额应为有限的数字")
    if amount < 0:
        raise ValueError("金额不能为负数")
    in_fen = amount.scaleb(2)
    if in_fen >= LIMIT_FEN:
        raise ValueError("金额过大")
    if in_fen != in_fen.to_integral_value():
        raise ValueError("金额至多两位小数（精确到分）")
    return int(in_fen)


def yuan(amount_fen: int) -> str:
    """1234 -> `"12.34"`; -5 -> `"-0.05"`."""
    if amount_fen < 0:
        return f"-{yuan(-amount_fen)}"
    digits = f"{amount_fen:03}"  # cut, not divided: an answer has a hundred and fifty amounts
    return f"{digits[:-2]}.{digits[-2:]}"


def yuan_grouped(amount_fen: int) -> str:
    """123456789 -> `"1,234,567.89"`, for people."""
    sign, magnitude = ("-", -amount_fen) if amount_fen < 0 else ("", amount_fen)
    return f"{sign}{magnitude // 100:,}.{magnitude % 100:02d}"


def half_up(exact: Fraction) -> int:
    """Round to the nearest fen, half away from zero: the rounding of Chinese bills (四舍五入)."""
    if exact < 0:
        return -half_up(-exact)
    return int((exact + Fraction(1, 2)) // 1)


def down(exact: Fraction) -> int:
    """Drop what is below one fen (舍去)."""
    return int(exact) if exact >= 0 else -int(-exact)


def split(total_fen: int, weights: Sequence[int]) -> list[int]:
    """Split a sum by weight so that the parts add up to it: largest remainder first, earlier part on a tie.

    Raises ValueError for a negative sum, a negative weight, or weights that add up to nothing.
    """
    whole = sum(weights)
    if total_fen < 0 or whole <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("a split needs a sum of at least zero and weights that add up to more than zero")
    parts = [total_fen * weight // whole for weight in weights]
    owed = total_fen - sum(parts)
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total_fen * weights[i] % whole), i))
    for i in by_remainder[:owed]:
        parts[i] += 1
    return parts


def _validate(value: Any) -> int:
    return fen(value)


Yuan = Annotated[
    int,
    BeforeValidator(_validate),
    PlainSerializer(yuan, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,13}(\.\d{1,2})?$", "examples": ["1234.56"]}),
]
"""An amount on the wire, in yuan with at most two decimals (text preferred; a JSON number is understood), held as integer fen.

Declare it as `amount_fen: Yuan = Field(alias="amount_yuan")`: the wire says yuan, the code says fen.
"""


def signed_fen(value: Any) -> int:
    """`fen` for the few amounts that may be below zero. Raises ValueError as it does."""
    if isinstance(value, str):
        text = value.strip()
        return -fen(text[1:]) if text.startswith("-") else fen(text)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool) and value < 0:
        return -fen(-value)
    return fen(value)


YuanSigned = Annotated[
    int,
    BeforeValidator(signed_fen),
    PlainSerializer(yuan, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d{1,13}(\.\d{1,2})?$", "examples": ["1234.56"]}),
]
"""`Yuan` for the few amounts that may be below zero: a refund."""

YuanShown = Annotated[
    int,
    PlainSerializer(yuan, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d{1,13}\.\d{2}$", "examples": ["1234.56"]}),
]
"""An amount in an answer: built from fen, shown as yuan text. `Yuan` is for forms: it would read the fen as yuan."""
