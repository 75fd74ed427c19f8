"""A run begins for a county and a year that is over, where the place has such a rule, and one at a time."""

from datetime import date

import pytest

from services.medical.operations.top_up.confirm_top_up import confirm_top_up
from services.medical.operations.top_up.start_top_up import start_top_up
from services.medical.rules.top_up import NoYearEndRule, RunState, TopUpBeingBooked, TopUpNeedsCounty, YearNotOver
from services.medical.schemas.top_up import StartTopUp
from services.medical.store import policies
from shared.policy.load import NoPolicyInForce
from shared.security import OutsideRegion, Principal, Role
from tests.builders.top_up import CONFIRMER, JANUARY, MAKER, SAMPLE, a_draft, a_poor_stay, a_started_run, as_seen


async def test_a_run_says_by_which_file_and_for_how_many_people(session):
    await a_poor_stay(session)

    run = await a_started_run(session)

    assert (run.policy, run.people, run.number, run.made_by) == ("sample-2020", 1, 0, MAKER.subject)


async def test_asked_for_twice_it_is_the_same_run(session):
    assert (await a_started_run(session)).id == (await a_started_run(session)).id


async def test_a_draft_is_made_anew(session):
    await a_poor_stay(session)
    draft = await a_draft(session)

    anew = await a_started_run(session)

    assert (draft.state, anew.state, anew.number) == (RunState.DISCARDED, RunState.RECKONING, 0)


async def test_a_year_that_is_not_over_is_refused(session):
    with pytest.raises(YearNotOver):
        await start_top_up(session, StartTopUp(region="371311", year=2020), by=MAKER, on=date(2020, 12, 31))


async def test_another_county_is_refused(session):
    with pytest.raises(OutsideRegion):
        await start_top_up(session, StartTopUp(region="371302", year=2020), by=MAKER, on=JANUARY)


async def test_a_city_has_no_run_of_its_own(session):
    form = StartTopUp.model_construct(region="3713", year=2020)
    with pytest.raises(TopUpNeedsCounty):
        await start_top_up(session, form, by=Principal("市级", Role.COUNTY, "3713"), on=JANUARY)


async def test_a_place_without_a_policy_and_one_without_such_a_rule_are_refused(session, tmp_path):
    with pytest.raises(NoPolicyInForce):
        await start_top_up(session, StartTopUp(region="371311", year=2018), by=MAKER, on=JANUARY)
    without = SAMPLE[: SAMPLE.index("year_end:")] + SAMPLE[SAMPLE.index("examples:") :]
    for old, new in (
        ("2020-01-01, to: 2021-12-31", "2019-01-01, to: 2019-12-31"),
        ("sample-2020", "sample-2019"),
        ("on: 2020-05-01", "on: 2019-05-01"),
        ("draws_on: [person_year]", "draws_on: [person_year, family_year]"),
    ):
        without = without.replace(old, new)
    (tmp_path / "sample_2019.yaml").write_text(without, "utf-8")
    policies.shelf.cache_clear()
    with pytest.raises(NoYearEndRule):
        await start_top_up(session, StartTopUp(region="371311", year=2019), by=MAKER, on=JANUARY)


async def test_while_one_is_booked_no_other_begins(session):
    await a_poor_stay(session)
    draft = await a_draft(session)
    await confirm_top_up(session, as_seen(draft), run_id=draft.id, by=CONFIRMER)

    with pytest.raises(TopUpBeingBooked):
        await a_started_run(session)
