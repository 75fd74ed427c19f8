"""What the county's finance desk sees of clearings."""

from shared.security import Role
from tests.builders.funds import AID_FUND, COUNTY, an_approval


async def test_a_refused_clearing_is_seen_filled_and_paid(api, deliver):
    county = api.as_(Role.COUNTY, region=COUNTY)
    event = an_approval(amount_fen=1_000_00)
    await deliver(event)
    [refused] = (await county.get("/clearing-payments", params={"state": "refused"})).json()["rows"]
    assert (refused["refusal_code"], refused["amount_yuan"], refused["payer"]) == ("payer-account-missing", "1000.00", AID_FUND)

    filled = await county.post(
        "/payer-fills", json={"county": COUNTY, "payer": AID_FUND, "amount_yuan": "1500.00", "memo": "6月清算资金"}
    )
    assert filled.status_code == 201, filled.text
    await deliver(an_approval(statement_id=event.statement_id, amount_fen=1_000_00, ask=2))

    [paid] = (await county.get("/clearing-payments", params={"hospital": "H37131100001"})).json()["rows"]
    assert (paid["state_name"], paid["asks"], paid["refusal_code"]) == ("已支付", 2, None)
    accounts = {row["name"]: row["balance_yuan"] for row in (await county.get("/accounts")).json()["rows"]}
    assert accounts["山东省临沂市罗庄区支付方清算资金·医疗救助基金"] == "500.00"
    assert accounts["山东省临沂市罗庄区已拨付医疗机构·H37131100001"] == "1000.00"


async def test_another_county_sees_nothing_of_it(api, deliver):
    await deliver(an_approval())

    rows = (await api.as_(Role.COUNTY, region="371302").get("/clearing-payments")).json()["rows"]

    assert rows == []
