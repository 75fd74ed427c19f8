"""What registry found sends the village's officer out once."""

from sqlmodel import col, select

from services.notifier.operations.errand.finish_errands import finish_errands
from services.notifier.operations.errand.open_errands import open_errands
from services.notifier.operations.post.put_post import put_post
from services.notifier.tables import Delivery, Errand, Message
from shared.events.registry import DifferencesCleared, DifferencesDetected
from shared.ids import uuid7
from shared.periods import end_of_day
from tests.builders.notifier import (
    COUNTY_OFFICER,
    DUE,
    MONDAY,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    VILLAGE_NAME,
    a_contact,
    an_alert,
    by_email,
)


async def letters(session) -> list[Message]:
    return list((await session.exec(select(Message).order_by(col(Message.id)))).all())


async def only(session) -> Errand:
    return (await session.exec(select(Errand).execution_options(populate_existing=True))).one()


async def test_an_alert_sends_the_village_s_officer_by_the_rule_s_day_and_names_nobody(session) -> None:
    await put_post(session, VILLAGE, None, a_contact(by_email()), allowed=(), by=COUNTY_OFFICER, at=MONDAY)
    alert = an_alert()
    for _ in range(2):
        await open_errands(session, [alert], at=MONDAY)
    errand = await only(session)
    assert (errand.kind, errand.region, errand.due_at) == ("alert-visit", VILLAGE, end_of_day(DUE))
    [letter] = await letters(session)
    assert VILLAGE_NAME in letter.subject
    assert str(alert.household_id) not in letter.body and "失业" not in letter.body
    [delivery] = (await session.exec(select(Delivery))).all()
    assert delivery.channel == "email"


async def test_ten_thousand_differences_of_a_list_are_one_errand_a_village(session) -> None:
    list_id = uuid7()
    found = [
        DifferencesDetected(list_id=list_id, kind="vehicles", region=region, differences=5000, due_on=DUE)
        for region in (VILLAGE, OTHER_VILLAGE)
    ]
    opened = await open_errands(session, found, at=MONDAY)
    assert [(errand.region, errand.differences) for errand in opened] == [(VILLAGE, 5000), (OTHER_VILLAGE, 5000)]
    await finish_errands(session, [DifferencesCleared(list_id=list_id, region=VILLAGE)])
    states = dict((await session.exec(select(Errand.region, Errand.state))).all())
    assert states == {VILLAGE: "done", OTHER_VILLAGE: "open"}


async def test_the_list_of_a_whole_town_is_named_by_the_town(session) -> None:
    await open_errands(
        session, [DifferencesDetected(list_id=uuid7(), kind="low-income", region=TOWN, differences=3, due_on=DUE)], at=MONDAY
    )
    [letter] = await letters(session)
    assert letter.subject == "【及时雨】罗庄街道新任务：部门名单差异核实，共 3 项"
