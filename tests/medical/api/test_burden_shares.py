"""S6 for the county: a masked list of whom the tenth has reached, and how they stand now."""

from shared.security import Role
from tests.builders.medical import COUNTY, ID_NUMBER, an_enrolment
from tests.medical.api.walk import DISCHARGE, admitted, refused

BILL = {"lines": [{"line_no": 1, "charged_on": "2020-06-02", "code": "X1", "name": "检查", "catalogue_class": "A",
                   "unit_price": "4000", "quantity": "1", "amount_yuan": "4000.00"}]}  # fmt: skip


async def test_the_county_reads_who_it_is_masked_with_the_clause(hospital, api, deliver):
    await deliver(an_enrolment(classes=("low-income",)))
    stay = await admitted(hospital, hospital_level="3")
    await hospital.post(f"/admissions/{stay}/charges", json=BILL)
    settlement = (await hospital.post(f"/admissions/{stay}/settlement", json=DISCHARGE)).json()
    county = api.as_(Role.COUNTY, region=COUNTY)

    answer = await county.get("/burden-shares", params={"year": 2020})

    [row] = answer.json()["rows"]
    assert (row["name_masked"], row["person_titles"], row["is_over"]) == ("王*明", ["低保对象"], True)
    assert (row["in_policy_yuan"], row["share_per_mille"], row["line_per_mille"]) == ("4000.00", 159, 100)
    assert row["settlement_id"] == settlement["id"] and "10%" in row["reference"]["clause"]
    assert ID_NUMBER not in answer.text and "王小明" not in answer.text
    assert (await county.get("/burden-shares", params={"year": 2019})).json()["rows"] == []
    assert (await api.as_(Role.COUNTY, region="371302").get("/burden-shares", params={"year": 2020})).json()["rows"] == []
    refused(await hospital.get("/burden-shares", params={"year": 2020}), 403, "role-not-allowed")
