"""What medical's tests are made of: patients, hospitals and bills of 罗庄区, with real codes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.operations.admission.admit_patient import admit_patient
from services.medical.operations.admission.record_charges import record_charges
from services.medical.operations.instalment.agree_instalments import agree_instalments
from services.medical.operations.person.enrol_person import enrol_person
from services.medical.operations.settlement.settle_admission import settle_admission
from services.medical.rules.admission import HospitalLevel
from services.medical.schemas.admission import OpenAdmission
from services.medical.schemas.charge import ChargeLine, RecordCharges
from services.medical.schemas.instalment import AgreeInstalments
from services.medical.schemas.settlement import SettleAdmission
from services.medical.tables import Admission, InstalmentPlan, Settlement
from shared.events.registry import Member, NewPovertyDetected, PersonEnrolled, Trigger
from shared.ids import uuid7
from shared.money import yuan
from shared.security import Principal, Role
from shared.vault import hash_identity

VILLAGE = "371311001001"
OTHER_VILLAGE = "371311001002"
COUNTY = "371311"
OTHER_COUNTY_VILLAGE = "371302001001"
HOSPITAL_CODE = "H37131100001"
OTHER_HOSPITAL_CODE = "H37131100002"
HOSPITAL = Principal("罗庄区人民医院", Role.HOSPITAL, COUNTY, HOSPITAL_CODE)
OTHER_HOSPITAL = Principal("罗庄区中医医院", Role.HOSPITAL, COUNTY, OTHER_HOSPITAL_CODE)
JUNE_1 = date(2020, 6, 1)
JUNE_12 = date(2020, 6, 12)
DETECTED_AT = datetime.fromisoformat("2020-06-12T10:00:00+08:00")

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def an_id_number(sequence: int = 1, *, born: str = "19620304") -> str:
    """A valid number of 罗庄区; the check character after GB 11643."""
    body = f"{COUNTY}{born}{sequence:03d}"
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]


ID_NUMBER = an_id_number()


def an_admission(**changes: Any) -> OpenAdmission:
    given = {
        "id_number": ID_NUMBER,
        "name": "王小明",
        "region": VILLAGE,
        "hospital_level": HospitalLevel.TWO,
        "admitted_on": JUNE_1,
    }
    return OpenAdmission.model_validate(given | changes)


def a_line(line_no: int = 1, *, amount_fen: int = 10000, catalogue_class: str = "A", **changes: Any) -> dict[str, Any]:
    """One line of a single piece at this price; class B pays a tenth first."""
    line: dict[str, Any] = {
        "line_no": line_no,
        "charged_on": "2020-06-02",
        "code": f"XB{line_no:08d}",
        "name": "注射用青霉素钠",
        "catalogue_class": catalogue_class,
        "unit_price": yuan(amount_fen),
        "quantity": "1",
        "amount_yuan": yuan(amount_fen),
    }
    return line | ({"self_pay_ratio": "0.1"} if catalogue_class == "B" else {}) | changes


def a_bill(*, in_policy_fen: int, out_of_policy_fen: int = 0) -> RecordCharges:
    """Lines that come to exactly these two parts."""
    parts = [("A", in_policy_fen), ("C", out_of_policy_fen)]
    lines = [a_line(at, amount_fen=part_fen, catalogue_class=kind) for at, (kind, part_fen) in enumerate(parts, 1) if part_fen]
    return RecordCharges(lines=[ChargeLine.model_validate(line) for line in lines])


def a_discharge(on: date = JUNE_12) -> SettleAdmission:
    return SettleAdmission(discharged_on=on)


async def a_stay(
    session: AsyncSession,
    *,
    by: Principal = HOSPITAL,
    in_policy_fen: int = 1_800_000,
    out_of_policy_fen: int = 200_000,
    on: date = JUNE_12,
    **changes: Any,
) -> Admission:
    """A patient admitted and charged, not yet settled."""
    stay = await admit_patient(session, an_admission(**changes), by=by, on=on)
    bill = a_bill(in_policy_fen=in_policy_fen, out_of_policy_fen=out_of_policy_fen)
    await record_charges(session, bill, admission_id=stay.id, by=by, on=on)
    return stay


def an_enrolment(
    *, id_number: str = ID_NUMBER, classes: tuple[str, ...] = ("enrolled",), since: date = date(2020, 1, 1)
) -> PersonEnrolled:
    return PersonEnrolled(
        person_id=uuid7(),
        household_id=uuid7(),
        identity_hash=hash_identity(id_number),
        region=VILLAGE,
        classes=list(classes),
        in_force_on=since,
    )


async def an_enrolled_person(session: AsyncSession, **given: Any) -> PersonEnrolled:
    """Registry has told us of this person."""
    event = an_enrolment(**given)
    await enrol_person(session, event)
    return event


def a_detection(*, members: int = 2, at: datetime = DETECTED_AT, case_id: UUID | None = None) -> NewPovertyDetected:
    """The household of the person of `ID_NUMBER` has fallen into need."""
    return NewPovertyDetected(
        case_id=case_id or uuid7(),
        household_id=uuid7(),
        region=VILLAGE,
        trigger=Trigger.ILLNESS,
        origin="burden",
        detected_at=at,
        members=[
            Member(person_id=uuid7(), identity_hash=hash_identity(an_id_number(sequence))) for sequence in range(1, members + 1)
        ],
    )


def pieces(price: str, quantity: str) -> tuple[Decimal, Decimal]:
    return Decimal(price), Decimal(quantity)


COUNTY_CLERK = Principal("罗庄区经办员", Role.COUNTY, COUNTY)
OTHER_CLERK = Principal("罗庄区复核员", Role.COUNTY, COUNTY)


def a_refund(line_no: int, *, of: int, amount_fen: int = 10000, quantity: str = "-1", **changes: Any) -> dict[str, Any]:
    """A line that takes back one piece of `a_line(of)` at this price."""
    line = a_line(of, amount_fen=amount_fen) | {"line_no": line_no, "quantity": quantity, "refunds_line_no": of}
    return line | {"amount_yuan": yuan(int(quantity) * amount_fen)} | changes


async def a_settlement(session: AsyncSession, *, by: Principal = HOSPITAL, on: date = JUNE_12, **stay: Any) -> Settlement:
    """A stay admitted, charged and settled."""
    admission = await a_stay(session, by=by, on=on, **stay)
    return await settle_admission(session, a_discharge(on), admission_id=admission.id, by=by, on=on)


async def a_plan(session: AsyncSession, settlement: Settlement, *parts: tuple[date, int], on: date = JUNE_12) -> InstalmentPlan:
    """What the patient owes of a settlement, in parts."""
    form = AgreeInstalments.model_validate(
        {
            "settlement_id": settlement.id,
            "amount_yuan": yuan(sum(amount_fen for _, amount_fen in parts)),
            "guarantor": {"name": "王大明", "relation": "other", "phone": "13800000000"},
            "certified_by": "龙潭社区居委会、罗庄街道办事处",
            "instalments": [{"due_on": due_on, "amount_yuan": yuan(amount_fen)} for due_on, amount_fen in parts],
        }
    )
    return await agree_instalments(session, form, by=HOSPITAL, on=on)
