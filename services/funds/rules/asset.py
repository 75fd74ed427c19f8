"""What an asset of relief is: its kind, its four titles (四权分置), what it was bought with, and what may become of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from services.funds.rules.asset_policy import AssetClass, AssetPolicy
from shared.errors import Conflict, NotFound, Unprocessable
from shared.money import half_up


class AssetKind(StrEnum):
    """What it is for, as the register parts assets."""

    OPERATING = "operating"
    PUBLIC = "public"
    HOUSEHOLD = "household"


KIND_NAMES = {AssetKind.OPERATING: "经营性资产", AssetKind.PUBLIC: "公益性资产", AssetKind.HOUSEHOLD: "到户类资产"}


class TitleKind(StrEnum):
    """The four titles: whose it is, who runs it, who has its income, who watches."""

    OWNER = "owner"
    OPERATOR = "operator"
    BENEFICIARY = "beneficiary"
    SUPERVISOR = "supervisor"


TITLE_NAMES = {
    TitleKind.OWNER: "所有权",
    TitleKind.OPERATOR: "经营权",
    TitleKind.BENEFICIARY: "收益权",
    TitleKind.SUPERVISOR: "监督权",
}


class AssetState(StrEnum):
    """How it stands."""

    IN_USE = "in-use"
    IDLE = "idle"
    MENDING = "mending"
    LOST = "lost"
    DISPOSED = "disposed"


STATE_NAMES = {
    AssetState.IN_USE: "在用",
    AssetState.IDLE: "闲置",
    AssetState.MENDING: "待维修",
    AssetState.LOST: "盘亏待查",
    AssetState.DISPOSED: "已处置",
}


class NoSuchAsset(NotFound):
    """没有这项资产"""

    mend = "请核对资产的编号"


class NoAssetRule(Unprocessable):
    """该地该日没有可适用的资产管理规定"""

    mend = "请由平台运维为该地补充政策文件"


class UnknownClass(Unprocessable):
    """没有这个资产类别"""

    mend = "请从政策文件所列的类别中选择"


class MoneyDoesNotAddUp(Unprocessable):
    """各项资金来源之和不等于资产原值"""

    mend = "请核对原值与每一项资金来源的金额"


class TitlesMissing(Unprocessable):
    """四权没有登记齐全"""

    mend = "所有权、监督权必须登记；经营性资产还须登记收益权"


class HouseholdMissing(Unprocessable):
    """到户类资产须写明农户，其他资产不写农户"""


class AcquiredInFuture(Unprocessable):
    """取得日期不能晚于今天"""


class AssetGone(Conflict):
    """资产已经处置，只能查看"""


class TitleOrder(Unprocessable):
    """权属变更的日期不能早于现有权属开始的日期，也不能晚于今天"""


class SharesNotHeld(Unprocessable):
    """同一权属中同一单位只能写一次"""


class BeneficiaryElsewhere(Unprocessable):
    """收益权单位不在资产所在县区"""

    mend = "收益在县区内入账和分配；请填写本县区内的单位"


@dataclass(frozen=True, slots=True)
class Wear:
    """How an asset loses its value: in this many months down to what is left; without months it does not."""

    life_months: int | None
    residual_fen: int


def wear_of(policy: AssetPolicy, code: str, value_fen: int) -> Wear:
    """Raises UnknownClass."""
    known: AssetClass | None = policy.find_class(code)
    if known is None:
        raise UnknownClass(pointer="/asset_class", known=[each.code for each in policy.classes])
    residual = half_up(Fraction(value_fen) * known.residual)
    return Wear(known.years * 12 if known.years else None, residual)


@dataclass(frozen=True, slots=True)
class Registration:
    """What is to be written into the register, as it is judged."""

    kind: AssetKind
    value_fen: int
    sources_fen: Sequence[int]
    titles: Sequence[tuple[TitleKind, str]]
    has_household: bool
    acquired_on: date


def must_be_whole(asset: Registration, *, on: date) -> None:
    """Raises MoneyDoesNotAddUp, TitlesMissing, SharesNotHeld, HouseholdMissing or AcquiredInFuture."""
    if sum(asset.sources_fen) != asset.value_fen:
        raise MoneyDoesNotAddUp(pointer="/sources", value_fen=asset.value_fen, sources_fen=sum(asset.sources_fen))
    if asset.acquired_on > on:
        raise AcquiredInFuture(pointer="/acquired_on")
    if asset.has_household is not (asset.kind is AssetKind.HOUSEHOLD):
        raise HouseholdMissing(pointer="/household_id")
    needed = {TitleKind.OWNER, TitleKind.SUPERVISOR} | ({TitleKind.BENEFICIARY} if asset.kind is AssetKind.OPERATING else set())
    if missing := needed - {kind for kind, _ in asset.titles}:
        raise TitlesMissing(pointer="/titles", missing=[TITLE_NAMES[kind] for kind in TitleKind if kind in missing])
    must_be_different(asset.titles, pointer="/titles")


def must_be_different(holders: Collection[object], *, pointer: str) -> None:
    """Raises SharesNotHeld where one holder stands twice."""
    if len(set(holders)) != len(holders):
        raise SharesNotHeld(pointer=pointer)


def must_be_in_county(county: str, beneficiaries: Sequence[str], *, pointer: str) -> None:
    """Whether the income can be booked: accounts are kept by county. Raises BeneficiaryElsewhere."""
    if any(not region.startswith(county) for region in beneficiaries):
        raise BeneficiaryElsewhere(pointer=pointer)


def must_be_there(state: AssetState) -> None:
    """Raises AssetGone."""
    if state is AssetState.DISPOSED:
        raise AssetGone


def must_follow(since: Sequence[date], from_on: date, *, on: date) -> None:
    """Whether a new title may begin on this day. Raises TitleOrder."""
    if from_on > on or any(from_on < held for held in since):
        raise TitleOrder(pointer="/from_on")
