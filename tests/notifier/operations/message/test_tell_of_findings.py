"""What supervision found in the money is told to whoever is responsible: which rule, how many, and where to look."""

from datetime import date

from sqlmodel import select

from services.notifier.operations.message.tell_of_findings import tell_of_findings
from services.notifier.operations.post.put_post import put_post
from services.notifier.rules.message import MessageKind
from services.notifier.tables import Delivery, Message
from shared.events.funds import MoneyFindingsRaised
from shared.ids import uuid7
from tests.builders.notifier import COUNTY, COUNTY_OFFICER, MONDAY, TOWN, a_contact, by_log


def raised(**changed) -> MoneyFindingsRaised:
    told = {
        "finding_id": uuid7(),
        "region": TOWN,
        "rule": "payment-waits-for-review",
        "rule_title": "发放申请久未审核",
        "level": "warning",
        "findings": 12,
        "amount_fen": 1_200_000,
        "found_on": date(2020, 6, 1),
    }
    return MoneyFindingsRaised(**(told | changed))


async def test_the_town_is_told_of_its_own_and_the_county_of_what_is_its(session):
    posts = {
        region: await put_post(session, region, None, a_contact(by_log()), allowed=(), by=COUNTY_OFFICER, at=MONDAY)
        for region in (TOWN, COUNTY)
    }
    of_town, of_county = raised(), raised(region=COUNTY, level="fault", findings=1, amount_fen=0)

    letters = await tell_of_findings(session, [of_town, of_county], at=MONDAY)

    assert [letter.post_id for letter in letters] == [posts[TOWN].id, posts[COUNTY].id]
    assert {letter.kind for letter in letters} == {MessageKind.FINDINGS_RAISED}
    first, second = letters
    for told in ("新发现 12 项“发放申请久未审核”（预警）", "12,000.00 元", f"region={TOWN}&rule=payment-waits-for-review"):
        assert told in first.body
    assert "疑似违规" in second.subject and "涉及" not in second.body
    assert len((await session.exec(select(Delivery))).all()) == 2


async def test_the_same_news_twice_is_one_message(deliver, session):
    event = raised()
    await deliver(event)
    await deliver(event)
    assert len((await session.exec(select(Message))).all()) == 1
