"""Relief needs as departments report them: a CloudEvent, or a plain form over HTTP; and the answer."""

import json
from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from services.registry.rules.need import Kind
from services.registry.rules.relief import NobodyNamed, ReliefNeed, Someone
from shared.clock import today
from shared.envelopes import open_envelope
from shared.events.civil_affairs import ReliefNeedReported
from shared.identity import InvalidIdNumber, check_id_number
from shared.ids import uuid7
from shared.regions import Region, UnknownRegion, exists
from shared.schemas import Form, View
from shared.vault import hash_identity


class ReportReliefNeed(Form):
    """A report typed or sent as plain JSON over the encrypted line; the reporter's region is that of their token."""

    report_id: UUID = Field(
        default_factory=uuid7,
        title="事件编号",
        description="上报单位自编的唯一编号；同一编号重发只生效一次，并得到同一答复",
        examples=["0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10"],
    )
    village: Region = Field(title="困难家庭所在村（社区）代码")
    trigger: Kind = Field(
        title="致困情形",
        description="illness 因病、accident 因意外伤害、disaster 因灾、death 因主要劳动力去世、job-loss 因失业、drop-out 因学、"
        "house 因住房安全",
    )
    happened_on: date = Field(title="发生日期", examples=["2020-06-01"])
    household_code: str | None = Field(default=None, title="户编号", pattern=r"^\d{4,20}$", examples=["3713111000010001"])
    id_number: str | None = Field(default=None, title="身份证号码", description="未建档的家庭用，与姓名一起填", max_length=40)
    name: str | None = Field(default=None, title="姓名", max_length=50)


class ReliefAnswerView(View):
    """What became of a report."""

    report_id: UUID = Field(title="事件编号")
    is_accepted: bool = Field(title="是否受理")
    case_id: UUID | None = Field(title="即时帮扶台账编号")
    answered_at: datetime = Field(title="答复时间")


def need_of_event(event: ReliefNeedReported) -> ReliefNeed:
    """What an event says. Raises UnknownRegion, NobodyNamed, UnreadableEnvelope or InvalidIdNumber."""
    if not exists(event.village):
        raise UnknownRegion(pointer="/village", region=event.village)
    person = None
    if event.sealed_person is not None:
        inside = open_envelope(event.sealed_person)
        try:
            person = someone(str(inside.get("id_number", "")), str(inside.get("name", "")))
        except (InvalidIdNumber, NobodyNamed) as refusal:
            refusal.pointer = "/sealed_person"
            raise
    return ReliefNeed(
        report_id=event.event_id,
        region=event.region,
        village=event.village,
        trigger=event.trigger,
        happened_on=event.happened_on,
        household_code=event.household_code,
        person=person,
        house_is_unsafe=event.house_is_unsafe,
    )


def need_of_form(form: ReportReliefNeed, region: str) -> ReliefNeed:
    """What a form says; `region` is the reporter's. Raises NobodyNamed or InvalidIdNumber."""
    person = someone(form.id_number, form.name or "") if form.id_number is not None else None
    return ReliefNeed(
        report_id=form.report_id,
        region=region,
        village=form.village,
        trigger=form.trigger.trigger,
        happened_on=form.happened_on,
        household_code=form.household_code,
        person=person,
        house_is_unsafe=form.trigger is Kind.HOUSE,
    )


def someone(id_number: str, name: str) -> Someone:
    """A person as typed. Raises InvalidIdNumber, or NobodyNamed without a name."""
    identity = check_id_number(id_number, on=today())
    if not name.strip():
        raise NobodyNamed(pointer="/name", reason="填写了身份证号码，没有填写姓名")
    return Someone(identity, name.strip())


def fingerprint_of(need: ReliefNeed) -> str:
    """A keyed hash of what is reported, the same however the identity in it was sealed."""
    named = [need.person.identity.number, need.person.name] if need.person else [need.household_code]
    struck_by = Kind.HOUSE if need.house_is_unsafe else need.trigger
    return hash_identity(json.dumps([need.village, struck_by, need.happened_on.isoformat(), *named]))
