"""A household has moved: departments see to work, school and registration, each once, until housing says that it is done."""

from datetime import date

from sqlmodel import col, select

from services.notifier.operations.errand.order_by_rules import order_by_rules
from services.notifier.operations.post.put_post import put_post
from services.notifier.rules.department import Department
from services.notifier.tables import Delivery, Errand, Message
from shared.events.housing import ResettlementSupportAnswered, ResettlementSupportAsked
from shared.ids import uuid7
from shared.periods import end_of_day
from tests.builders.notifier import COUNTY_OFFICER, MONDAY, VILLAGE, a_contact, by_email

DUE = date(2020, 10, 15)


def asked(**changed) -> ResettlementSupportAsked:
    told = {
        "support_id": uuid7(),
        "relocation_id": uuid7(),
        "number": "Q-371311-2020-0001",
        "region": VILLAGE,
        "support": "schooling",
        "says": "子女转学",
        "department": "education",
        "due_on": DUE,
    }
    return ResettlementSupportAsked(**(told | changed))


async def errands(session) -> list[Errand]:
    query = select(Errand).order_by(col(Errand.id)).execution_options(populate_existing=True)
    return list((await session.exec(query)).all())


async def test_the_department_s_desk_is_told_what_to_do_for_whom_and_by_when(session):
    await put_post(session, VILLAGE, Department.EDUCATION, a_contact(by_email()), allowed=(), by=COUNTY_OFFICER, at=MONDAY)
    event = asked()

    for _ in range(2):
        await order_by_rules(session, [event], at=MONDAY)

    [errand] = await errands(session)
    assert (errand.rule, errand.region, errand.due_at, errand.state) == ("resettled", VILLAGE, end_of_day(DUE), "open")
    assert (errand.department, errand.is_by_hand) == ("education", False)
    [letter] = (await session.exec(select(Message))).all()
    assert "子女转学，搬迁编号 Q-371311-2020-0001" in letter.body
    assert "/housing/supports/page" in letter.body
    [delivery] = (await session.exec(select(Delivery))).all()
    assert (letter.post_id is not None, delivery.channel) == (True, "email")


async def test_without_a_desk_or_of_a_department_that_nobody_knows_the_village_s_officer_hears_of_it(session):
    await put_post(session, VILLAGE, None, a_contact(by_email()), allowed=(), by=COUNTY_OFFICER, at=MONDAY)

    unknown = asked(support="stove", says="改灶", department="stoves")
    await order_by_rules(session, [asked(), unknown], at=MONDAY)

    letters = (await session.exec(select(Message))).all()
    assert len(letters) == 2
    assert all(letter.post_id for letter in letters)


async def test_what_housing_says_is_done_is_done_here_also_when_it_is_heard_of_first(session, deliver):
    first, second = asked(), asked()
    done = {"region": VILLAGE, "support": "schooling", "is_done": True, "answered_on": DUE}

    await deliver(first)
    await deliver(ResettlementSupportAnswered(support_id=first.support_id, **done))
    await deliver(ResettlementSupportAnswered(support_id=second.support_id, **done))
    await deliver(second)

    assert {errand.state for errand in await errands(session)} == {"done"}
    assert len((await session.exec(select(Message))).all()) == 1
