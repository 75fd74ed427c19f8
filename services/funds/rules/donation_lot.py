"""Each donation is followed to the fen: from which ones a use is paid, and what a fund did with them in a year.

A use is paid from the donations that were given for just such a use before those that were given for none in particular, and
within each from the oldest: an earmark is honoured first, and free money is kept for what nobody gave for. What does not fit is
refused, however much lies in the fund.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from uuid import UUID

from services.funds.rules.donation import EarmarkKind
from services.funds.rules.donation_policy import FundKind
from services.funds.rules.payment import PaymentState
from shared.errors import Conflict


class DonationsDoNotFit(Conflict):
    """没有足够的、可用于这一用途的捐赠"""

    mend = "请核减金额；指定了用途的捐赠只能用于所指定的用途"


@dataclass(frozen=True, slots=True)
class Earmark:
    kind: EarmarkKind
    code: str = ""
    """A programme's or a class's code, a village's region, a school's name."""

    def fits(self, benefit: "Benefit") -> bool:
        """Whether a donation that is bound so may pay for this."""
        match self.kind:
            case EarmarkKind.NONE:
                return True
            case EarmarkKind.PROGRAMME:
                return benefit.programme == self.code
            case EarmarkKind.VILLAGE:
                return benefit.village == self.code
            case EarmarkKind.SCHOOL:
                return benefit.school == self.code
            case EarmarkKind.PERSON_CLASS:
                return benefit.person_class == self.code


@dataclass(frozen=True, slots=True)
class Benefit:
    """One payment out of a fund: what a donor's wish is compared with."""

    amount_fen: int
    person_class: str
    programme: str = ""
    village: str = ""
    school: str = ""


@dataclass(frozen=True, slots=True)
class Lot:
    """What is left of a donation."""

    donation_id: UUID
    left_fen: int
    earmark: Earmark


@dataclass(frozen=True, slots=True)
class Drawn:
    """So much of a donation for a benefit."""

    donation_id: UUID
    amount_fen: int


def draw(lots: Sequence[Lot], benefits: Sequence[Benefit]) -> list[list[Drawn]]:
    """From which donations (oldest first as given) each benefit is paid. Raises DonationsDoNotFit."""
    left = list(lots)
    drawn = []
    for benefit in benefits:
        fitting = [at for at, lot in enumerate(left) if lot.left_fen and lot.earmark.fits(benefit)]
        fitting.sort(key=lambda at: left[at].earmark.kind is EarmarkKind.NONE)  # stable: the oldest stays first
        owed, mine = benefit.amount_fen, []
        for at in fitting:
            take = min(owed, left[at].left_fen)
            if take:
                mine.append(Drawn(left[at].donation_id, take))
                left[at] = replace(left[at], left_fen=left[at].left_fen - take)
                owed -= take
        if owed:
            raise DonationsDoNotFit(asked_fen=benefit.amount_fen, available_fen=benefit.amount_fen - owed)
        drawn.append(mine)
    return drawn


def unused_draws(state: PaymentState, drawn: Sequence[tuple[UUID, int]]) -> dict[UUID, int]:
    """What each donation gave to a payment that did not come to be, or came back; nothing where the payment stands."""
    if state not in (PaymentState.WITHDRAWN, PaymentState.RETURNED):
        return {}
    net: dict[UUID, int] = {}
    for donation_id, amount_fen in drawn:
        net[donation_id] = net.get(donation_id, 0) + amount_fen
    return {donation_id: amount_fen for donation_id, amount_fen in net.items() if amount_fen > 0}


def value_of(value_fen: int, quantity: int, *, handed_out: int, more: int) -> int:
    """The value of `more` pieces after `handed_out`: all pieces together come to the whole value, to the fen."""
    return value_fen * (handed_out + more) // quantity - value_fen * handed_out // quantity


@dataclass(frozen=True, slots=True)
class Spent:
    """What a fund spent in a year on one class of people, in money and in goods."""

    person_class: str
    title: str
    money_fen: int
    goods_fen: int


@dataclass(frozen=True, slots=True)
class Kept:
    """How much of what a fund spent went where its rule says."""

    due: Fraction
    actual: Fraction

    @property
    def is_kept(self) -> bool:
        return self.actual >= self.due


def check_fund(kind: FundKind, spent: Sequence[Spent]) -> Kept:
    """A fund that spent nothing has kept its rule."""
    whole = sum(one.money_fen + one.goods_fen for one in spent)
    right = sum(one.money_fen + one.goods_fen for one in spent if one.person_class in kind.classes)
    return Kept(kind.share, Fraction(right, whole) if whole else Fraction(1))
