"""What the county may book by hand: between which kinds of accounts, for what, and never around matters that have a way.

Money leaves for households, suppliers, banks and collectives by payments alone, and reaches a budget line by the budget. What is
left is money that comes in, goes down to a town or comes back up.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from services.funds.rules.account import KIND_NAMES, AccountKey, AccountKind
from services.funds.rules.transfer import PURPOSE_NAMES, About, Purpose
from shared.errors import Conflict, Unprocessable
from shared.regions import county_of


class Way(NamedTuple):
    """From one kind of account to another."""

    source: AccountKind
    target: AccountKind


BY_HAND: dict[Way, frozenset[Purpose]] = {
    Way(AccountKind.TREASURY, AccountKind.COUNTY_POOL): frozenset({Purpose.ALLOCATION}),
    Way(AccountKind.COUNTY_POOL, AccountKind.TREASURY): frozenset({Purpose.CLAWBACK}),
    Way(AccountKind.COUNTY_POOL, AccountKind.TOWN_RESERVE): frozenset({Purpose.RESERVE_FILL}),
    Way(AccountKind.TOWN_RESERVE, AccountKind.COUNTY_POOL): frozenset({Purpose.CLAWBACK}),
    Way(AccountKind.TOWN_RESERVE, AccountKind.TOWN_RESERVE): frozenset({Purpose.RESERVE_FILL}),
    Way(AccountKind.COUNTY_POOL, AccountKind.GUARANTEE_FUND): frozenset({Purpose.GUARANTEE}),
    Way(AccountKind.GUARANTEE_FUND, AccountKind.COUNTY_POOL): frozenset({Purpose.GUARANTEE, Purpose.CLAWBACK}),
    Way(AccountKind.COUNTY_POOL, AccountKind.COUNTY_POOL): frozenset({Purpose.CARRY_OVER}),
    Way(AccountKind.TREASURY, AccountKind.PAYER_FUND): frozenset({Purpose.PAYER_FILL}),
    Way(AccountKind.PAYER_FUND, AccountKind.TREASURY): frozenset({Purpose.CLAWBACK}),
    Way(AccountKind.DONORS, AccountKind.DONATION_FUND): frozenset({Purpose.DONATION}),
    Way(AccountKind.OPERATORS, AccountKind.ASSET_INCOME): frozenset({Purpose.ASSET_INCOME}),
}
"""Every way that there is by hand, and what for."""

CONFIRMED_BY_ANOTHER = frozenset({Purpose.ALLOCATION, Purpose.CARRY_OVER, Purpose.GUARANTEE})
"""What a second person has to confirm where it is money of a named source: it comes in by its document, goes on at the end of a
year, and backs loans."""

DIGITS = {
    AccountKind.TREASURY: (6,),
    AccountKind.DONORS: (6,),
    AccountKind.OPERATORS: (6,),
    AccountKind.COUNTY_POOL: (6,),
    AccountKind.GUARANTEE_FUND: (6,),
    AccountKind.PAYER_FUND: (6,),
    AccountKind.TOWN_RESERVE: (9,),
    AccountKind.DONATION_FUND: (6, 9, 12),
    AccountKind.ASSET_INCOME: (6, 9, 12),
}
"""The kinds that may be opened by hand, and of which level of places each is: digits of the region's code."""


class WayNotByHand(Unprocessable):
    """这两类账户之间不能手工记账"""

    mend = "发放到户、支付单位和下达预算指标请走各自的业务；其余可手工记账的去向见接口说明"


class AnotherMustConfirm(Unprocessable):
    """这类款项须经另一人确认，不能手工记账"""

    mend = "写明来源的到账、年终结转、担保基金存退，请走各自的业务"


class PurposeNotOfWay(Unprocessable):
    """用途与这两类账户不符"""


class KindNotByHand(Unprocessable):
    """这类账户不能手工设立"""

    mend = "预算指标、已发放等账户由各自的业务自动设立"


class PlaceNotOfKind(Unprocessable):
    """区划级别与账户类别不符"""


class SourceChanges(Unprocessable):
    """一笔钱的资金来源、专项不能在划转中改变"""

    mend = "转出与转入两边写明的资金来源、专项应一致；记错的请冲正后重记"


class CountyLeft(Unprocessable):
    """一笔款项的两边应在同一区县"""


class YearNotCarried(Unprocessable):
    """结转应从较早的年度转入下一年度，其余各项不变"""


class ReservationOfAnother(Conflict):
    """这笔款项属于一项业务，不能手工处理"""

    mend = "请在发放、项目等相应业务中办理"


class PartOfALink(Conflict):
    """这笔款项与其他款项关联办理，须一并处理"""

    mend = "请用关联编号一并入账、撤销或冲正"


class ExpiresTooEarly(Unprocessable):
    """预留到期时间应晚于现在"""


class ExpiryWithoutReservation(Unprocessable):
    """只有预留才有到期时间"""


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of a journal entry."""

    source: AccountKey
    target: AccountKey
    purpose: Purpose
    amount_fen: int


def must_be_by_hand(movement: Movement, pointer: str) -> None:
    """Whether the county may book this. `pointer` is where the form says it.

    Raises WayNotByHand, PurposeNotOfWay, CountyLeft, SourceChanges, YearNotCarried, AnotherMustConfirm.
    """
    source, target = movement.source, movement.target
    purposes = BY_HAND.get(Way(source.kind, target.kind))
    if purposes is None:
        raise WayNotByHand(pointer=pointer, source=KIND_NAMES[source.kind], target=KIND_NAMES[target.kind])
    is_budgets = AccountKind.COUNTY_POOL in (source.kind, target.kind) and bool(source.source or target.source)
    if movement.purpose not in purposes:
        allowed = purposes - CONFIRMED_BY_ANOTHER if is_budgets else purposes
        if not allowed:
            raise AnotherMustConfirm(pointer=pointer, purpose="、".join(PURPOSE_NAMES[purpose] for purpose in sorted(purposes)))
        raise PurposeNotOfWay(pointer=f"{pointer}/purpose", allowed=[PURPOSE_NAMES[purpose] for purpose in sorted(allowed)])
    if county_of(source.region) != county_of(target.region):
        raise CountyLeft(pointer=f"{pointer}/target/region")
    if movement.purpose is Purpose.CARRY_OVER and source._replace(year=source.year + 1) != target:
        raise YearNotCarried(pointer=f"{pointer}/target/year")
    if source.source and target.source and source.source is not target.source:
        raise SourceChanges(pointer=f"{pointer}/target/source")
    if source.programme and target.programme and source.programme != target.programme:
        raise SourceChanges(pointer=f"{pointer}/target/programme")
    if is_budgets and movement.purpose in CONFIRMED_BY_ANOTHER:
        raise AnotherMustConfirm(pointer=pointer, purpose=PURPOSE_NAMES[movement.purpose])


def must_be_openable(key: AccountKey) -> None:
    """Whether the county may open such an account. Raises KindNotByHand, PlaceNotOfKind."""
    digits = DIGITS.get(key.kind)
    if digits is None:
        raise KindNotByHand(pointer="/kind", kind=KIND_NAMES[key.kind])
    if len(key.region) not in digits:
        raise PlaceNotOfKind(pointer="/region", digits=list(digits))


def must_be_of_the_journal(about: About) -> None:
    """Money that belongs to a matter is posted, freed and taken back by that matter. Raises ReservationOfAnother."""
    if about is not About.NOTHING:
        raise ReservationOfAnother(about=about.value)


def must_be_alone(link_id: object) -> None:
    """Raises PartOfALink."""
    if link_id is not None:
        raise PartOfALink(link_id=str(link_id))


def must_expire_later(expires_at: datetime | None, *, at: datetime, is_reserved: bool) -> None:
    """Raises ExpiryWithoutReservation, ExpiresTooEarly."""
    if expires_at is None:
        return
    if not is_reserved:
        raise ExpiryWithoutReservation(pointer="/expires_at")
    if expires_at <= at:
        raise ExpiresTooEarly(pointer="/expires_at")


def region_of(movement: Movement) -> str:
    """The narrowest place that a movement concerns."""
    return max(movement.source.region, movement.target.region, key=len)
