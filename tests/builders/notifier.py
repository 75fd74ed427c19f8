"""What notifier's tests are made of: events, posts and tokens of 罗庄区, with real codes."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.channels import Letter
from services.notifier.operations.household_contact.put_household_contact import put_household_contact
from services.notifier.rules.delivery import Outcome
from services.notifier.schemas.household_contact import PutHouseholdContact
from services.notifier.schemas.post import Contact, PutPost
from shared.clock import now
from shared.events.registry import AlertDecided, AlertRaised, CaseFactAdded, Member, NewPovertyDetected, Trigger
from shared.ids import uuid7
from shared.security import Principal, Role

VILLAGE = "371311001001"
VILLAGE_NAME = "龙潭社区居民委员会"
OTHER_VILLAGE = "371311001002"
TOWN = "371311001"
COUNTY = "371311"
OTHER_COUNTY_VILLAGE = "371302001001"
MONDAY = datetime.fromisoformat("2020-06-01T09:00:00+08:00")
"""When the tests' households are found in need."""
WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw+6Jk0XyZ12M="


CIVIL_AFFAIRS = Principal("民政小李", Role.DEPARTMENT, COUNTY, "civil-affairs")
HEALTH = Principal("卫健小张", Role.DEPARTMENT, COUNTY, "health")
TOWN_OFFICER = Principal("街道小赵", Role.TOWN, TOWN)
COUNTY_OFFICER = Principal("县局小周", Role.COUNTY, COUNTY)


def a_detection(
    *,
    trigger: Trigger = Trigger.ILLNESS,
    region: str = VILLAGE,
    case_id: UUID | None = None,
    at: datetime | None = None,
    members: int = 1,
) -> NewPovertyDetected:
    """A household found in need."""
    return NewPovertyDetected(
        case_id=case_id or uuid7(),
        household_id=uuid7(),
        region=region,
        trigger=trigger,
        origin="burden",
        detected_at=at or now(),
        members=[Member(person_id=uuid7(), identity_hash="0" * 64) for _ in range(members)],
        burden_fen=1_234_500,
    )


def a_later_fact(case: NewPovertyDetected, *, trigger: Trigger = Trigger.DISASTER, hours: int = 5) -> CaseFactAdded:
    """Something else that struck the household of a case, seen so many hours after the first."""
    return CaseFactAdded(
        case_id=case.case_id,
        household_id=case.household_id,
        region=case.region,
        trigger=trigger,
        origin="officer",
        detected_at=case.detected_at + timedelta(hours=hours),
        needs=["emergency-grant", "work-orders"],
        kind=trigger.value,
        urgency="critical",
    )


DUE = date(2020, 6, 8)
"""By when an alert of these tests is to be seen to."""


def an_alert(alert_id: UUID | None = None, *, region: str = VILLAGE) -> AlertRaised:
    """A household that a rule points at."""
    return AlertRaised(
        alert_id=alert_id or uuid7(),
        household_id=uuid7(),
        region=region,
        rule="job-loss",
        trigger=Trigger.JOB_LOSS,
        help="after-confirmation",
        due_on=DUE,
    )


def a_decision(alert: AlertRaised) -> AlertDecided:
    """What somebody decided about it two days later."""
    told = alert.model_dump(include={"alert_id", "household_id", "region", "rule", "trigger", "help"})
    return AlertDecided(**told, is_confirmed=True, decided_at=MONDAY + timedelta(days=2))


def a_post(*channels: dict[str, str], name: str = "王小明") -> dict[str, object]:
    """The body that registers an officer with the ways to reach them, in order of preference."""
    return {"name": name, "channels": list(channels)}


def a_contact(*channels: dict[str, str], name: str = "王小明") -> PutPost:
    """The same, as the operation takes it."""
    return PutPost.model_validate(a_post(*channels, name=name))


def by_log() -> dict[str, str]:
    return {"channel": "log", "address": "罗庄街道值班室"}


def by_email(address: str = "officer@luozhuang.example") -> dict[str, str]:
    return {"channel": "email", "address": address}


def by_webhook(address: str) -> dict[str, str]:
    return {"channel": "webhook", "address": address, "secret": WEBHOOK_SECRET}


def by_sms(address: str = "13900000001") -> dict[str, str]:
    return {"channel": "sms", "address": address}


WECOM_KEY = "00000000-0000-4000-8000-00000000abcd"


def by_wecom(key: str = WECOM_KEY) -> dict[str, str]:
    return {"channel": "wecom", "address": f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={key}"}


def by_letter(address: str = "龙潭社区居民委员会，由网格员当面送交") -> dict[str, str]:
    return {"channel": "letter", "address": address}


class Notebook:
    """A channel of the tests' own: answers as it was told to, one answer per letter, and keeps what it was given."""

    def __init__(self, *answers: Outcome) -> None:
        self.answers = list(answers)
        self.letters: list[tuple[Letter, Contact]] = []

    async def send(self, letter: Letter, to: Contact) -> Outcome:
        self.letters.append((letter, to))
        return self.answers.pop(0) if self.answers else Outcome()


def an_agreement(telephone: str = "13900001234", region: str = VILLAGE) -> PutHouseholdContact:
    """That a household of the village agreed to be written to."""
    said = {"region": region, "agreed_by": "张大爷", "agreed_on": MONDAY.date(), "telephone": telephone}
    return PutHouseholdContact.model_validate(said)


async def agreed(session: AsyncSession, household_id: UUID | None = None, *, telephone: str = "13900001234") -> UUID:
    """A household that agreed to be written to itself."""
    household_id = household_id or uuid7()
    await put_household_contact(session, household_id, an_agreement(telephone), by=TOWN_OFFICER, at=MONDAY)
    return household_id
