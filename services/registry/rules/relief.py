"""What a report of a relief need must satisfy before a household is marked."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from shared.errors import Forbidden, Refusal, Unprocessable
from shared.events.civil_affairs import Trigger
from shared.identity import IdNumber

OLDEST = timedelta(days=180)
"""A misfortune older than half a year is no emergency: the household takes the ordinary way of identification."""


class NotYourRegion(Forbidden):
    """困难家庭所在村不在上报单位的辖区内"""

    mend = "请核对村（社区）代码；辖区外的家庭请转交其所在地的部门上报"


class HappenedInTheFuture(Unprocessable):
    """发生日期在未来"""

    mend = "请核对发生日期，并核对上报系统的时钟"


class HappenedTooLongAgo(Unprocessable):
    """发生日期过早，不属于即时帮扶"""

    mend = "超过 180 天的情形请按常规识别程序办理"


class NobodyNamed(Unprocessable):
    """没有说明是哪一户或哪个人"""

    mend = "户编号（household_code）与当事人身份二者填一：表单中是 id_number 和 name，事件中是加密的 sealed_person"


class ReportIdReused(Unprocessable):
    """同一事件编号已用于内容不同的上报"""

    mend = "重发请保持内容完全一致；新的上报请使用新的事件编号"


@dataclass(frozen=True)
class Someone:
    """A person outside the register, as a report or an officer names them."""

    identity: IdNumber
    name: str


class UnsafeHouseIsADisaster(Unprocessable):
    """住房不安全的，致困情形应为 disaster"""

    mend = "请把致困情形改为 disaster；同时有其他情形的，请另报一件"


@dataclass(frozen=True)
class ReliefNeed:
    """A report, whichever door it came through. The household is named by its code, or a person by ID number and name."""

    report_id: UUID
    region: str
    village: str
    trigger: Trigger
    happened_on: date
    household_code: str | None = None
    person: Someone | None = None
    house_is_unsafe: bool = False


def check_relief_need(need: ReliefNeed, *, on: date) -> None:
    """Raises the law that the report breaks: the reporter's region, the day, and that it names exactly one household."""
    if not need.village.startswith(need.region):
        raise NotYourRegion(pointer="/village", region=need.region, village=need.village)
    check_happened_on(need.happened_on, on=on)
    if need.house_is_unsafe and need.trigger is not Trigger.DISASTER:
        raise UnsafeHouseIsADisaster(pointer="/trigger")
    if (need.household_code is None) == (need.person is None):
        raise NobodyNamed(pointer="/household_code")


def check_happened_on(happened_on: date, *, on: date) -> None:
    """Neither to come nor too long past; `on` is today."""
    if happened_on > on:
        raise HappenedInTheFuture(pointer="/happened_on", happened_on=happened_on.isoformat())
    if happened_on < on - OLDEST:
        raise HappenedTooLongAgo(pointer="/happened_on", happened_on=happened_on.isoformat(), limit_days=OLDEST.days)


def within_event(refusal: Refusal) -> Refusal:
    """The same refusal of an event: what a form calls `/village` stands in an event's `/data/village`."""
    if refusal.pointer is not None:
        refusal.pointer = f"/data{refusal.pointer}"
    return refusal
