"""What an account is: four sums in fen that only the ledger moves.

A debit (借) brings money into an account, a credit (贷) takes it out. Each side is counted twice: posted (done) and pending (set
aside, not yet done). What is available is the balance less what is set aside.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from shared.errors import Conflict, NotFound


class AccountKind(StrEnum):
    """What an account stands for, in the order in which money flows. Locks are taken in this order, everywhere."""

    TREASURY = "treasury"
    """Where the county's public money comes from: below zero by what has come in, as all origins are."""
    DONORS = "donors"
    """Where donations come from."""
    OPERATORS = "operators"
    """Where the income of assets comes from: whoever rents or runs them."""
    COUNTY_POOL = "county-pool"
    DONATION_FUND = "donation-fund"
    """Donations that came in, one account per fund or donor's wish."""
    ASSET_DEPOSIT = "asset-deposit"
    """What operators laid down for a contract: held, given back or kept, and never parted while it lies here."""
    ASSET_INCOME = "asset-income"
    """Income of assets that came in and is not yet distributed, one account per beneficiary collective."""
    BUDGET_LINE = "budget-line"
    """What is set down for a programme or a project in a year: its room is what is available, and never below zero."""
    TOWN_RESERVE = "town-reserve"
    GUARANTEE_FUND = "guarantee-fund"
    """The county's fund that stands in for small loans."""
    SUPPLIER_PAID_OUT = "supplier-paid-out"
    BANK_PAID_OUT = "bank-paid-out"
    """What banks were paid: interest subsidies, and what the guarantee fund stood in for."""
    COLLECTIVE_PAID_OUT = "collective-paid-out"
    """What villages' collectives were paid: their part of an income, public works."""
    HOUSEHOLD_PAID_OUT = "household-paid-out"
    PAYER_FUND = "payer-fund"
    """What a payer of hospital bills (an insurance fund, an aid fund) holds ready in a county; one account per payer."""
    HOSPITAL_PAID_OUT = "hospital-paid-out"


KIND_NAMES = {
    AccountKind.TREASURY: "财政拨入",
    AccountKind.DONORS: "捐赠收入",
    AccountKind.OPERATORS: "资产收益缴入",
    AccountKind.COUNTY_POOL: "县区资金池",
    AccountKind.DONATION_FUND: "捐赠资金",
    AccountKind.ASSET_DEPOSIT: "资产经营保证金",
    AccountKind.ASSET_INCOME: "待分配资产收益",
    AccountKind.BUDGET_LINE: "预算指标",
    AccountKind.TOWN_RESERVE: "镇街备用金",
    AccountKind.GUARANTEE_FUND: "小额信贷担保基金",
    AccountKind.SUPPLIER_PAID_OUT: "已支付施工供应单位",
    AccountKind.BANK_PAID_OUT: "已拨付银行",
    AccountKind.COLLECTIVE_PAID_OUT: "已拨付村集体",
    AccountKind.HOUSEHOLD_PAID_OUT: "已发放到户",
    AccountKind.PAYER_FUND: "支付方清算资金",
    AccountKind.HOSPITAL_PAID_OUT: "已拨付医疗机构",
}

ORIGINS = frozenset({AccountKind.TREASURY, AccountKind.DONORS, AccountKind.OPERATORS})
"""The accounts that may be below zero, and say so in the database: money begins there."""


class Source(StrEnum):
    """Whose money it was before it came here, kept to the last payment (资金来源)."""

    UNNAMED = ""
    """Of accounts that hold money of several sources, such as what was paid out to households."""
    CENTRAL = "central"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWN = "town"
    DONATION = "donation"
    ASSET_INCOME = "asset-income"
    INSURER = "insurer"


SOURCE_NAMES = {
    Source.UNNAMED: "未区分来源",
    Source.CENTRAL: "中央财政",
    Source.PROVINCE: "省级财政",
    Source.CITY: "市级财政",
    Source.COUNTY: "县区财政",
    Source.TOWN: "镇街自筹",
    Source.DONATION: "社会捐赠",
    Source.ASSET_INCOME: "资产收益",
    Source.INSURER: "保险机构",
}


class NoSuchAccount(NotFound):
    """没有这个账户"""


class Overdrawn(Conflict):
    """账户可用余额不足"""

    mend = "请先补足账户，或核减金额"


class AccountKey(NamedTuple):
    """What an account is known by. Money of different sources, programmes and years lies in different accounts."""

    kind: AccountKind
    region: str
    holder: str = ""
    """Whose account it is, where a place has several of a kind: a payer's title, a hospital's code, a budget line's number."""
    source: Source = Source.UNNAMED
    programme: str = ""
    """What it is for (专项), by its code: `emergency-aid`, `housing`; empty where it is for several."""
    year: int = 0
    """The budget year, or 0 where years do not matter."""

    @property
    def name(self) -> str:
        """`县区资金池·中央财政·2020年`, without its place."""
        source = SOURCE_NAMES[self.source] if self.source else ""
        parts = (KIND_NAMES[self.kind], self.holder, source, f"{self.year}年" if self.year else "")
        return "·".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Sums:
    """Four sums in fen: what an account holds, or how a posting changes it (then pending may be negative)."""

    debits_posted_fen: int = 0
    credits_posted_fen: int = 0
    debits_pending_fen: int = 0
    credits_pending_fen: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.debits_posted_fen + other.debits_posted_fen,
            self.credits_posted_fen + other.credits_posted_fen,
            self.debits_pending_fen + other.debits_pending_fen,
            self.credits_pending_fen + other.credits_pending_fen,
        )

    @property
    def balance_fen(self) -> int:
        """What has come in less what has gone out."""
        return self.debits_posted_fen - self.credits_posted_fen

    @property
    def available_fen(self) -> int:
        """The balance less what is set aside. Money that is only promised to this account does not count yet."""
        return self.balance_fen - self.credits_pending_fen


@dataclass(frozen=True, slots=True)
class Leg:
    """One posting: how one account changes."""

    account_id: UUID
    region: str
    change: Sums


@dataclass(frozen=True, slots=True)
class Holding:
    """An account as the ledger judges it."""

    account_id: UUID
    key: AccountKey
    sums: Sums = Sums()

    def leg(self, change: Sums) -> Leg:
        """This change of this account. Raises Overdrawn where it would take more than is available."""
        after = self.sums + change
        if self.key.kind not in ORIGINS and after.available_fen < 0:
            raise Overdrawn(account=self.key.name, available_fen=self.sums.available_fen)
        return Leg(self.account_id, self.key.region, change)

    def after(self, legs: Iterable[Leg]) -> "Holding":
        """This account once these legs are written."""
        changes = (leg.change for leg in legs if leg.account_id == self.account_id)
        return replace(self, sums=sum(changes, start=self.sums))
