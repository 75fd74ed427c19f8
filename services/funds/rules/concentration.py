"""How concentrated money is on few who get it: the share of the first ten, and the Herfindahl index.

The Herfindahl-Hirschman index is the sum of the squares of the shares in per cent: 10,000 where one gets all, 10,000/n where n
get the same. By the usual reading below 1,500 is dispersed, above 2,500 concentrated (a reading of markets; here it only sorts).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from services.funds.rules.supervision_fact import share_of
from shared.money import half_up

FIRST = 10
ALL = 10_000


@dataclass(frozen=True, slots=True)
class Concentration:
    """Of all who got something: how many, how much, what the first ten got (in ten-thousandths), and the index."""

    many: int
    total_fen: int
    first_fen: int
    herfindahl: int

    @property
    def first_share(self) -> int:
        return share_of(self.first_fen, self.total_fen)

    @property
    def reading(self) -> str:
        if not self.many:
            return "没有支付"
        return "分散" if self.herfindahl < 1_500 else "较集中" if self.herfindahl <= 2_500 else "高度集中"


def concentrate(amounts_fen: Sequence[int]) -> Concentration:
    """Of what each got; nothing and less does not count."""
    got = sorted((amount for amount in amounts_fen if amount > 0), reverse=True)
    total = sum(got)
    index = half_up(Fraction(ALL * sum(amount * amount for amount in got), total * total)) if total else 0
    return Concentration(len(got), total, sum(got[:FIRST]), index)
