"""What the public may read about a payment, in one exact form that can be hashed.

An entry about a household never says who: the town, one household, an amount, a date, a reason, a clause. Its number is drawn
from the random bits of its id, so that it leads nowhere. The form is canonical JSON (RFC 8785, here: sorted keys, no spaces,
UTF-8, text and whole numbers only), so that everyone who has the entry has the very bytes that were hashed.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

from services.funds.rules import merkle
from services.funds.rules.effect import Effect
from services.funds.rules.public_text import must_be_public
from shared.errors import NotFound, TooLarge
from shared.money import yuan

ENTRIES_A_DAY_LIMIT = 20_000
"""A day's proof is one file; beyond this number of entries it would no longer be one that a citizen can open."""

ENTRY_TEXT_LIMIT = 500
"""Signs of one text of an entry, which may be put together of two that people wrote."""

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and letters without I, L, O and U, which people misread."""


class DisclosureKind(StrEnum):
    """What an entry makes public."""

    EMERGENCY_GRANT = "emergency-grant"
    GRANT_RETURNED = "grant-returned"
    GRANT_RECOVERED = "grant-recovered"
    """A part of a grant that a household gave back."""
    MONEY_RECEIVED = "money-received"
    """Money of a source that came into the pool."""
    BUDGET = "budget"
    """What a programme, a project or a place was given for the year."""
    BUDGET_CHANGED = "budget-changed"
    """An adjustment between lines, and what was carried over or clawed back at the end of a year."""
    RESERVE_FILLED = "reserve-filled"
    """Money that went to a town's reserve, of which its first aid is paid."""
    PROJECT = "project"
    """A step in the life of a project that the public is told of."""
    SUPPLIER_PAYMENT = "supplier-payment"
    """What a project's supplier was paid, or gave back."""
    PAYMENT = "payment"
    PAYMENT_RETURNED = "payment-returned"
    ASSET = "asset"
    DISTRIBUTION = "distribution"
    """Of an asset's income."""
    LOAN = "loan"
    DONATION = "donation"
    DONATION_USE = "donation-use"
    DONATION_RETURNED = "donation-returned"
    """To whoever gave it, unused."""
    DONATION_STATEMENT = "donation-statement"
    """A fund's year; its amount is what the fund's uses say one by one, so the two are never added up."""
    CORRECTION = "correction"


DISCLOSURE_NAMES = {
    DisclosureKind.EMERGENCY_GRANT: "急难救助金发放",
    DisclosureKind.GRANT_RETURNED: "急难救助金退回",
    DisclosureKind.GRANT_RECOVERED: "救助资金追回",
    DisclosureKind.MONEY_RECEIVED: "资金到账",
    DisclosureKind.BUDGET: "资金分配结果",
    DisclosureKind.BUDGET_CHANGED: "预算调整",
    DisclosureKind.RESERVE_FILLED: "备用金拨付",
    DisclosureKind.PROJECT: "项目公告公示",
    DisclosureKind.SUPPLIER_PAYMENT: "项目付款",
    DisclosureKind.PAYMENT: "资金发放",
    DisclosureKind.PAYMENT_RETURNED: "发放退回",
    DisclosureKind.ASSET: "帮扶资产",
    DisclosureKind.DISTRIBUTION: "资产收益分配",
    DisclosureKind.LOAN: "小额信贷与贴息",
    DisclosureKind.DONATION: "接收捐赠",
    DisclosureKind.DONATION_USE: "捐赠使用",
    DisclosureKind.DONATION_RETURNED: "捐赠退回",
    DisclosureKind.DONATION_STATEMENT: "捐赠基金年度收支",
    DisclosureKind.CORRECTION: "更正",
}

EFFECTS = {
    DisclosureKind.EMERGENCY_GRANT: Effect.SPENT,
    DisclosureKind.GRANT_RETURNED: Effect.SPENT,
    DisclosureKind.GRANT_RECOVERED: Effect.RETURNED,
    DisclosureKind.MONEY_RECEIVED: Effect.RECEIVED,
    DisclosureKind.BUDGET: Effect.ALLOCATED,
    DisclosureKind.RESERVE_FILLED: Effect.MOVED,
    DisclosureKind.PAYMENT: Effect.SPENT,
    DisclosureKind.PAYMENT_RETURNED: Effect.SPENT,
    DisclosureKind.DISTRIBUTION: Effect.SHARED_OUT,
    DisclosureKind.DONATION: Effect.RECEIVED,
    DisclosureKind.DONATION_RETURNED: Effect.GIVEN_BACK,
}
"""What an entry of a kind does unless it says otherwise; of the other kinds each entry says, or moves nothing."""

MASKED_HOUSEHOLD = "某村 1 户"
"""Funds knows no name, and a village can be a few dozen households: the public entry stops at the town."""


class NoSuchEntry(NotFound):
    """没有这条公示"""

    mend = "请从公示列表进入，或核对地址"


class NoSuchDay(NotFound):
    """这一天还没有公示凭证"""

    mend = "请选择今天或以前、已有公示的日期"


class DayTooFull(TooLarge):
    """当日公示条目过多，不能放进一个凭证文件"""

    mend = "请联系平台运维导出"


@dataclass(frozen=True, slots=True)
class PublicEntry:
    """One entry of the public disclosure, exactly as it is hashed. What does not apply is None and is left out of the text."""

    id: str
    number: str
    kind: str
    region: str
    """A town (9 digits) or above: never a village."""
    region_name: str
    subject: str
    """To whom or what: `某村 1 户`, or an organisation or a project by its name."""
    amount_fen: int
    amount_yuan: str
    reason: str
    clause: str
    published_on: str
    corrects: str | None = None
    source: str | None = None
    """Whose money, by the Chinese name: `中央财政`."""
    programme: str | None = None
    year: int | None = None
    project: str | None = None
    """The project's public number."""
    effect: str | None = None
    """What the amount does (`rules.effect`); None in entries from before there were effects."""
    line: str | None = None
    """The budget line's number that it is set down in, leaves, or is spent out of."""
    line_to: str | None = None
    """The line that it goes to."""
    village: str | None = None
    """12 digits, of a project, an asset or a collective's income, which are public in the village; never of a household."""

    @property
    def canonical(self) -> str:
        """The exact text of this entry: canonical JSON."""
        said = {name: value for name, value in asdict(self).items() if value is not None}
        return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def taken_back(self, *, id: UUID, kind: DisclosureKind, published_on: date) -> "PublicEntry":
        """The entry that says that this money came back: the first one stays, for ever."""
        return replace(
            self, id=str(id), number=public_number(id), kind=kind, published_on=published_on.isoformat(), corrects=self.id
        )

    def partly_back(self, amount_fen: int, *, id: UUID, was_for: str, clause: str, published_on: date) -> "PublicEntry":
        """The entry that says that so much of this money came back: of the same source, programme, year and line, so that what
        is left can be added up. The first one stays as it is, and is not corrected."""
        return replace(
            self,
            id=str(id),
            number=public_number(id),
            kind=DisclosureKind.GRANT_RECOVERED,
            amount_fen=amount_fen,
            amount_yuan=yuan(amount_fen),
            reason=was_for,
            clause=clause,
            published_on=published_on.isoformat(),
            effect=Effect.RETURNED,
        )

    @classmethod
    def read(cls, canonical: str) -> "PublicEntry":
        """The entry that this text says; the first ones called a region town, and a subject household."""
        said = json.loads(canonical)
        return cls(**{_CALLED_NOW.get(name, name): value for name, value in said.items()})


_CALLED_NOW = {"town": "region", "town_name": "region_name", "household": "subject"}


def public_entry(
    *,
    id: UUID,
    kind: DisclosureKind,
    region: str,
    region_name: str,
    amount_fen: int,
    reason: str,
    clause: str,
    published_on: date,
    subject: str = MASKED_HOUSEHOLD,
    source: str | None = None,
    programme: str | None = None,
    year: int | None = None,
    project: str | None = None,
    effect: Effect | None = None,
    line: str | None = None,
    line_to: str | None = None,
    village: str | None = None,
) -> PublicEntry:
    """The public face of a payment to a household, or of other money and what it is for.

    Whoever wrote its texts, and whichever form they came through, none holds a person's number or an illness: an entry is there
    for ever. Raises NumberInPublicText, DetailInPublicText, TextTooLong; ValueError where a household's village would be told.
    """
    if village and subject == MASKED_HOUSEHOLD:
        raise ValueError("a household's village is not public")
    for said in (region_name, subject, reason, clause, source, programme, project):
        if said:
            _must_be_sayable(said)
    return PublicEntry(
        id=str(id),
        number=public_number(id),
        kind=kind,
        region=region,
        region_name=region_name,
        subject=subject,
        amount_fen=amount_fen,
        amount_yuan=yuan(amount_fen),
        reason=reason,
        clause=clause,
        published_on=published_on.isoformat(),
        source=source,
        programme=programme,
        year=year,
        project=project,
        effect=effect or EFFECTS.get(kind, Effect.TOLD),
        line=line,
        line_to=line_to,
        village=village,
    )


@lru_cache(maxsize=4096)
def _must_be_sayable(text: str) -> None:
    # A grant's texts are of the policy and looked at once; a refusal is never remembered.
    must_be_public(text, limit=ENTRY_TEXT_LIMIT)


def public_number(id: UUID) -> str:
    """Eight characters that people can read out, from the last 40 (random) bits of the id: `7K3M-90XQ`."""
    bits = id.int & (1 << 40) - 1
    letters = "".join(_CROCKFORD[bits >> shift & 31] for shift in range(35, -5, -5))
    return f"{letters[:4]}-{letters[4:]}"


@dataclass(frozen=True, slots=True)
class Proved:
    """An entry's bytes with the way from it to the day's root (hashes in hex)."""

    index: int
    canonical: str
    path: list[str]


@dataclass(frozen=True, slots=True)
class DayProof:
    """A day's entries under one root."""

    root: str
    size: int
    entries: list[Proved]


def root_of(entries: Sequence[str]) -> str:
    """The root over a day's entries, in their order (hex)."""
    return merkle.root(merkle.grow([entry.encode() for entry in entries])).hex()


def prove(entries: Sequence[str]) -> DayProof:
    """The root over a day's entries, in their order, and each entry's proof. Raises DayTooFull."""
    if len(entries) > ENTRIES_A_DAY_LIMIT:
        raise DayTooFull(entries=len(entries), limit=ENTRIES_A_DAY_LIMIT)
    levels = merkle.grow([entry.encode() for entry in entries])
    proved = [
        Proved(index, entry, [neighbour.hex() for neighbour in merkle.inclusion_path(levels, index)])
        for index, entry in enumerate(entries)
    ]
    return DayProof(merkle.root(levels).hex(), len(entries), proved)
