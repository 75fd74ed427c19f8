"""An asset stands in the register with its number, its four titles and its money; the public reads of it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from services.funds.rules.asset import (
    AcquiredInFuture,
    AssetState,
    BeneficiaryElsewhere,
    HouseholdMissing,
    MoneyDoesNotAddUp,
    SharesNotHeld,
    TitlesMissing,
    UnknownClass,
)
from services.funds.store.asset import list_sources, list_titles
from services.funds.tables import Disclosure
from shared.ids import uuid7
from shared.security import OutsideRegion
from tests.builders.funds import OTHER_VILLAGE, VILLAGE
from tests.builders.funds_assets import TOWN_CLERK, a_holder, an_asset


async def test_an_asset_is_numbered_by_county_and_year_and_told_to_the_public(session, emitted):
    first = await an_asset(session)
    second = await an_asset(session)

    assert (first.number, second.number) == ("A-371311-2020-0001", "A-371311-2020-0002")
    assert (first.state, first.life_months, first.residual_fen) == (AssetState.IN_USE, 240, 35_000_00)
    assert [each.amount_fen for each in await list_sources(session, first.id)] == [500_000_00, 200_000_00]
    assert {each.kind.value for each in await list_titles(session, first.id)} == {"owner", "beneficiary", "supervisor"}
    await session.flush()
    entries = (await session.exec(select(Disclosure))).all()
    assert [entry.region for entry in entries] == [VILLAGE[:9]] * 2
    assert [event.kind for event in await emitted(session)] == ["asset", "asset"]


async def test_what_a_household_got_is_registered_and_not_told(session, emitted):
    titles = [a_holder("owner"), a_holder("supervisor")]
    asset = await an_asset(session, kind="household", household_id=uuid7(), titles=titles)

    assert asset.household_id is not None
    assert await emitted(session) == []


@pytest.mark.parametrize(
    ("changed", "law"),
    [
        ({"value_yuan": "700000.01"}, MoneyDoesNotAddUp),
        ({"titles": [a_holder("owner"), a_holder("supervisor")]}, TitlesMissing),
        ({"titles": [a_holder("owner"), a_holder("owner"), a_holder("supervisor"), a_holder("beneficiary")]}, SharesNotHeld),
        (
            {"titles": [a_holder("owner"), a_holder("supervisor"), a_holder("beneficiary", region="370305")]},
            BeneficiaryElsewhere,
        ),
        ({"asset_class": "castle"}, UnknownClass),
        ({"kind": "household"}, HouseholdMissing),
        ({"acquired_on": "2020-06-02"}, AcquiredInFuture),
        ({"region": OTHER_VILLAGE}, OutsideRegion),
    ],
)
async def test_what_is_not_whole_is_refused(session, changed, law):
    with pytest.raises(law):
        await an_asset(session, by=TOWN_CLERK, **changed)


async def test_an_entry_is_never_deleted(session):
    await an_asset(session)

    with pytest.raises(DBAPIError, match="never deleted"):
        await session.execute(text("DELETE FROM asset"))
