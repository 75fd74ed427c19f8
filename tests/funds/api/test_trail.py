"""An auditor reads who did what, when and why, from what to what; nobody else does, and nothing sealed is shown."""

from html import unescape
from re import findall

from services.funds.rules.trail import THING_NAMES
from services.funds.tables import Row
from shared.clock import today
from shared.deeds import HIDDEN, SECRET
from shared.security import Role
from tests.builders.funds import OTHER_TOWN, TOWN
from tests.builders.funds_budget import IN_MARCH
from tests.builders.funds_payments import a_card, a_member, a_payee, an_id
from tests.builders.funds_supervision import a_finding

EXPLANATION = {"explanation": "施工单位已进场，十一月底前支出到位"}
OF_NO_AUDIT = {"posting", "log_entry", "log_head", "log_key", "log_node", "log_pending", "paper_read", "batch_file_read"}


async def test_who_changed_what_and_why_is_read_from_before_to_after(api, session):
    session.add(finding := a_finding(at=IN_MARCH))
    await session.commit()
    county = api.as_(Role.COUNTY, subject="甲")
    await county.post(f"/supervision/findings/{finding.id}/explanation", json=EXPLANATION)

    asked = {"thing": "money_finding", "thing_id": str(finding.id)}
    newest, first = (await api.as_(Role.AUDITOR).get("/trail", params=asked)).json()["rows"]

    assert (newest["by"], newest["role_name"], newest["why_name"]) == ("甲", "县区", "说明情况")
    assert (newest["action_name"], newest["thing_name"]) == ("更改", "监督发现")
    changes = {change["field"]: (change["name"], change["before"], change["after"]) for change in newest["changes"]}
    assert changes["state"] == ("状态", "open", "explained")
    assert changes["explanation"] == ("情况说明", "", EXPLANATION["explanation"])
    assert set(changes) == {"state", "explanation", "explained_by", "explained_at"}
    assert first["action"] == "insert" and "100,000.00 元" in {change["after"] for change in first["changes"]}
    one = (await api.as_(Role.AUDITOR).get(f"/trail/{newest['position']}")).json()
    assert one == newest
    assert (await api.as_(Role.AUDITOR).get("/trail/999999999")).json()["code"] == "no-such-deed"


async def test_the_trail_is_read_by_person_and_day_and_page_by_page(api, session):
    session.add_all([a_finding(at=IN_MARCH) for _ in range(5)])
    await session.commit()
    auditor, seen, before = api.as_(Role.AUDITOR), [], None
    while True:
        asked = {"thing": "money_finding", "limit": 2, "from_on": today().isoformat(), "to_on": today().isoformat()}
        page = (await auditor.get("/trail", params=asked | ({"before": before} if before else {}))).json()
        seen += [row["position"] for row in page["rows"]]
        before = page["next"]
        if before is None:
            break
    assert len(seen) == 5 and seen == sorted(seen, reverse=True)
    assert (await auditor.get("/trail", params={"by": "没有这个人"})).json()["rows"] == []
    assert len((await auditor.get("/trail", params={"by": "test", "thing": "money_finding"})).json()["rows"]) == 5
    nothing = (await auditor.get("/trail", params={"thing": "money_finding", "to_on": "2020-01-01"})).json()
    assert nothing == {"rows": [], "next": None}


async def test_only_auditors_read_the_trail_and_only_that_of_their_region(api, session):
    session.add_all([a_finding(at=IN_MARCH, region=TOWN), a_finding(at=IN_MARCH, region=OTHER_TOWN)])
    await session.commit()
    for role in set(Role) - {Role.AUDITOR}:
        assert (await api.as_(role).get("/trail")).status_code == 403, role
    of_town = (await api.as_(Role.AUDITOR, region=TOWN).get("/trail", params={"thing": "money_finding"})).json()["rows"]
    assert [{change["field"]: change["after"] for change in row["changes"]}["region"] for row in of_town] == [TOWN]
    assert (await api.as_(Role.AUDITOR, region="371312").get("/trail")).json()["rows"] == []


async def test_nothing_sealed_is_shown(api, session):
    member = await a_member(session)
    await a_payee(session, member, name="王小明")
    await session.commit()
    auditor = api.as_(Role.AUDITOR)
    [row] = (await auditor.get("/trail", params={"thing": "payee"})).json()["rows"]
    [known] = (await auditor.get("/trail", params={"thing": "household_member"})).json()["rows"]
    secret = [change["after"] for change in [*row["changes"], *known["changes"]] if change["field"].endswith(SECRET)]
    assert secret and set(secret) == {HIDDEN}
    page = (await auditor.get("/trail/page")).text
    for secret in ("王小明", a_card(1), an_id(1)):
        assert secret not in page and secret not in str(row)


async def test_the_page_is_in_chinese_and_leads_from_a_deed_to_its_thing_and_person(api, session):
    session.add(finding := a_finding(at=IN_MARCH))
    await session.commit()
    auditor = api.as_(Role.AUDITOR)
    page = (await auditor.get("/trail/page")).text
    assert "监督发现" in page and "查到的情况" in page and "平台自动" in page
    links = {unescape(link) for link in findall(r'href="(\?[^"]+)"', page)}
    assert any(f"thing_id={finding.id}" in link for link in links)
    for link in links:
        assert (await auditor.get(f"/trail/page{link}")).status_code == 200
    sent = {"thing": "", "thing_id": "", "by": "", "role": "", "action": "", "from_on": "", "to_on": ""}
    assert (await auditor.get("/trail/page", params=sent)).status_code == 200
    assert "没有符合条件的记录" in (await auditor.get("/trail/page", params={"by": "无"})).text


def test_every_table_that_is_audited_has_a_chinese_name():
    audited = set(Row.metadata.tables) - OF_NO_AUDIT - {"ledger_export"}
    assert audited - set(THING_NAMES) == set()
