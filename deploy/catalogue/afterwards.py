"""What the main story leaves out, one event of each kind: corrections, rosters, and how the money finds its way to a hospital."""

from datetime import date, datetime

from deploy.catalogue.cast import ADMISSION, COUNTY, HASH, HOSPITAL, PERSON, SETTLEMENT, STATEMENT, TOWN, VILLAGE, at_, id_
from shared.events import Event
from shared.events.funds import ClearingPaid, ClearingRefused
from shared.events.medical import (
    AdmissionCancelled,
    BurdenShareExceeded,
    ClearingApproved,
    DefaultListingDecided,
    DischargeCancelled,
    InstalmentMissed,
    PatientDischarged,
    RegionShare,
    RosterConfirmed,
)

AFTERWARDS: list[Event] = [
    PatientDischarged(
        event_id=id_(119),
        occurred_at=at_("09:30:00", 9),
        admission_id=ADMISSION,
        hospital=HOSPITAL,
        region=VILLAGE,
        discharged_on=date(2020, 6, 9),
    ),
    DischargeCancelled(
        event_id=id_(120), occurred_at=at_("09:40:00", 9), admission_id=ADMISSION, hospital=HOSPITAL, region=VILLAGE
    ),
    AdmissionCancelled(event_id=id_(121), occurred_at=at_("09:10:00"), admission_id=id_(11), hospital=HOSPITAL, region=VILLAGE),
    InstalmentMissed(
        event_id=id_(122),
        occurred_at=datetime.fromisoformat("2020-07-13T00:10:00+08:00"),
        plan_id=id_(12),
        settlement_id=SETTLEMENT,
        hospital=HOSPITAL,
        region=VILLAGE,
        number=1,
        due_on=date(2020, 7, 12),
        owed_fen=100_000,
        times=1,
    ),
    DefaultListingDecided(
        event_id=id_(123),
        occurred_at=datetime.fromisoformat("2020-08-20T10:00:00+08:00"),
        listing_id=id_(13),
        plan_id=id_(12),
        hospital=HOSPITAL,
        region=VILLAGE,
        status="confirmed",
    ),
    RosterConfirmed(
        event_id=id_(130),
        occurred_at=at_("10:00:00", 15),
        roster_id=id_(31),
        insurance="special-insurance",
        scheme="special",
        year=2020,
        region=COUNTY,
        number=0,
        counted_on=date(2020, 1, 1),
        policy="linyi-premiums-2018",
        policy_version="0123456789abcdef",
        added=2,
        changed=0,
        removed=0,
        amount_fen=32_000,
        towns=[RegionShare(region=TOWN, persons=2, amount_fen=32_000)],
    ),
    BurdenShareExceeded(
        event_id=id_(141),
        occurred_at=at_("10:30:00", 15),
        settlement_id=id_(41),
        identity_hash=HASH,
        person_id=PERSON,
        region=VILLAGE,
        year=2020,
        in_policy_fen=1_800_000,
        burden_fen=198_000,
        share_per_mille=110,
        line_per_mille=100,
    ),
    ClearingApproved(
        event_id=id_(142),
        occurred_at=at_("10:00:00", 30),
        statement_id=STATEMENT,
        region=COUNTY,
        hospital=HOSPITAL,
        payer="医疗救助基金",
        period="2020-05",
        amount_fen=12_345_600,
        ask=1,
    ),
    ClearingRefused(
        event_id=id_(143),
        occurred_at=at_("10:00:01", 30),
        statement_id=STATEMENT,
        region=COUNTY,
        ask=1,
        code="payer-account-short",
        reason="该支付方的清算资金余额不足。请补足该支付方的清算资金，再从清算单重新请求支付",
    ),
    ClearingPaid(
        event_id=id_(144),
        occurred_at=at_("15:00:00", 30),
        statement_id=STATEMENT,
        region=COUNTY,
        transfer_id=id_(43),
        amount_fen=12_345_600,
        paid_on=date(2020, 6, 30),
    ),
]
