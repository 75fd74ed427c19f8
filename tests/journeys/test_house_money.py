"""A house's money over five processes: held by source, accepted below the standard, paid by two lines, filed, and asked back."""

from typing import Any

import pytest

from deploy.demo.platform import COUNTY, Refused
from deploy.demo.story import Story, eventually
from shared.security import Role
from tests.journeys.house_purse import Purse, this_year
from tests.journeys.notices import Notices
from tests.journeys.village import SOUND, Home, homes, on_this_day

pytestmark = pytest.mark.journey


async def test_a_promise_is_held_paid_to_the_card_by_what_the_house_cost_and_asked_back_where_it_was_wrong(
    story: Story, notices: Notices
) -> None:
    [home] = homes(story, 1)
    clerk, second = (story.platform.as_(Role.COUNTY, subject=who) for who in ("财政局经办", "财政局复核"))
    purse = Purse(story.platform, COUNTY)
    for source, yuan in (("central", "14000.00"), ("county", "6000.00")):
        purse.set_down(source, yuan)
    renovation = home.apply(home.found_dangerous(), mode="rebuild")
    await home.agree(renovation, notices)
    eventually(lambda: _money(home, renovation)["state"] == "held", "资金服务已预留")

    home.sign_and_start(renovation["id"])
    home.build(renovation["id"])
    final = {
        "accepted_on": on_this_day(),
        "budget_code": "housing",
        "year": this_year(),
        "cost_yuan": "15000.00",
        "area_m2": "40",
    }
    with pytest.raises(Refused, match="house-still-unsafe"):
        home.county.post(f"/housing/renovations/{renovation['id']}/acceptance", SOUND | final | {"roof": "failing"})
    accepted = home.county.post(f"/housing/renovations/{renovation['id']}/acceptance", SOUND | final)
    assert accepted["subsidy_yuan"] == "15000.00"
    eventually(lambda: _stage(home, renovation)["state"] == "waiting", "等待收款账户")

    purse.give_account(home)
    purse.open_account()
    purse.pay(home, 2)
    eventually(lambda: _stage(home, renovation)["state"] == "paid", "住房服务知道已到户")
    paid = _stage(home, renovation)["payments"]
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

    def recovered() -> bool:
        told = _money(home, renovation)["recoveries"]
        return [(each["state"], each["amount_yuan"], each["recovered_yuan"]) for each in told] == [
            ("recovered", "1000.00", "1000.00")
        ]

    eventually(recovered, "住房服务知道是按追回通知退回的")


def _money(home: Home, renovation: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = home.county.read(f"/housing/renovations/{renovation['id']}/money")
    return told


def _stage(home: Home, renovation: dict[str, Any]) -> dict[str, Any]:
    [stage] = _money(home, renovation)["stages"]
    return dict(stage)
