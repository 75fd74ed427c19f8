"""Former renovations over HTTP: previewed, mended, taken in, listed, and counted on the board."""

import io

import openpyxl
import pytest

from shared.security import Role
from tests.builders.houses import a_family, a_ledger

DONE = {"年度": "2016", "改造方式": "拆除重建", "验收日期": "2016-10-20", "补助金额": "14000", "补助到户日期": "2016-11-02"}


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY)


async def test_a_county_starts_with_its_books(county, session):
    family = await a_family(session)
    await session.commit()
    sheet = a_ledger({"户编号": family.code} | DONE, {"户编号": "没有"} | DONE)
    file = (await county.post("/former-files", files={"file": ("a.xlsx", sheet)}, data={"region": "371311"})).json()

    [line] = (await county.get(f"/former-files/{file['id']}/lines")).json()
    back = openpyxl.load_workbook(io.BytesIO((await county.get(f"/former-files/{file['id']}/errors.xlsx")).content))
    taken = await county.post(f"/former-files/{file['id']}/taking", json=None)

    assert (file["entering"], file["refused"], line["decision_name"], line["subsidy_yuan"]) == (1, 1, "录入", "14000.00")
    assert [cell.value for cell in back["需更正的行"][2]][-1].startswith("请核对")
    assert (taken.status_code, taken.json()["taken_at"] is None) == (201, False)
    [former] = (await county.get("/former-renovations", params={"year": 2016})).json()["rows"]
    assert (former["mode_name"], former["village"], former["paid_on"]) == ("拆除重建", "罗庄街道龙潭社区", "2016-11-02")
    assert (await county.get("/former-renovations", params={"year": 2017})).json()["rows"] == []
    assert (await county.post(f"/former-files/{file['id']}/taking")).json()["code"] == "former-file-taken-already"

    board = (await county.get("/renovation-progress")).json()["whole"]
    assert [board[each] for each in ("households", "safe", "paid", "former", "paid_yuan")] == [1, 1, 1, 1, "14000.00"]
    without = (await county.get("/renovation-progress", params={"with_former": False})).json()["whole"]
    assert without["households"] == 0


async def test_the_template_has_our_columns_and_others_may_not_bring_lists(api, county):
    book = openpyxl.load_workbook(io.BytesIO((await county.get("/former-files/template.xlsx")).content))

    assert [cell.value for cell in book["平台前改造"][1]][:4] == ["改造编号", "住房编号", "户编号", "户主身份证号"]
    assert (await api.as_(Role.VILLAGE, region="371311001001").get("/former-files/template.xlsx")).status_code == 403
