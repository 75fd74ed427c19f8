"""A house's money over five processes: held by source, accepted below the standard, paid by two lines, filed, and asked back."""

from typing import Any
from uuid import uuid4

import pytest

from deploy.demo.platform import COUNTY, Person, Refused
from deploy.demo.story import Story, eventually
from shared import clock
from shared.security import Role
from tests.builders.funds_payments import BANK, BANK_CODE, a_card
from tests.journeys.notices import Notices
from tests.journeys.village import SOUND, Home, homes, on_this_day

pytestmark = pytest.mark.journey


async def test_a_promise_is_held_paid_to_the_card_by_what_the_house_cost_and_asked_back_where_it_was_wrong(
    story: Story, notices: Notices
) -> None:
    [home] = homes(story, 1)
    clerk, second = (story.platform.as_(Role.COUNTY, subject=who) for who in ("财政局经办", "财政局复核"))
    for source, yuan in (("central", "14000.00"), ("county", "6000.00")):
        _set_down(clerk, second, source, yuan)
    survey = home.village.post("/housing/surveys", _a_reason(home))
    home.photo("survey", survey["id"], "front")
    home.village.post(f"/housing/surveys/{survey['id']}/completion", SOUND | {"roof": "failing", "walls": "failing"})
    told = {"survey_id": survey["id"], "oldest": 55, "mode": "rebuild", "applied_on": on_this_day()}
    renovation = home.village.post("/housing/renovations", told)
    await home.agree(renovation, notices)
    eventually(lambda: _money(home, renovation)["state"] == "held", "资金服务已预留")

    home.sign_and_start(renovation["id"])
    home.build(renovation["id"])
    final = {
        "accepted_on": on_this_day(),
        "budget_code": "housing",
        "year": clock.today().year,
        "cost_yuan": "15000.00",
        "area_m2": "40",
    }
    with pytest.raises(Refused, match="house-still-unsafe"):
        home.county.post(f"/housing/renovations/{renovation['id']}/acceptance", SOUND | final | {"roof": "failing"})
    accepted = home.county.post(f"/housing/renovations/{renovation['id']}/acceptance", SOUND | final)
    assert accepted["subsidy_yuan"] == "15000.00"
    eventually(lambda: _stage(home, renovation)["state"] == "waiting", "等待收款账户")

    _has_an_account(story, home)
    paid = _paid(story, home, clerk, renovation)
    assert [row["amount_yuan"] for row in paid] == ["14000.00", "1000.00"]
    assert _money(home, renovation)["state_name"] == "已全部发放"
    with pytest.raises(Refused, match="file-incomplete"):
        home.town.post(f"/housing/renovations/{renovation['id']}/closing", {"on": on_this_day()})
    home.file(renovation["id"])
    closed = home.town.post(f"/housing/renovations/{renovation['id']}/closing", {"on": on_this_day()})
    visits = closed["visits_due"]
    early = home.village.post(f"/housing/renovations/{renovation['id']}/visits", {"on": on_this_day(), "said": "路过查看，完好"})
    assert (len(visits), early["visits_due"]) == (2, visits)

    order = second.post("/funds/recoveries", {"payment_id": paid[1]["payment_id"], "why": "not-eligible"})
    part = {"received_on": on_this_day(), "voucher": "收据1号"}
    clerk.post(f"/funds/recoveries/{order['id']}/receipts", part | {"amount_yuan": "400.00"})
    done = clerk.post(f"/funds/recoveries/{order['id']}/receipts", part | {"amount_yuan": "600.00"})
    assert done["state"] == "recovered"
    eventually(lambda: _stage(home, renovation)["payments"][1]["state"] == "returned", "住房服务知道这一笔已退回")


def _set_down(clerk: Person, second: Person, source: str, yuan: str) -> None:
    """Money of a source for this year's houses, noted by one and confirmed by another, set down as a line that households are
    paid from."""
    document = f"财农〔{clock.today().year}〕{uuid4().hex[:6]}号"
    bound = {"source": source, "programme": "housing", "year": clock.today().year, "document_number": document}
    noted = clerk.post("/funds/allocations", bound | {"county": COUNTY, "amount_yuan": yuan, "memo": "农村危房改造补助"})
    second.post(f"/funds/receipts/{noted['about_id']}/confirmation")
    share = {"region": COUNTY, "title": "农村危房改造补助", "use": "household-aid", "amount_yuan": yuan}
    plan = {"county": COUNTY, "title": "农村危房改造补助", "method": "block", "amount_yuan": yuan, "shares": [share]}
    drafted = clerk.post("/funds/budgets", bound | plan | {"pool_programme": "housing"})
    second.post(f"/funds/budgets/{drafted['id']}/approval")


def _a_reason(home: Home) -> dict[str, str]:
    return {"household_id": home.household_id, "origin": "citizen", "why": "群众反映屋面塌陷"}


def _money(home: Home, renovation: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = home.county.read(f"/housing/renovations/{renovation['id']}/money")
    return told


def _stage(home: Home, renovation: dict[str, Any]) -> dict[str, Any]:
    [stage] = _money(home, renovation)["stages"]
    return dict(stage)


def _has_an_account(story: Story, home: Home) -> None:
    number = str(home.head["证件号码"]).strip().upper().translate({0xFF10 + digit: 0x30 + digit for digit in range(10)})
    whose = {"household_id": home.household_id, "region": home.region, "card_number": a_card(uuid4().int % 1_000_000)}
    bank = {"bank": BANK, "bank_code": BANK_CODE, "holder_name": home.head["姓名"], "holder_id": number}
    clerk = story.platform.as_(Role.TOWN, region=home.region[:9], subject="镇财政所经办")
    assert clerk.post("/funds/payees", whose | bank)["state"] == "good"


def _paid(story: Story, home: Home, clerk: Person, renovation: dict[str, Any]) -> list[dict[str, Any]]:
    """Signed for by others than accepted the house, sent to the bank, answered; the stage's payments as housing knows them."""

    def asked() -> list[dict[str, Any]] | None:
        rows = home.county.read("/funds/payments", household_id=home.household_id)["rows"]
        return rows if len(rows) == 2 and all(row["checked_at"] for row in rows) else None

    ids = [row["id"] for row in eventually(asked, "每个来源一笔，已核对", within_s=60)]
    head = story.platform.as_(Role.TOWN, region=home.region[:9], subject="镇财政所分管")
    signer = story.platform.as_(Role.COUNTY, subject="财政局分管")
    for who in (head, signer):
        who.post("/funds/payments/approvals", {"payment_ids": ids})
    account = {"title": "罗庄区财政局", "account_number": "80101000000123456", "bank": BANK, "bank_code": BANK_CODE}
    clerk.post("/funds/paying-accounts", {"county": COUNTY} | account)
    batch = clerk.post("/funds/payment-batches", {"county": COUNTY})
    lines = clerk.read(f"/funds/payment-batches/{batch['id']}/lines")["rows"]
    clerk.get(f"/funds/payment-batches/{batch['id']}/payments.csv")
    answer = "流水号,金额（元）,结果,原因代码,原因\n" + "".join(f"{line['number']},,成功,,\n" for line in lines)
    clerk.post("/funds/bank-answers", data={"county": COUNTY}, files={"file": ("回执.csv", answer.encode(), "text/csv")})
    eventually(lambda: _stage(home, renovation)["state"] == "paid", "住房服务知道已到户")
    payments: list[dict[str, Any]] = _stage(home, renovation)["payments"]
    return payments
