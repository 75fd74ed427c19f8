"""What a report of a relief need must satisfy."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from deploy.demo.register import id_number
from services.registry.rules.case import Origin
from services.registry.rules.relief import (
    HappenedInTheFuture,
    HappenedTooLongAgo,
    NobodyNamed,
    NotYourRegion,
    ReliefNeed,
    Someone,
    check_relief_need,
)
from services.registry.rules.sighting import (
    NotInThatVillage,
    PersonOfAnotherRegion,
    Sighting,
    UnknownHousehold,
    check_seat,
)
from shared.errors import Refusal
from shared.events.civil_affairs import Trigger
from shared.identity import check_id_number
from tests.builders.registry import LONGTAN, ON

SOMEONE = Someone(check_id_number(id_number(date(1965, 3, 18), 17), on=ON), "王小明")
NEED = ReliefNeed(UUID(int=1), "371311", LONGTAN, Trigger.ACCIDENT, date(2020, 5, 30), household_code="3713110000000001")


def test_a_sound_report_is_accepted() -> None:
    check_relief_need(NEED, on=ON)
    check_relief_need(replace(NEED, household_code=None, person=SOMEONE), on=ON)
    check_relief_need(replace(NEED, happened_on=ON), on=ON)
    check_relief_need(replace(NEED, happened_on=ON - timedelta(days=180)), on=ON)


@pytest.mark.parametrize(
    ("need", "law"),
    [
        (replace(NEED, region="371312"), NotYourRegion),
        (replace(NEED, happened_on=date(2020, 6, 2)), HappenedInTheFuture),
        (replace(NEED, happened_on=ON - timedelta(days=181)), HappenedTooLongAgo),
        (replace(NEED, household_code=None), NobodyNamed),
        (replace(NEED, person=SOMEONE), NobodyNamed),
    ],
)
def test_a_report_is_refused_by_the_law_it_breaks(need: ReliefNeed, law: type[Refusal]) -> None:
    with pytest.raises(law):
        check_relief_need(need, on=ON)


SEEN = Sighting(Origin.OFFICER, Trigger.ILLNESS, LONGTAN, person=SOMEONE)


def test_whoever_has_no_place_in_the_register_may_be_given_one() -> None:
    check_seat(SEEN, None, within="371311")
    check_seat(SEEN, LONGTAN, within="371311")


@pytest.mark.parametrize(
    ("sighting", "seated_in", "law"),
    [
        (replace(SEEN, person=None, household_code="1234"), None, UnknownHousehold),
        (SEEN, "371402001001", PersonOfAnotherRegion),
        (SEEN, "371311001002", NotInThatVillage),
    ],
)
def test_a_sighting_must_agree_with_the_register(sighting: Sighting, seated_in: str | None, law: type[Refusal]) -> None:
    with pytest.raises(law):
        check_seat(sighting, seated_in, within="371311")


def test_a_hospitals_bill_is_followed_wherever_the_register_says_the_patient_lives() -> None:
    check_seat(replace(SEEN, origin=Origin.BURDEN), "371402001001", within="")
