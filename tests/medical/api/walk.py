"""Steps through the hospital's door that many tests begin with, and what a refusal looks like."""

from tests.builders.medical import ID_NUMBER, VILLAGE, a_line

ADMISSION = {
    "id_number": ID_NUMBER, "name": "王小明", "region": VILLAGE, "hospital_level": "2", "admitted_on": "2020-06-01",
}  # fmt: skip
DISCHARGE = {"discharged_on": "2020-06-12"}
BILL = [a_line(1, amount_fen=18_000_00), a_line(2, amount_fen=2_000_00, catalogue_class="C")]


async def admitted(hospital, **changes) -> str:
    answer = await hospital.post("/admissions", json=ADMISSION | changes)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def charged(hospital, *lines, **changes) -> str:
    admission = await admitted(hospital, **changes)
    answer = await hospital.post(f"/admissions/{admission}/charges", json={"lines": list(lines) or BILL})
    assert answer.status_code == 201, answer.text
    return admission


async def settled(hospital, **changes) -> dict:
    answer = await hospital.post(f"/admissions/{await charged(hospital, **changes)}/settlement", json=DISCHARGE)
    assert answer.status_code == 201, answer.text
    return answer.json()


def refused(answer, status: int, code: str) -> dict:
    told = answer.json()
    assert (answer.status_code, told["code"]) == (status, code), answer.text
    assert told["title"] and told["mend"]
    return told
