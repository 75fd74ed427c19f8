"""What may be booked by hand, and what has a way of its own."""

from datetime import datetime, timedelta

import pytest

from services.funds.rules import journal
from services.funds.rules.account import AccountKey, AccountKind, Source
from services.funds.rules.journal import Movement
from services.funds.rules.transfer import About, Purpose
from shared import clock
from shared.ids import uuid7

POOL = AccountKey(AccountKind.COUNTY_POOL, "371311", source=Source.CENTRAL, year=2020)
UNNAMED = POOL._replace(source=Source.UNNAMED)
TREASURY = AccountKey(AccountKind.TREASURY, "371311")
RESERVE = AccountKey(AccountKind.TOWN_RESERVE, "371311001")
AT = datetime(2020, 6, 1, tzinfo=clock.CHINA)


@pytest.mark.parametrize(
    ("source", "target", "purpose", "law"),
    [
        (POOL, RESERVE, Purpose.RESERVE_FILL, None),
        (POOL, RESERVE, Purpose.ALLOCATION, journal.PurposeNotOfWay),
        (RESERVE, POOL, Purpose.CLAWBACK, None),
        (POOL, AccountKey(AccountKind.HOUSEHOLD_PAID_OUT, "371311001"), Purpose.HOUSEHOLD_PAYMENT, journal.WayNotByHand),
        (POOL, AccountKey(AccountKind.SUPPLIER_PAID_OUT, "371311"), Purpose.PROJECT_PAYMENT, journal.WayNotByHand),
        (POOL, AccountKey(AccountKind.BUDGET_LINE, "371311", "P-1"), Purpose.BUDGET, journal.WayNotByHand),
        (POOL, RESERVE._replace(region="371302001"), Purpose.RESERVE_FILL, journal.CountyLeft),
        (POOL, RESERVE._replace(source=Source.PROVINCE), Purpose.RESERVE_FILL, journal.SourceChanges),
        (POOL._replace(programme="housing"), RESERVE._replace(programme="aid"), Purpose.RESERVE_FILL, journal.SourceChanges),
        (UNNAMED, UNNAMED._replace(year=2021), Purpose.CARRY_OVER, None),
        (POOL, POOL._replace(year=2021), Purpose.CARRY_OVER, journal.AnotherMustConfirm),
        (TREASURY, POOL, Purpose.ALLOCATION, journal.AnotherMustConfirm),
        (TREASURY, UNNAMED, Purpose.ALLOCATION, None),
        (POOL, POOL._replace(year=2021), Purpose.BUDGET, journal.AnotherMustConfirm),
        (POOL, AccountKey(AccountKind.GUARANTEE_FUND, "371311"), Purpose.GUARANTEE, journal.AnotherMustConfirm),
        (POOL, POOL._replace(year=2022), Purpose.CARRY_OVER, journal.YearNotCarried),
        (POOL, POOL._replace(year=2021, source=Source.CITY), Purpose.CARRY_OVER, journal.YearNotCarried),
    ],
)
def test_money_goes_by_hand_only_where_no_matter_has_a_way_of_its_own(source, target, purpose, law):
    movement = Movement(source, target, purpose, 5)
    if law is None:
        journal.must_be_by_hand(movement, "/movements/0")
    else:
        with pytest.raises(law) as refused:
            journal.must_be_by_hand(movement, "/movements/0")
        assert refused.value.pointer.startswith("/movements/0")


def test_an_account_is_opened_by_hand_where_its_kind_stands():
    journal.must_be_openable(POOL)
    with pytest.raises(journal.PlaceNotOfKind):
        journal.must_be_openable(RESERVE._replace(region="371311"))
    with pytest.raises(journal.KindNotByHand):
        journal.must_be_openable(AccountKey(AccountKind.BUDGET_LINE, "371311", "P-1"))


def test_a_reservation_may_expire_and_nothing_else():
    journal.must_expire_later(None, at=AT, is_reserved=False)
    journal.must_expire_later(AT + timedelta(days=1), at=AT, is_reserved=True)
    with pytest.raises(journal.ExpiresTooEarly):
        journal.must_expire_later(AT, at=AT, is_reserved=True)
    with pytest.raises(journal.ExpiryWithoutReservation):
        journal.must_expire_later(AT + timedelta(days=1), at=AT, is_reserved=False)


def test_what_belongs_to_a_matter_or_a_link_is_not_settled_alone():
    journal.must_be_of_the_journal(About.NOTHING)
    journal.must_be_alone(None)
    with pytest.raises(journal.ReservationOfAnother):
        journal.must_be_of_the_journal(About.PAYMENT)
    with pytest.raises(journal.PartOfALink):
        journal.must_be_alone(uuid7())
