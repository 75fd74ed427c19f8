"""An order is drafted for a confirmed roster, says what it insures, and follows the year before."""

from datetime import date
from uuid import uuid4

import pytest

from services.medical.operations.roster.confirm_roster import confirm_roster
from services.medical.rules import purchase as rules
from services.medical.rules.roster import NoSuchRoster
from services.medical.schemas.roster import ConfirmRoster
from services.medical.store.purchases import list_changes
from services.medical.store.rosters import get_roster
from shared.security import OutsideRegion, Principal, Role
from tests.builders.health import LINZI
from tests.builders.insurance import a_purchase, drafted, insured_people, make_purchase, ordered
from tests.builders.roster import MAKER, a_person, a_register, confirmed, made

LINZI_VILLAGE = f"{LINZI}001001"


async def test_the_order_says_persons_premium_and_insured_sums(session):
    await a_register(session, 3)

    purchase = await drafted(session, await confirmed(session))

    assert (purchase.kind, purchase.added, purchase.premium_fen, purchase.status) == ("first", 3, 510_00, "draft")
    sums = {one["benefit"]: one["insured_sum_fen"] for one in purchase.insured}
    assert sums["accident-death"] == 30_000_00 and sums["property-disaster"] == 50_000_00
    assert purchase.premiums[0]["premium_fen"] == 150_00
    assert purchase.policy == "linyi-insurance-2018" and len(purchase.policy_version) > 8


async def test_a_renewal_lists_who_joined_and_who_left(session):
    await insured_people(session, 2)
    await a_person(session, 2, since=date(2020, 12, 1))  # no class any more
    await a_person(session, 3, "enrolled", since=date(2020, 12, 1))
    roster = await confirmed(session, year=2021, on=date(2021, 1, 5))

    renewal = await ordered(session, roster)

    assert renewal.kind == "renewal" and renewal.previous_id is not None
    found = await list_changes(session, renewal, after=None, limit=10)
    assert sorted(row["change"] for row in found) == ["joined", "left"]
    [left] = await list_changes(session, renewal, change="left", after=None, limit=10)
    assert left["by_class"] == "enrolled"


async def test_a_supplement_is_an_endorsement_of_the_same_policy(session):
    base = await insured_people(session, 1)
    await a_person(session, 9, "enrolled", since=date(2020, 5, 1))
    supplement = await confirmed(session)

    with pytest.raises(rules.PolicyNumberTaken):
        await drafted(session, supplement, policy_no="PTHB2020999999", from_on=date(2020, 6, 1))
    with pytest.raises(rules.PeriodWrong):
        await drafted(session, supplement, to_on=date(2020, 11, 30))
    endorsement = await drafted(session, supplement, from_on=date(2020, 6, 1))

    assert (endorsement.kind, endorsement.previous_id, endorsement.added) == ("endorsement", base.id, 1)
    [joined] = await list_changes(session, endorsement, after=None, limit=10)
    assert joined["change"] == "joined"


async def test_a_supplement_waits_for_the_order_of_its_year(session):
    await a_register(session, 1)
    await confirmed(session)
    await a_person(session, 9, "enrolled")
    supplement = await confirmed(session)
    with pytest.raises(rules.BasePurchaseMissing):
        await drafted(session, supplement)


async def test_a_draft_roster_and_a_premium_subsidy_are_not_bought(session):
    await a_register(session, 1)
    roster = await made(session)
    with pytest.raises(rules.RosterNotConfirmed):
        await drafted(session, roster)
    with pytest.raises(NoSuchRoster):
        await make_purchase(session, a_purchase(roster, roster_id=uuid4()), by=MAKER)


async def test_a_premium_subsidy_is_not_a_special_insurance(session):
    await a_person(session, 1, "enrolled", village=LINZI_VILLAGE)
    maker, checker = (Principal(name, Role.COUNTY, LINZI) for name in ("临淄编制", "临淄核对"))
    roster = await made(session, by=maker, programme="resident-premium", region=LINZI)
    roster = await confirm_roster(session, ConfirmRoster(content_hash=roster.content_hash), roster_id=roster.id, by=checker)

    with pytest.raises(rules.NotASpecialInsurance):
        await make_purchase(session, a_purchase(roster), by=maker)


async def test_a_roster_is_bought_once_and_no_day_is_insured_twice(session):
    purchase = await insured_people(session, 1)
    with pytest.raises(rules.RosterAlreadyBought) as refused:
        await drafted(session, await get_roster(session, purchase.roster_id))
    assert refused.value.facts["purchase_id"] == purchase.id

    later = await confirmed(session, year=2021, on=date(2021, 1, 5))
    with pytest.raises(rules.PolicyNumberTaken):
        await drafted(session, later, policy_no=purchase.policy_no)


async def test_another_county_and_a_period_outside_the_year_are_refused(session):
    await a_register(session, 1)
    roster = await confirmed(session)
    with pytest.raises(OutsideRegion):
        await make_purchase(session, a_purchase(roster), by=Principal("外县", Role.COUNTY, "371302"))
    for period in ({"from_on": date(2021, 1, 1)}, {"to_on": date(2021, 1, 1)}, {"to_on": date(2019, 12, 31)}):
        with pytest.raises(rules.PeriodWrong):
            await drafted(session, roster, **period)
