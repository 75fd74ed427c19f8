"""One event of each kind, in the order in which the main story tells them: the catalogue's examples, and its order."""

from datetime import date, datetime
from uuid import UUID

from shared.events import Event
from shared.events.civil_affairs import ReliefNeedReported
from shared.events.funds import DisclosurePublished, EmergencyGrantPaid, EmergencyGrantRefused, GrantPapersFiled
from shared.events.housing import SafetySurveyCompleted, SafetySurveyOpened
from shared.events.medical import (
    AdmissionCancelled,
    AdmissionOpened,
    BurdenExceeded,
    DefaultListingDecided,
    DischargeCancelled,
    InstalmentMissed,
    MedicalCoverOpened,
    PatientDischarged,
    PayerShare,
    SettlementCompleted,
    SettlementReversed,
)
from shared.events.notifier import OpenedOrder, WorkOrderCompleted, WorkOrdersOpened
from shared.events.registry import CaseClosed, Member, NewPovertyDetected, PersonEnrolled, ReliefNeedAnswered, Trigger

VILLAGE, TOWN, COUNTY = "371311001001", "371311001", "371311"
HOSPITAL = "H37131100001"
TODAY = date(2020, 6, 1)
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def _id(number: int) -> UUID:
    return UUID(f"01726e2a-0000-7000-8000-{number:012d}")


def _at(clock: str, day: int = 1) -> datetime:
    return datetime.fromisoformat(f"2020-06-{day:02d}T{clock}+08:00")


PERSON, HOUSEHOLD, CASE, ADMISSION, SETTLEMENT, GRANT, SURVEY, ORDER = map(_id, range(1, 9))

STORY: list[Event] = [
    PersonEnrolled(
        event_id=_id(101),
        occurred_at=_at("08:30:00"),
        person_id=PERSON,
        household_id=HOUSEHOLD,
        identity_hash=HASH,
        region=VILLAGE,
        classes=["enrolled"],
        in_force_on=TODAY,
    ),
    AdmissionOpened(
        event_id=_id(102),
        occurred_at=_at("09:00:00"),
        admission_id=ADMISSION,
        hospital=HOSPITAL,
        region=VILLAGE,
        person_id=PERSON,
        is_without_deposit=True,
    ),
    SettlementCompleted(
        event_id=_id(103),
        occurred_at=_at("10:00:00", 9),
        settlement_id=SETTLEMENT,
        admission_id=ADMISSION,
        hospital=HOSPITAL,
        region=VILLAGE,
        person_id=PERSON,
        total_fen=4_850_000,
        shares=[PayerShare(payer="basic", amount_fen=2_200_000), PayerShare(payer="serious_illness", amount_fen=350_000)],
        patient_fen=2_300_000,
        settled_on=date(2020, 6, 9),
    ),
    SettlementReversed(
        event_id=_id(104),
        occurred_at=_at("10:20:00", 9),
        reversal_id=_id(9),
        settlement_id=SETTLEMENT,
        admission_id=ADMISSION,
        hospital=HOSPITAL,
        total_fen=4_850_000,
    ),
    BurdenExceeded(
        event_id=_id(105),
        occurred_at=_at("10:00:00", 9),
        settlement_id=SETTLEMENT,
        admission_id=ADMISSION,
        identity_hash=HASH,
        person_id=PERSON,
        region=VILLAGE,
        year=2020,
        burden_fen=2_300_000,
        line_fen=1_000_000,
    ),
    ReliefNeedReported(
        event_id=_id(106),
        occurred_at=_at("10:00:00", 9),
        region=COUNTY,
        village=VILLAGE,
        trigger=Trigger.ACCIDENT,
        happened_on=date(2020, 6, 8),
        household_code="3713110010010001",
    ),
    ReliefNeedAnswered(
        event_id=_id(107),
        occurred_at=_at("10:00:01", 9),
        region=COUNTY,
        report_id=str(_id(106)),
        is_accepted=False,
        code="no-such-household",
        reason="没有找到这一户",
        mend="请核对编号;不在本人权限范围内的对象同样显示为没有找到",
    ),
    NewPovertyDetected(
        event_id=_id(108),
        occurred_at=_at("10:00:01", 9),
        case_id=CASE,
        household_id=HOUSEHOLD,
        region=VILLAGE,
        trigger=Trigger.ILLNESS,
        origin="burden",
        detected_at=_at("10:00:01", 9),
        members=[Member(person_id=PERSON, identity_hash=HASH)],
        burden_fen=2_300_000,
    ),
    MedicalCoverOpened(
        event_id=_id(109),
        occurred_at=_at("10:00:01", 9),
        case_id=CASE,
        household_id=HOUSEHOLD,
        persons=1,
        in_force_on=date(2020, 6, 9),
    ),
    EmergencyGrantPaid(
        event_id=_id(110),
        occurred_at=_at("10:00:01", 9),
        case_id=CASE,
        grant_id=GRANT,
        household_id=HOUSEHOLD,
        region=TOWN,
        amount_fen=200_000,
        papers_due_on=date(2020, 6, 14),
    ),
    EmergencyGrantRefused(
        event_id=_id(111),
        occurred_at=_at("10:00:01", 9),
        case_id=CASE,
        region=TOWN,
        code="overdrawn",
        reason="账户可用余额不足。请先补足账户,或核减金额",
    ),
    DisclosurePublished(
        event_id=_id(112),
        occurred_at=_at("10:00:01", 9),
        entry_id=_id(10),
        region=TOWN,
        kind="emergency-grant",
        published_on=date(2020, 6, 9),
    ),
    SafetySurveyOpened(
        event_id=_id(113),
        occurred_at=_at("10:00:01", 9),
        case_id=CASE,
        survey_id=SURVEY,
        region=VILLAGE,
        due_on=date(2020, 6, 12),
    ),
    WorkOrdersOpened(
        event_id=_id(114),
        occurred_at=_at("10:00:01", 9),
        case_id=CASE,
        region=VILLAGE,
        orders=[OpenedOrder(order_id=ORDER, department="civil-affairs", due_at=_at("10:00:01", 12))],
    ),
    GrantPapersFiled(
        event_id=_id(115),
        occurred_at=_at("15:00:00", 11),
        case_id=CASE,
        grant_id=GRANT,
        region=TOWN,
        filed_on=date(2020, 6, 11),
        is_late=False,
    ),
    SafetySurveyCompleted(
        event_id=_id(116),
        occurred_at=_at("16:00:00", 11),
        case_id=CASE,
        survey_id=SURVEY,
        region=VILLAGE,
        grade="C",
        completed_on=date(2020, 6, 11),
    ),
    WorkOrderCompleted(
        event_id=_id(117),
        occurred_at=_at("09:00:00", 12),
        case_id=CASE,
        order_id=ORDER,
        department="civil-affairs",
        region=VILLAGE,
        completed_at=_at("09:00:00", 12),
        is_late=False,
    ),
    CaseClosed(
        event_id=_id(118),
        occurred_at=_at("09:00:00", 12),
        case_id=CASE,
        household_id=HOUSEHOLD,
        region=VILLAGE,
        closed_at=_at("09:00:00", 12),
        late_parts=[],
    ),
    PatientDischarged(
        event_id=_id(119),
        occurred_at=_at("09:30:00", 9),
        admission_id=ADMISSION,
        hospital=HOSPITAL,
        region=VILLAGE,
        discharged_on=date(2020, 6, 9),
    ),
    DischargeCancelled(
        event_id=_id(120), occurred_at=_at("09:40:00", 9), admission_id=ADMISSION, hospital=HOSPITAL, region=VILLAGE
    ),
    AdmissionCancelled(event_id=_id(121), occurred_at=_at("09:10:00"), admission_id=_id(11), hospital=HOSPITAL, region=VILLAGE),
    InstalmentMissed(
        event_id=_id(122),
        occurred_at=datetime.fromisoformat("2020-07-13T00:10:00+08:00"),
        plan_id=_id(12),
        settlement_id=SETTLEMENT,
        hospital=HOSPITAL,
        region=VILLAGE,
        number=1,
        due_on=date(2020, 7, 12),
        owed_fen=100_000,
        times=1,
    ),
    DefaultListingDecided(
        event_id=_id(123),
        occurred_at=datetime.fromisoformat("2020-08-20T10:00:00+08:00"),
        listing_id=_id(13),
        plan_id=_id(12),
        hospital=HOSPITAL,
        region=VILLAGE,
        status="confirmed",
    ),
]
