"""A duty that was done is due again one round later."""

from services.funds.operations.work.hand_over_project import hand_over_project
from services.funds.operations.work.record_maintenance import record_maintenance
from services.funds.schemas.work import RecordMaintenance
from services.funds.store.work import list_duties, list_duties_done
from tests.builders.funds_projects import CLERK, a_hand_over, an_accepted_project, day, on


async def test_a_duty_that_was_done_is_due_again_one_round_later(session):
    project, _, now = await an_accepted_project(session)
    await hand_over_project(session, project.id, await a_hand_over(session, project, now), by=CLERK, at=day(now))
    [duty] = await list_duties(session, project.id)
    form = RecordMaintenance(done_on=on(now + 80), said="更换棚膜 3 座")
    await record_maintenance(session, project.id, duty.id, form, by=CLERK, at=day(now + 80))
    assert duty.due_on == on(now + 170)
    assert [each.said for each in await list_duties_done(session, [duty.id])] == ["更换棚膜 3 座"]
