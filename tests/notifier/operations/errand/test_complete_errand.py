"""What nothing else records is reported by whoever was sent; everything else ends by what is recorded."""

from datetime import timedelta

import pytest

from services.notifier.operations.errand.complete_errand import complete_errand
from services.notifier.operations.errand.order_by_rules import order_by_rules
from services.notifier.rules.errand import EndsByRecord, ErrandOver
from services.notifier.rules.message import IdNumberInText
from services.notifier.schemas.errand import CompleteErrand
from tests.builders.notifier import MONDAY, TOWN_OFFICER
from tests.notifier.operations.errand.test_order_by_rules import a_grade, a_step

FORM = CompleteErrand(report="住户已搬到其子家中，门口贴了警示")


async def _complete(session, errand, form=FORM):
    return await complete_errand(session, errand.id, form, by=TOWN_OFFICER, at=MONDAY + timedelta(hours=30))


async def test_who_sheltered_the_household_says_so_once(session):
    [errand] = await order_by_rules(session, [a_grade()], at=MONDAY)

    done = await _complete(session, errand)

    assert (done.state, done.report, done.reported_by, done.is_late) == ("done", FORM.report, TOWN_OFFICER.subject, True)
    with pytest.raises(ErrandOver):
        await _complete(session, errand)


async def test_a_step_ends_where_it_is_taken(session):
    [errand] = await order_by_rules(session, [a_step()], at=MONDAY)

    with pytest.raises(EndsByRecord):
        await _complete(session, errand)


async def test_a_report_carries_no_id_number(session):
    [errand] = await order_by_rules(session, [a_grade()], at=MONDAY)

    with pytest.raises(IdNumberInText):
        await _complete(session, errand, CompleteErrand(report="11010119900307803X 已搬离"))
