"""Two pairs of eyes, and what was looked at is what is confirmed."""

import pytest

from services.medical.operations.top_up.confirm_top_up import confirm_top_up
from services.medical.rules.top_up import (
    NoSuchTopUpRun,
    RunState,
    TopUpConfirmedByItsMaker,
    TopUpMadeAnew,
    TopUpPolicyChanged,
    TopUpStateForbids,
)
from services.medical.schemas.top_up import ConfirmTopUp
from shared.ids import uuid7
from shared.security import OutsideRegion, Principal, Role
from tests.builders.top_up import (
    CONFIRMER,
    MAKER,
    SAMPLE,
    a_confirmed_run,
    a_draft,
    a_poor_stay,
    a_started_run,
    as_seen,
    ruled_by,
)


@pytest.fixture
async def draft(session):
    await a_poor_stay(session)
    return await a_draft(session)


async def test_another_person_confirms_it(session, draft):
    run = await confirm_top_up(session, as_seen(draft), run_id=draft.id, by=CONFIRMER)

    assert (run.state, run.confirmed_by) == (RunState.BOOKING, CONFIRMER.subject)


async def test_its_maker_cannot(session, draft):
    with pytest.raises(TopUpConfirmedByItsMaker):
        await confirm_top_up(session, as_seen(draft), run_id=draft.id, by=MAKER)


async def test_another_county_cannot(session, draft):
    with pytest.raises(OutsideRegion):
        await confirm_top_up(session, as_seen(draft), run_id=draft.id, by=Principal("外县", Role.COUNTY, "371302"))


@pytest.mark.parametrize("changed", [{"content_hash": "0" * 64}, {"pay_yuan": "1.00"}])
async def test_what_was_not_seen_is_not_confirmed(session, draft, changed):
    seen = as_seen(draft).model_dump(by_alias=True) | {"pay_yuan": "4500.00"} | changed
    with pytest.raises(TopUpMadeAnew):
        await confirm_top_up(session, ConfirmTopUp.model_validate(seen), run_id=draft.id, by=CONFIRMER)


async def test_what_is_not_a_draft_is_not_confirmed(session):
    await a_poor_stay(session)
    run = await a_started_run(session)
    form = ConfirmTopUp.model_validate({"content_hash": "0" * 64, "pay_yuan": "0"})
    with pytest.raises(TopUpStateForbids):
        await confirm_top_up(session, form, run_id=run.id, by=CONFIRMER)
    with pytest.raises(NoSuchTopUpRun):
        await confirm_top_up(session, form, run_id=uuid7(), by=CONFIRMER)


async def test_it_is_confirmed_once(session):
    await a_poor_stay(session)
    run = await a_confirmed_run(session)
    with pytest.raises(TopUpStateForbids):
        await confirm_top_up(session, as_seen(run), run_id=run.id, by=CONFIRMER)


async def test_a_draft_by_a_file_that_has_changed_is_not_confirmed(session, draft, tmp_path):
    changed = tmp_path / "changed"
    changed.mkdir()
    (changed / "sample.yaml").write_text(SAMPLE.replace("limit: 5000", "limit: 6000"), "utf-8")
    with ruled_by(changed), pytest.raises(TopUpPolicyChanged):
        await confirm_top_up(session, as_seen(draft), run_id=draft.id, by=CONFIRMER)
