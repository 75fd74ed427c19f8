"""Reports that come back are ordered of themselves."""

from datetime import datetime

from services.notifier.operations.order.open_reports import open_reports
from services.notifier.operations.post.put_post import put_post
from shared.security import Principal, Role
from tests.builders.notifier import a_contact, by_log
from tests.builders.orders import letters

ZIBO = "370302"
OFFICER = Principal("淄川小马", Role.COUNTY, ZIBO)


def on(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T08:00:00+08:00")


async def test_a_county_is_sent_its_report_a_month_before_once(session) -> None:
    await put_post(session, ZIBO, None, a_contact(by_log()), allowed=(), by=OFFICER, at=on("2020-11-01"))
    earlier = {order.title for order in await open_reports(session, at=on("2020-11-30"))}
    assert earlier == {"全面评估验收情况报告", "动态调整情况报告"}
    [order] = await open_reports(session, at=on("2020-12-01"))
    assert (order.title, order.region, order.papers) == ("扶贫脱贫进展年度报告", ZIBO, ["报告"])
    assert order.due_at.isoformat() == "2020-12-31T23:59:59.999999+08:00"
    assert await open_reports(session, at=on("2020-12-02")) == []
    assert len(await letters(session)) == 3


async def test_a_report_of_one_year_is_due_in_that_year_alone_and_nowhere_else(session) -> None:
    await put_post(session, ZIBO, None, a_contact(by_log()), allowed=(), by=OFFICER, at=on("2019-11-01"))
    elsewhere = Principal("罗庄小周", Role.COUNTY, "371311")
    await put_post(session, "371311", None, a_contact(by_log()), allowed=(), by=elsewhere, at=on("2019-11-01"))
    titles = {order.title for order in await open_reports(session, at=on("2019-12-05"))}
    assert titles == {"工作成效自查评估报告", "扶贫脱贫进展年度报告", "动态调整情况报告"}
    assert {letter.region for letter in await letters(session)} == {ZIBO}


async def test_towns_report_before_their_county_where_the_place_says_so(session) -> None:
    town = "370305001"
    head = Principal("临淄小姜", Role.COUNTY, "370305")
    for region in (town, "370305"):
        await put_post(session, region, None, a_contact(by_log()), allowed=(), by=head, at=on("2020-11-01"))
    opened = {order.title: order for order in await open_reports(session, at=on("2020-12-05"))}
    assert opened["镇街脱贫攻坚年度报告"].region == town
    assert opened["镇街脱贫攻坚年度报告"].due_at < opened["区级脱贫攻坚年度报告"].due_at
    assert opened["镇街脱贫攻坚年度报告"].is_inferred
