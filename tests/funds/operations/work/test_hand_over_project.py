"""After hand-over somebody looks after it, and what it brought is written down and scored."""

import pytest

from services.funds.operations.work.hand_over_project import hand_over_project
from services.funds.operations.work.inspect_project import inspect_project
from services.funds.operations.work.measure_targets import measure_targets
from services.funds.rules.project import ProjectState
from services.funds.rules.target import TargetsNotMeasured
from services.funds.schemas.work import MeasureTargets
from services.funds.store.work import find_hand_over, list_duties
from tests.builders.funds_projects import CHECKER, CLERK, a_hand_over, an_accepted_project, an_inspection, day, on


async def test_what_was_handed_over_is_there_for_the_asset_register_and_a_duty_is_due(session):
    project, _, now = await an_accepted_project(session)
    await hand_over_project(session, project.id, await a_hand_over(session, project, now), by=CLERK, at=day(now))
    [duty] = await list_duties(session, project.id)
    _, [thing] = await find_hand_over(session, project.id)
    assert (duty.due_on, thing.value_fen, project.state) == (on(now + 90), 500_000_00, ProjectState.HANDED_OVER)
    assert (project.due_for, project.due_on) == ("后评价", on(now + 365))


async def test_a_project_is_reviewed_after_its_targets_are_measured(session):
    project, _, now = await an_accepted_project(session)
    await hand_over_project(session, project.id, await a_hand_over(session, project, now), by=CLERK, at=day(now))
    review = an_inspection("ex-post", now)
    with pytest.raises(TargetsNotMeasured):
        await inspect_project(session, project.id, review, by=CHECKER, at=day(now))
    results = [{"line": 1, "actual": "12"}, {"line": 2, "actual": "81"}]
    form = MeasureTargets.model_validate({"measured_on": on(now), "results": results})
    await measure_targets(session, project.id, form, by=CLERK, at=day(now))
    await inspect_project(session, project.id, review, by=CHECKER, at=day(now))
    assert (project.points, project.state) == (9_600, ProjectState.REVIEWED)
    assert (project.due_for, project.due_on) == ("后评价", on(now + 365))


async def test_reviews_recur_as_long_as_what_was_made_is_taken_to_last(session):
    project, _, now = await an_accepted_project(session)
    await hand_over_project(session, project.id, await a_hand_over(session, project, now), by=CLERK, at=day(now))
    results = [{"line": 1, "actual": "12"}, {"line": 2, "actual": "81"}]
    form = MeasureTargets.model_validate({"measured_on": on(now), "results": results})
    await measure_targets(session, project.id, form, by=CLERK, at=day(now))

    for days in (365, 730):
        held = now + days
        await inspect_project(session, project.id, an_inspection("ex-post", held), by=CHECKER, at=day(held))
        assert (project.state, project.due_on) == (ProjectState.REVIEWED, on(held + 365))
    last = now + 3300
    await inspect_project(session, project.id, an_inspection("ex-post", last), by=CHECKER, at=day(last))
    assert (project.due_on, project.due_for) == (None, None)
