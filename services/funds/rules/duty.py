"""Duties to publish: which ones a public entry or a notice brings about, when one is met, and when it is late."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.funds.rules.disclosure import DISCLOSURE_NAMES, DisclosureKind, PublicEntry
from services.funds.rules.notice import NoticeAbout
from services.funds.rules.publishing import LEVEL_DIGITS, Bundle, ContentRule, Level, Outlet, OutletRule, PublishingPolicy
from shared.errors import Conflict, NotFound, Unprocessable
from shared.policy.term import Term


class DutyState(StrEnum):
    """Whether it is published."""

    OWED = "owed"
    STANDING = "standing"
    """Posted, and its days are not over."""
    MET = "met"


DUTY_STATE_NAMES = {DutyState.OWED: "待公开", DutyState.STANDING: "已张贴，公示中", DutyState.MET: "已公开"}


class NoSuchDuty(NotFound):
    """没有这项公开任务"""


class AlreadyPosted(Conflict):
    """这项公开任务已经登记张贴"""

    mend = "请查看已登记的张贴记录；提前撤下的先登记撤下，再重新张贴"


class NothingPosted(Conflict):
    """这项公开任务没有正在张贴的记录"""

    mend = "请先登记张贴"


class PublishedByThePortal(Conflict):
    """这项任务由本平台公开页完成，不需要登记"""


class PostedInTheFuture(Unprocessable):
    """张贴日期在未来"""

    mend = "请填写实际张贴的日期"


class PostedBeforeTheMatter(Unprocessable):
    """张贴日期早于公开事项发生的日期"""

    mend = "请核对张贴日期"


class ProofMissing(Unprocessable):
    """缺少张贴证明"""

    mend = "公开栏张贴须附现场照片的材料编号，网站公开须填网页地址，二者只填其一"


class TakenDownBeforePosted(Unprocessable):
    """撤下日期早于张贴日期或在未来"""

    mend = "请填写实际撤下的日期"


@dataclass(frozen=True, slots=True)
class Arisen:
    """What brings duties about: a public entry, or a notice."""

    region: str
    on: date
    title: str
    entry: DisclosureKind | None = None
    entry_id: UUID | None = None
    notice: NoticeAbout | None = None
    notice_id: UUID | None = None
    term: Term | None = None
    """Of a notice: how long it stands, which its boards have to follow where that is longer."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One duty that arose."""

    key: str
    content: str
    title: str
    region: str
    owner: str
    level: Level
    outlet: Outlet
    stands: Term | None
    arose_on: date
    due_on: date
    entry_id: UUID | None
    notice_id: UUID | None
    month: str | None

    @property
    def is_met_by_itself(self) -> bool:
        """Our own pages show every entry and notice in the moment in which it is there."""
        return self.outlet is Outlet.PORTAL


def owed_by(arisen: Arisen, policy: PublishingPolicy) -> list[Owed]:
    """Every duty that this brings about in this place, each with the key by which it is known again."""
    if arisen.entry is not None:
        content: ContentRule | None = policy.content_of_entry(arisen.entry)
    else:
        content = policy.content_of_notice(arisen.notice) if arisen.notice else None
    return list(_owed(arisen, content, policy)) if content else []


def _owed(arisen: Arisen, content: ContentRule, policy: PublishingPolicy) -> Iterator[Owed]:
    # A notice is posted for itself; only entries are gathered by the month.
    is_gathered = content.bundle is Bundle.MONTH and arisen.notice is None
    month = f"{arisen.on:%Y-%m}" if is_gathered else None
    arose_on = last_of_month(arisen.on) if is_gathered else arisen.on
    for outlet in content.outlets:
        if not concerns(outlet, arisen.region):
            continue
        owner = arisen.region[: LEVEL_DIGITS[outlet.level]]
        about = month or arisen.entry_id or arisen.notice_id
        stands = outlet.stands and (arisen.term or outlet.stands)
        yield Owed(
            key=f"{content.content}|{owner}|{outlet.outlet}|{about}",
            content=content.content,
            title=f"{month[:4]}年{int(month[5:])}月{content.title}" if month else arisen.title,
            region=owner if is_gathered else arisen.region,
            owner=owner,
            level=outlet.level,
            outlet=outlet.outlet,
            stands=stands,
            arose_on=arose_on,
            due_on=policy.ends_on(outlet.due, arose_on),
            entry_id=None if is_gathered else arisen.entry_id,
            notice_id=arisen.notice_id,
            month=month,
        )


def concerns(outlet: OutletRule, region: str) -> bool:
    """Whether a place's matter is to be published there (谁分配、谁使用、谁公开).

    A board is of the very place; a county's pages show what lies in the county; a province and a city publish what is their own.
    """
    digits = LEVEL_DIGITS[outlet.level]
    is_own_alone = outlet.outlet is Outlet.BOARD or digits < LEVEL_DIGITS[Level.COUNTY]
    return len(region) == digits if is_own_alone else len(region) >= digits


def arisen_from(entry: PublicEntry) -> Arisen:
    """What brings duties about in a public entry."""
    kind = DisclosureKind(entry.kind)
    title = f"{DISCLOSURE_NAMES[kind]}：{entry.subject}，{entry.amount_yuan} 元（公示号 {entry.number}）"
    return Arisen(entry.region, date.fromisoformat(entry.published_on), title[:200], entry=kind, entry_id=UUID(entry.id))


def last_of_month(on: date) -> date:
    return on.replace(day=monthrange(on.year, on.month)[1])


def must_be_postable(
    state: DutyState, outlet: Outlet, *, posted_on: date, arose_on: date, has_photo: bool, has_address: bool, on: date
) -> None:
    """Whether a posting may be written down. A month's list may be posted before the month's end is over only in the next one.

    Raises PublishedByThePortal, AlreadyPosted, ProofMissing, PostedInTheFuture or PostedBeforeTheMatter.
    """
    if outlet is Outlet.PORTAL:
        raise PublishedByThePortal
    if state is not DutyState.OWED:
        raise AlreadyPosted
    if has_photo == has_address or has_photo != (outlet is Outlet.BOARD):
        raise ProofMissing(pointer="/photo_id" if outlet is Outlet.BOARD else "/address")
    if posted_on > on:
        raise PostedInTheFuture(pointer="/posted_on", today=on.isoformat())
    if posted_on < arose_on:
        raise PostedBeforeTheMatter(pointer="/posted_on", arose_on=arose_on.isoformat())


def taken_down(from_on: date, until_on: date | None, *, taken_on: date, on: date) -> DutyState:
    """What a duty is after its posting was taken down: met if it stood its days, and owed again if it did not.

    Raises TakenDownBeforePosted.
    """
    if not from_on <= taken_on <= on:
        raise TakenDownBeforePosted(pointer="/taken_on", from_on=from_on.isoformat())
    return DutyState.MET if until_on is not None and taken_on > until_on else DutyState.OWED


def shown_state(state: DutyState, until_on: date | None, *, on: date) -> DutyState:
    """A posting that was not taken down has stood its days when they are over."""
    return DutyState.MET if state is DutyState.STANDING and until_on is not None and on > until_on else state
