"""Steps that the tests of rosters begin with."""

import io

from openpyxl import load_workbook

from tests.builders.roster import COUNTY, VILLAGE, a_workbook

TOWN = VILLAGE[:9]
OTHER_TOWN_VILLAGE = "371311002009"
ROSTER = {"programme": "special-insurance", "year": 2020, "region": COUNTY}


async def a_confirmed_roster(county, checker) -> dict:
    made = (await county.post("/rosters", json=ROSTER)).json()
    answer = await checker.post(f"/rosters/{made['id']}/confirmation", json={"content_hash": made["content_hash"]})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def sent(client, rows, *, region=COUNTY, scheme="special", year=2020, content=None):
    return await client.post(
        "/enrolment-files",
        files={"file": ("参保名单.xlsx", content or a_workbook(rows))},
        data={"region": region, "scheme": scheme, "year": str(year)},
    )


def book(answer):
    assert answer.status_code == 200, answer.text
    return load_workbook(io.BytesIO(answer.content))


def values(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
