"""How numbers are said: a ratio in per cent. Pure."""

from decimal import Decimal
from fractions import Fraction


def percent(ratio: Fraction) -> str:
    """`Fraction(65, 100)` -> `65%`."""
    points = ratio * 100
    shown = (Decimal(points.numerator) / points.denominator).quantize(Decimal("0.0001"))
    return f"{shown.normalize():f}%"
