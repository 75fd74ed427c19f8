"""Who has to publish what, and when a posting meets it."""

from datetime import date

import pytest

from services.funds.rules.disclosure import DisclosureKind
from services.funds.rules.duty import (
    AlreadyPosted,
    Arisen,
    DutyState,
    PostedBeforeTheMatter,
    PostedInTheFuture,
    ProofMissing,
    PublishedByThePortal,
    TakenDownBeforePosted,
    must_be_postable,
    owed_by,
    shown_state,
    taken_down,
)
from services.funds.rules.publishing import Outlet
from services.funds.store.publishing import get_publishing_policy
from shared.ids import uuid7

ON = date(2020, 6, 10)
POLICY = get_publishing_policy("371311", ON)


def _owed(kind: DisclosureKind, region: str = "371311001", on: date = ON):
    return owed_by(Arisen(region, on, "某项", entry=kind, entry_id=uuid7()), POLICY)


@pytest.mark.parametrize("kind", DisclosureKind)
def test_every_kind_of_public_entry_is_published_by_somebody(kind) -> None:
    assert [owed.outlet for owed in _owed(kind, "371311")] == [Outlet.PORTAL]


def test_a_months_grants_of_a_town_are_one_list() -> None:
    first, later = _owed(DisclosureKind.EMERGENCY_GRANT, on=date(2020, 6, 1)), _owed(DisclosureKind.PAYMENT, on=date(2020, 6, 30))

    assert [one.key for one in first] == [one.key for one in later]
    assert {one.title for one in first} == {"2020年6月到户资金发放情况"}
    assert first[0].key != _owed(DisclosureKind.PAYMENT, on=date(2020, 7, 1))[0].key


def test_two_projects_are_two_postings() -> None:
    keys = [one.key for entry in range(2) for one in _owed(DisclosureKind.PROJECT)]

    assert len(set(keys)) == 4


def test_our_own_pages_meet_their_duty_by_themselves_and_a_board_does_not() -> None:
    assert [(one.outlet, one.is_met_by_itself) for one in _owed(DisclosureKind.BUDGET)] == [
        (Outlet.PORTAL, True),
        (Outlet.BOARD, False),
    ]


@pytest.mark.parametrize(
    ("changed", "law"),
    [
        ({"outlet": Outlet.PORTAL}, PublishedByThePortal),
        ({"state": DutyState.STANDING}, AlreadyPosted),
        ({"has_photo": False}, ProofMissing),
        ({"has_address": True}, ProofMissing),
        ({"outlet": Outlet.SITE}, ProofMissing),
        ({"posted_on": date(2020, 6, 11)}, PostedInTheFuture),
        ({"posted_on": date(2020, 5, 31)}, PostedBeforeTheMatter),
    ],
)
def test_a_posting_is_proved_or_it_is_none(changed, law) -> None:
    whole = {
        "state": DutyState.OWED,
        "outlet": Outlet.BOARD,
        "posted_on": ON,
        "arose_on": date(2020, 6, 1),
        "has_photo": True,
        "has_address": False,
        "on": ON,
    }
    must_be_postable(**whole)

    with pytest.raises(law):
        must_be_postable(**(whole | changed))


def test_what_comes_down_early_is_owed_again() -> None:
    up, until = date(2020, 6, 1), date(2020, 6, 11)

    assert taken_down(up, until, taken_on=until, on=date(2020, 7, 1)) is DutyState.OWED
    assert taken_down(up, until, taken_on=date(2020, 6, 12), on=date(2020, 7, 1)) is DutyState.MET
    with pytest.raises(TakenDownBeforePosted):
        taken_down(up, until, taken_on=date(2020, 5, 31), on=date(2020, 7, 1))


def test_what_nobody_took_down_has_stood_its_days_when_they_are_over() -> None:
    until = date(2020, 6, 11)

    assert shown_state(DutyState.STANDING, until, on=until) is DutyState.STANDING
    assert shown_state(DutyState.STANDING, until, on=date(2020, 6, 12)) is DutyState.MET
    assert shown_state(DutyState.OWED, None, on=date(2020, 6, 12)) is DutyState.OWED
