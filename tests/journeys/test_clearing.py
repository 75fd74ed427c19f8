"""From a settled stay to the hospital's account, over the real broker: refused while the payer has nothing, then paid once."""

from datetime import timedelta
from typing import Any

import pytest

from deploy.demo.platform import Refused
from deploy.demo.story import VILLAGE, Story, eventually
from shared import clock
from shared.money import fen
from shared.security import Role

pytestmark = pytest.mark.journey
COUNTY = "371311"


def test_a_month_is_cleared_between_hospital_payer_and_funds(story: Story) -> None:
    last_month = clock.today().replace(day=1) - timedelta(days=1)
    code = f"H{COUNTY}{story.random.randrange(100_000):05d}"
    hospital = story.platform.as_(Role.HOSPITAL, org=code, subject="清算医院")
    maker = story.platform.as_(Role.COUNTY, subject="李制单")
    approver = story.platform.as_(Role.COUNTY, subject="张审批")
    settlement = _treated(story, hospital, on=last_month.isoformat())
    [basic] = [share for share in settlement["result"]["shares"] if share["layer"] == "basic"]

    agreed = hospital.post("/medical/reconciliations", {"day": clock.today().isoformat(), "lines": [_as_written(settlement)]})
    assert agreed["agrees"]

    statement = maker.post(
        "/medical/clearing-statements", {"hospital": code, "payer": basic["payer"], "period": f"{last_month:%Y-%m}"}
    )
    at = f"/medical/clearing-statements/{statement['id']}"
    assert statement["total_yuan"] == basic["paid_yuan"]
    with pytest.raises(Refused, match="approver-made-it"):
        maker.post(f"{at}/approval", {"total_yuan": statement["total_yuan"]})
    approver.post(f"{at}/approval", {"total_yuan": statement["total_yuan"]})

    refused = eventually(lambda: _in_state(hospital, at, "refused"), "资金服务答复无款可付")
    assert refused["refusal_code"] in {"payer-account-missing", "payer-account-short"}
    funding = {"county": COUNTY, "payer": basic["payer"], "amount_yuan": statement["total_yuan"], "memo": "清算资金"}
    maker.post("/funds/payer-fills", funding)
    maker.post(f"{at}/payment-requests")

    paid = eventually(lambda: _in_state(hospital, at, "paid"), "清算款已付")
    accounts = {row["holder"]: row["balance_yuan"] for row in maker.read("/funds/accounts", limit=500)["rows"] if row["holder"]}
    assert accounts[code] == statement["total_yuan"]
    [payment] = maker.read("/funds/clearing-payments", hospital=code)["rows"]
    assert (payment["transfer_id"], payment["asks"]) == (paid["transfer_id"], 2)
    ageing = hospital.read("/medical/receivables/ageing")["rows"]
    assert basic["payer"] not in {row["payer"] for row in ageing}
    assert fen(statement["total_yuan"]) > 0


def _treated(story: Story, hospital: Any, *, on: str) -> dict[str, Any]:
    """A short stay that no household breaks over."""
    number, name = story.a_stranger()
    papers = {"id_number": number, "name": name, "region": VILLAGE, "hospital_level": "2", "admitted_on": on}
    at = f"/medical/admissions/{hospital.post('/medical/admissions', papers)['id']}"
    line = {"line_no": 1, "charged_on": on, "code": "331001001", "name": "阑尾切除术", "catalogue_class": "A"}
    hospital.post(f"{at}/charges", {"lines": [line | {"unit_price": "2600", "quantity": "1", "amount_yuan": "2600.00"}]})
    settlement: dict[str, Any] = hospital.post(f"{at}/settlement", {"discharged_on": on})
    return settlement


def _as_written(settlement: dict[str, Any]) -> dict[str, Any]:
    """What the hospital's system wrote down."""
    payers = {share["layer"]: share["paid_yuan"] for share in settlement["result"]["shares"]}
    reduction = payers.pop("hospital_reduction", "0")
    amounts = {name: settlement[name] for name in ("total_yuan", "patient_yuan")}
    return amounts | {"settlement_id": settlement["id"], "hospital_yuan": reduction, "payers": payers}


def _in_state(hospital: Any, at: str, state: str) -> dict[str, Any] | None:
    seen: dict[str, Any] = hospital.read(at)
    return seen if seen["state"] == state else None
