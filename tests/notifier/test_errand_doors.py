"""Errands at the doors: on the village's page until registry records their end."""

import re
from datetime import datetime

from services.notifier.jobs import escalate_late_errands
from shared.security import Role
from tests.builders.notifier import VILLAGE, VILLAGE_NAME, a_decision, an_alert
from tests.notifier.operations.errand.test_order_by_rules import a_grade


async def test_an_alert_is_an_errand_on_the_village_s_page_until_it_is_decided(api, deliver) -> None:
    alert = an_alert()
    for _ in range(2):
        assert [delivery.settled for delivery in await deliver(alert)] == [["ack"]]
    village = api.as_(Role.VILLAGE, region=VILLAGE)
    assert "没有待办的任务" in (await api.as_(Role.VILLAGE, region="371311001002").get("/errands/page")).text
    [errand] = (await village.get("/errands", params={"state": "open"})).json()["rows"]
    assert (errand["kind_label"], errand["place"]) == ("预警入户核实", f"罗庄街道{VILLAGE_NAME}")
    page = (await village.get("/errands/page")).text
    assert "入户看望一户" in page
    assert f"/registry/watch/alerts/{alert.alert_id}/page" in page
    await deliver(a_decision(alert))
    assert (await village.get(f"/errands/{errand['id']}")).json()["state_label"] == "已办结"
    assert "没有待办的任务" in (await village.get("/errands/page")).text
    assert "已办结" in (await village.get("/errands/page", params={"show": "done"})).text
    [told] = (await api.as_(Role.COUNTY).get("/deliveries")).json()["rows"]
    assert (told["case_id"], told["errand_id"]) == (None, errand["id"])


async def test_an_errand_is_read_by_nobody_from_elsewhere_and_not_by_departments(api, deliver) -> None:
    await deliver(an_alert())
    assert (await api.as_(Role.COUNTY, region="371302").get("/errands")).json()["rows"] == []
    assert (await api.as_(Role.DEPARTMENT, org="health").get("/errands")).status_code == 403
    [errand] = (await api.as_(Role.COUNTY).get("/errands")).json()["rows"]
    missing = await api.as_(Role.COUNTY, region="371302").get(f"/errands/{errand['id']}")
    assert (missing.status_code, missing.json()["code"]) == (404, "errand-not-found")


async def test_late_errands_are_told_upward_by_the_clock(api, deliver, tick) -> None:
    alert = an_alert()
    await deliver(alert)
    await tick(escalate_late_errands, datetime.fromisoformat("2030-01-01T09:00:00+08:00"))
    [errand] = (await api.as_(Role.COUNTY).get("/errands", params={"overdue": True})).json()["rows"]
    assert errand["told"] == "county"


async def test_who_sheltered_a_household_says_so_on_the_page(api, deliver) -> None:
    await deliver(a_grade())
    village = api.as_(Role.VILLAGE, region=VILLAGE)
    listed = (await village.get("/errands/page")).text
    [errand] = (await village.get("/errands")).json()["rows"]
    address = f"/errands/{errand['id']}/page"
    assert f'href="{errand["id"]}/page">填写结果' in listed
    [ticket] = re.findall('name="ticket" value="([^"]+)"', (await village.get(address)).text)

    done = await village.post(address, data={"ticket": ticket, "report": "住户已搬到其子家中，门口贴了警示"})

    assert (done.status_code, "住户已搬到其子家中" in done.text, "<form" in done.text) == (200, True, False)
    again = await village.post(address, data={"ticket": ticket, "report": "又搬了一次"})
    assert (again.status_code, again.json()["code"]) == (409, "errand-over")
    stranger = await village.post(address, data={"ticket": "x", "report": "别的网站"})
    assert (stranger.status_code, stranger.json()["code"]) == (403, "page-not-ours")
