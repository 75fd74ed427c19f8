"""What payers owe a patient for a bill that they had paid themselves, and what of it is still to be asked for. Amounts in fen."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ask:
    """One payer: what it owes by the settlement that stands, and what it was asked for the same claim before."""

    payer: str
    owed_fen: int
    before_fen: int

    @property
    def pay_fen(self) -> int:
        return max(0, self.owed_fen - self.before_fen)

    @property
    def over_fen(self) -> int:
        """What the patient has got, or is on the way to them, and is no longer owed: it is claimed back by the desk."""
        return max(0, self.before_fen - self.owed_fen)


def asks_of(owed: Mapping[str, int], before: Mapping[str, int]) -> list[Ask]:
    """Of every payer that owes something, or was asked for something; nothing of one for whom nothing changes.

    So a claim that is settled again pays the difference, however often.
    """
    asks = [Ask(payer, max(0, owed.get(payer, 0)), before.get(payer, 0)) for payer in sorted({*owed, *before})]
    return [ask for ask in asks if ask.owed_fen != ask.before_fen]
