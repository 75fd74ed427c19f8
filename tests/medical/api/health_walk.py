"""Steps through the health office's door that many tests begin with."""

from tests.builders.health import CENTRE, ID_NUMBER, LINZI_VILLAGE

PURPOSE = {"purpose": "programme-work"}
PERSON = {"id_number": ID_NUMBER, "name": "欧阳秀英", "region": LINZI_VILLAGE}
FILE = PERSON | {
    "programme": "gastric-cancer",
    "diagnosed_on": "2017-03-02",
    "opened_on": "2017-03-10",
    "hospital": CENTRE,
    "treatment_class": "cured-at-once",
}
FOLLOWED = PERSON | {"programme": "severe-mental", "diagnosed_on": "2020-01-02", "opened_on": "2020-01-02", "hospital": CENTRE}


async def opened(office, **changes) -> str:
    answer = await office.post("/health/files", json={k: v for k, v in (FILE | changes).items() if v is not None})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def written(office, file: str, part: str, **told) -> dict:
    answer = await office.post(f"/health/files/{file}/{part}", json=told)
    assert answer.status_code == 201, answer.text
    return answer.json()
