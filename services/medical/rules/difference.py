"""What becomes of each payer when a settlement is made anew. Amounts in fen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PATIENT = "patient"


@dataclass(frozen=True, slots=True)
class Difference:
    """One payer before and after; a positive difference is still to be paid, a negative one to be given back."""

    payer: str
    before_fen: int
    after_fen: int

    @property
    def difference_fen(self) -> int:
        return self.after_fen - self.before_fen


def differences(before: Mapping[str, int], after: Mapping[str, int]) -> list[Difference]:
    """Of every payer of either, in the order of the old bill; they add up to nothing, as the bill is the same."""
    return [Difference(payer, before.get(payer, 0), after.get(payer, 0)) for payer in dict.fromkeys((*before, *after))]


def summed(many: Iterable[Iterable[Difference]]) -> list[Difference]:
    """The net of several settlements, payer by payer."""
    net: dict[str, tuple[int, int]] = {}
    for each in many:
        for one in each:
            before_fen, after_fen = net.get(one.payer, (0, 0))
            net[one.payer] = (before_fen + one.before_fen, after_fen + one.after_fen)
    return [Difference(payer, *amounts) for payer, amounts in net.items()]
