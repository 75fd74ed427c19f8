"""What a project handed over waits to be registered: once, with its four titles to be completed, whole or in parts."""

from datetime import timedelta

import pytest
from sqlmodel import select

from services.funds.jobs import draft_forgotten_assets
from services.funds.operations.asset.draft_assets import draft_assets
from services.funds.operations.asset.register_asset import register_asset
from services.funds.operations.contract.ask_supplier_payment import ask_supplier_payment
from services.funds.operations.contract.settle_supplier_payment import settle_supplier_payment
from services.funds.operations.work.hand_over_project import hand_over_project
from services.funds.rules.account import Source
from services.funds.rules.asset import TitlesMissing
from services.funds.rules.asset_draft import DraftClosed, DraftElsewhere, DraftState, OfAnotherProject, part_of_money
from services.funds.rules.contract import PayState
from services.funds.store.asset import list_hand_overs
from services.funds.store.asset_draft import list_drafts, list_paid
from services.funds.tables import AssetDraft
from tests.builders.funds import OTHER_VILLAGE
from tests.builders.funds_assets import a_draft, a_greenhouse, a_holder
from tests.builders.funds_projects import (
    CHECKER,
    CLERK,
    LINE,
    a_hand_over,
    a_payment_form,
    an_accepted_project,
    day,
    on,
)


async def test_a_hand_over_tells_and_leaves_a_draft_of_each_thing_once(session, emitted):
    draft, now = await a_draft(session)

    assert (draft.title, draft.quantity, draft.unit, draft.open_fen) == ("冬暖式蔬菜大棚", 12, "座", 500_000_00)
    assert (draft.state, draft.complete_by) == (DraftState.OPEN, on(now) + timedelta(days=30))
    assert await draft_assets(session, draft.project_id) == []
    [told] = [event for event in await emitted(session) if event.subject == "relief.funds.project-handed-over.v1"]
    assert (told.project_id, told.things, told.value_fen) == (draft.project_id, 1, 500_000_00)


async def test_a_hand_over_of_which_nobody_told_is_found_by_the_clock(session):
    project, _, now = await an_accepted_project(session)
    await hand_over_project(session, project.id, await a_hand_over(session, project, now), by=CLERK, at=day(now))

    await draft_forgotten_assets(session, day(now))
    await draft_forgotten_assets(session, day(now))

    assert len((await session.exec(select(AssetDraft))).all()) == 1


async def test_the_four_titles_complete_a_draft_and_the_hand_over_is_the_assets_own(session):
    draft, now = await a_draft(session)

    asset = await register_asset(session, a_greenhouse(draft, quantity=12, unit="座"), by=CLERK, on=on(now))

    [handed] = await list_hand_overs(session, asset.id)
    assert (asset.project, asset.draft_id, draft.state) == (draft.project, draft.id, DraftState.REGISTERED)
    assert (handed.taken_by, handed.keeper, handed.handed_on) == ("村股份经济合作社", "村股份经济合作社", draft.handed_over_on)
    with pytest.raises(DraftClosed):
        await register_asset(session, a_greenhouse(draft, "1.00"), by=CLERK, on=on(now))


async def test_a_draft_without_its_titles_stays_a_draft(session):
    draft, now = await a_draft(session)

    with pytest.raises(TitlesMissing) as refused:
        titles = [a_holder("owner"), a_holder("supervisor")]
        await register_asset(session, a_greenhouse(draft, titles=titles), by=CLERK, on=on(now))
    assert refused.value.facts["missing"] == ["收益权"]
    assert draft.open_fen == 500_000_00


@pytest.mark.parametrize(
    ("changed", "law"), [({"region": OTHER_VILLAGE}, DraftElsewhere), ({"project": "P-371311-2020-9999"}, OfAnotherProject)]
)
async def test_what_is_not_of_the_project_is_refused(session, changed, law):
    draft, now = await a_draft(session)

    with pytest.raises(law):
        await register_asset(session, a_greenhouse(draft, **changed), by=CLERK, on=on(now))


async def test_its_money_is_what_the_project_was_paid_with_and_before_that_what_was_planned(session):
    project, contract, now = await an_accepted_project(session)
    planned = part_of_money(500_000_01, await list_paid(session, project))
    assert [(each.source, each.amount_fen) for each in planned] == [
        (Source.CENTRAL, 250_000_01),
        (Source.PROVINCE, 250_000_00),
    ]

    asked = await ask_supplier_payment(session, contract.id, a_payment_form("100000.00"), by=CLERK, at=day(now))
    await settle_supplier_payment(session, asked.id, PayState.PAID, by=CHECKER, at=day(now))

    [paid] = part_of_money(500_000_00, await list_paid(session, project))
    assert (paid.budget_line, paid.year, paid.amount_fen) == (LINE, 2020, 500_000_00)


async def test_late_drafts_are_found(session):
    draft, _ = await a_draft(session)

    assert await list_drafts(session, late_on=draft.complete_by, after=None, limit=10) == []
    [late] = await list_drafts(session, late_on=draft.complete_by + timedelta(days=1), after=None, limit=10)
    assert late.id == draft.id
