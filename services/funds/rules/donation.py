"""Donations: the words, what a donor may bind them to, whom a fund may help, and who is named in public."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from services.funds.rules.account import AccountKey, AccountKind, Source
from services.funds.rules.budget import ProgrammeUnknown
from services.funds.rules.budget_policy import BudgetPolicy
from services.funds.rules.donation_policy import DonationPolicy, FundKind
from shared.errors import Conflict, NotFound, Unprocessable


class DonorKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"


class GiftKind(StrEnum):
    MONEY = "money"
    GOODS = "goods"


GIFT_NAMES = {GiftKind.MONEY: "资金", GiftKind.GOODS: "物资"}


class EarmarkKind(StrEnum):
    """What a donor may bind a donation to."""

    NONE = "none"
    PROGRAMME = "programme"
    VILLAGE = "village"
    SCHOOL = "school"
    PERSON_CLASS = "class"


EARMARK_NAMES = {
    EarmarkKind.NONE: "未指定",
    EarmarkKind.PROGRAMME: "指定专项",
    EarmarkKind.VILLAGE: "指定村",
    EarmarkKind.SCHOOL: "指定学校",
    EarmarkKind.PERSON_CLASS: "指定人群",
}


class UseKind(StrEnum):
    """What a donation is used for."""

    HOUSEHOLD = "household"
    SCHOOL = "school"
    COLLECTIVE = "collective"
    GOODS = "goods"
    RETURN = "return"


USE_NAMES = {
    UseKind.HOUSEHOLD: "补助到户",
    UseKind.SCHOOL: "资助学校",
    UseKind.COLLECTIVE: "资助村集体",
    UseKind.GOODS: "发放物资",
    UseKind.RETURN: "退回捐赠人",
}


class UseState(StrEnum):
    DRAFTED = "drafted"
    APPROVED = "approved"
    DISCARDED = "discarded"


USE_STATE_NAMES = {UseState.DRAFTED: "待审批", UseState.APPROVED: "已批准", UseState.DISCARDED: "已作废"}


class NoDonationRule(Unprocessable):
    """这个地方在这一天没有捐赠资金规则"""

    mend = "请联系平台运维补充当地的规则文件"


class FundKindUnknown(Unprocessable):
    """没有这种基金"""

    mend = "请从当地的基金种类中选择"


class PersonClassUnknown(Unprocessable):
    """没有这类受益人群"""

    mend = "请从当地的受益人群类别中选择"


class FundForbids(Unprocessable):
    """这个基金的资金不能用于这类受益人群"""

    mend = "请换一个基金，或核对受益人群"


class DonatedTomorrow(Unprocessable):
    """捐赠日期不能晚于今天"""


class UseDecided(Conflict):
    """这笔使用已经办结"""


class DonationStands(Conflict):
    """捐赠资金不能按款项冲正"""

    mend = "登记有误的，按“退回捐赠人”办理"


class NoSuchFund(NotFound):
    """没有这个基金"""


class NoSuchDonation(NotFound):
    """没有这笔捐赠"""


class NoSuchUse(NotFound):
    """没有这笔捐赠使用"""


class NotOfFund(Unprocessable):
    """这笔捐赠不属于这个基金"""

    mend = "请核对捐赠编号与基金编号"


class NotThisGift(Unprocessable):
    """物资只能发放，资金只能支付或退回"""

    mend = "请核对捐赠编号"


class OutsideFund(Unprocessable):
    """不在这个基金的地区以内"""

    mend = "请填写基金所在区县或镇街以内的地方"


def fund_key(region: str, number: str) -> AccountKey:
    """The account that a fund is."""
    return AccountKey(AccountKind.DONATION_FUND, region, number, Source.DONATION)


def kind_of(policy: DonationPolicy, code: str) -> FundKind:
    """Raises FundKindUnknown."""
    kind = policy.kind_of(code)
    if kind is None:
        raise FundKindUnknown(pointer="/kind", kind=code, known={one.code: one.title for one in policy.kinds})
    return kind


def must_help_whom_it_may(policy: DonationPolicy, fund_kind: str, person_class: str, *, pointer: str) -> None:
    """Raises PersonClassUnknown, FundKindUnknown, FundForbids with the clause."""
    known = policy.class_of(person_class)
    if known is None:
        raise PersonClassUnknown(pointer=pointer, person_class=person_class, known=[one.code for one in policy.classes])
    kind = kind_of(policy, fund_kind)
    if not kind.allows(person_class):
        raise FundForbids(pointer=pointer, fund=kind.title, person_class=known.title, clause=policy.source(kind).spoken)


def programme_title(policy: BudgetPolicy, code: str, *, pointer: str) -> str:
    """Raises ProgrammeUnknown."""
    programme = policy.programme_of(code)
    if programme is None:
        raise ProgrammeUnknown(pointer=pointer, programme=code, known=[one.code for one in policy.programmes])
    return programme.title


def must_not_be_later(donated_on: date, today: date) -> None:
    """Raises DonatedTomorrow."""
    if donated_on > today:
        raise DonatedTomorrow(pointer="/donated_on", today=today.isoformat())


def must_be_drafted(state: UseState) -> None:
    """Raises UseDecided."""
    if state is not UseState.DRAFTED:
        raise UseDecided(state=USE_STATE_NAMES[state])


def must_be_gift(kind: GiftKind, asked: GiftKind) -> None:
    """Raises NotThisGift."""
    if kind is not asked:
        raise NotThisGift(pointer="/donation", kind=GIFT_NAMES[kind])


def must_be_of_fund(fund_id: UUID, asked_id: UUID) -> None:
    """Raises NotOfFund."""
    if fund_id != asked_id:
        raise NotOfFund(pointer="/donation")


def must_lie_in_fund(fund_region: str, region: str, *, pointer: str) -> None:
    """Raises OutsideFund."""
    if not region.startswith(fund_region):
        raise OutsideFund(pointer=pointer, region=region)


ANONYMOUS_PERSON, ANONYMOUS_ORGANISATION = "爱心人士", "爱心单位（匿名）"


def public_donor(kind: DonorKind, donor: str, *, is_anonymous: bool) -> str:
    """Who gave, as the public reads it: a person is never named, an organisation unless it wishes not to be."""
    if kind is DonorKind.PERSON:
        return ANONYMOUS_PERSON
    return ANONYMOUS_ORGANISATION if is_anonymous else donor
