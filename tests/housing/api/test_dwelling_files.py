"""A site's dwellings as a workbook: what is refused goes back as the sheet it came in, is mended and sent again as it is."""

import io
import re

import openpyxl
import pytest
from sqlmodel import select, update

from services.housing.operations.programme.end_programme import end_programme
from services.housing.schemas.programme import EndProgramme
from services.housing.tables import DwellingFile
from shared.database import set_scope, the_platform
from shared.security import Role
from tests.builders.housing import VILLAGE
from tests.builders.housing_relocation import a_place, a_table
from tests.builders.housing_renovation import COUNTY_OFFICER
from tests.builders.pages import faults_of

HTML = {"Accept": "text/html"}
COLUMNS = ["房号", "建筑面积", "居室数", "层", "无障碍"]
ANSWERS = ["原行号", "错误列", "错误原因", "如何更正"]
MIXED = a_table(("1-1-101", 75, 2, 1, "是"), ("1-1-102", 999, 2, "地下", ""), ("1-1-101", 50, 1, 1, ""))


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY, region="371311")


@pytest.fixture
async def site(session):
    place = await a_place(session, ("9-9-901", 25, 1, 9, ""))
    await session.commit()
    return place.site


async def _send(officer, path, content):
    """Open the page, and send a file as a browser does."""
    shown = await officer.get(path)
    assert faults_of(shown.text) == []
    [ticket] = re.findall('name="ticket" value="([^"]+)"', shown.text)
    sent = await officer.post(path, data={"ticket": ticket}, files={"file": ("房源.xlsx", content)}, headers=HTML)
    assert faults_of(sent.text) == []
    return sent


def _mended(content, cells):
    """The sheet that came back with these cells written anew, as somebody saves it in Excel."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for place, said in cells.items():
        book["需更正的行"][place] = said
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


async def test_what_is_refused_is_mended_in_its_own_sheet_and_sent_again(county, site):
    path = f"/relocation-sites/{site.id}"

    told = (await county.post(f"{path}/dwellings", files={"file": ("房源.xlsx", MIXED)})).json()
    back = await county.get(told["errors_workbook"])
    sheet = openpyxl.load_workbook(io.BytesIO(back.content))["需更正的行"]
    mended = _mended(back.content, {"B2": 74.5, "D2": 2, "A3": "1-1-103"})
    again = (await county.post(f"{path}/dwellings", files={"file": ("更正.xlsx", mended)})).json()

    assert (told["entered"], told["refused"]) == (1, 2)
    assert told["errors_workbook"] == f"{path}/files/{told['id']}/errors.xlsx"
    [head, *rows] = sheet.iter_rows(values_only=True)
    assert list(head) == COLUMNS + ANSWERS
    assert [(row[0], row[1], row[5], row[6]) for row in rows] == [
        ("1-1-102", "999", "3", "建筑面积\n层"),
        ("1-1-101", "50", "4", "房号"),
    ]
    coloured = {cell.coordinate for row in sheet["A2:E3"] for cell in row if cell.fill.fgColor.rgb == "00FFC7CE"}
    assert coloured == {"B2", "D2", "A3"} == {cell.coordinate for row in sheet["A2:E3"] for cell in row if cell.comment}
    assert "超过各档户型的面积上限" in sheet["B2"].comment.text and "与第 2 行房号相同" in sheet["A3"].comment.text
    assert (again["rows"], again["entered"], again["refused"], again["errors_workbook"]) == (2, 2, 0, None)
    there = (await county.get(f"{path}/dwellings")).json()
    assert [(each["number"], each["area_m2"], each["storey"]) for each in there] == [
        ("1-1-101", "75.00", 1),
        ("1-1-102", "74.50", 2),
        ("1-1-103", "50.00", 1),
        ("9-9-901", "25.00", 9),
    ]
    assert (await county.get(f"{path}/files/{again['id']}/errors.xlsx")).json()["code"] == "no-dwelling-refused"


async def test_a_page_takes_the_file_says_what_went_back_and_leads_to_it(county, api, site):
    path = f"/relocation-sites/{site.id}/dwellings/page"

    sent = await _send(county, path, MIXED)
    [address] = set(re.findall(r'href="([^"]+errors\.xlsx)"', sent.text))
    back = await county.get(address)
    later = (await county.get(path)).text
    again = await _send(county, path, _mended(back.content, {"B2": 74.5, "D2": 2, "A3": "1-1-103"}))
    read_by_village = (await api.as_(Role.VILLAGE, region=VILLAGE).get(path)).text
    board = (await county.get(f"/relocation-programmes/{site.programme_id}/page")).text

    assert (sent.status_code, back.content[:2]) == (200, b"PK")
    assert "已录入 1 套，退回 2 行" in sent.text and "<details open>" in sent.text and "与第 2 行房号相同" in sent.text
    assert address in later and "<details>" in later
    assert "已录入 2 套，没有退回的行" in again.text and "已录入 4 套" in again.text
    assert "<form" not in read_by_village and "errors.xlsx" not in read_by_village and "与第 2 行房号相同" in read_by_village
    assert f'href="../../relocation-sites/{site.id}/dwellings/page"' in board


async def test_a_file_that_cannot_be_read_is_refused_at_its_field(county, site):
    path = f"/relocation-sites/{site.id}/dwellings/page"

    refused = await _send(county, path, a_table(("甲", 1), columns=("姓名", "年龄")))

    assert refused.status_code == 422
    [said] = re.findall(r'id="file-wrong" role="alert">([^<]+)<', refused.text)
    assert "没有找到安置房源的表头" in said and 'aria-describedby="file-wrong file-says"' in refused.text
    assert refused.text.count("<h3>") == 1  # of the file that was there before
    # The page can be used again at once.
    assert (await _send(county, path, MIXED)).status_code == 200


async def test_refused_rows_are_the_countys_and_of_their_own_site(county, api, session, site):
    told = (await county.post(f"/relocation-sites/{site.id}/dwellings", files={"file": ("a.xlsx", MIXED)})).json()
    await set_scope(session, the_platform("test", "test"))
    other = await a_place(session)
    await session.commit()
    path = f"/files/{told['id']}/errors.xlsx"

    stranger = api.as_(Role.COUNTY, region="371312")
    assert (await stranger.get(f"/relocation-sites/{site.id}{path}")).json()["code"] == "no-such-dwelling-file"
    assert "<form" not in (await stranger.get(f"/relocation-sites/{site.id}/dwellings/page")).text
    assert (await api.as_(Role.TOWN).get(f"/relocation-sites/{site.id}{path}")).status_code == 403
    assert (await county.get(f"/relocation-sites/{other.site.id}{path}")).status_code == 404


async def test_of_a_file_from_before_rows_were_kept_the_reasons_alone_are_told(county, session, site):
    told = (await county.post(f"/relocation-sites/{site.id}/dwellings", files={"file": ("a.xlsx", MIXED)})).json()
    await set_scope(session, the_platform("test", "test"))
    await session.exec(update(DwellingFile).values(refused_rows_sealed=None))
    await session.commit()

    [listed, _] = (await county.get(f"/relocation-sites/{site.id}/files")).json()
    refused = await county.get(told["errors_workbook"])

    assert (listed["refused"], listed["errors_workbook"], len(listed["faults"])) == (2, None, 3)
    assert (refused.status_code, refused.json()["code"]) == (404, "no-dwelling-refused")


async def test_what_was_refused_stands_sealed_and_in_no_audit(county, api, session, site):
    await county.post(f"/relocation-sites/{site.id}/dwellings", files={"file": ("a.xlsx", MIXED)})

    await set_scope(session, the_platform("test", "test"))
    [sealed] = (await session.exec(select(DwellingFile.refused_rows_sealed).where(DwellingFile.refused > 0))).all()
    trail = (await api.as_(Role.AUDITOR).get("/trail", params={"thing": "dwelling_file"})).text

    assert b"1-1-102" not in sealed
    assert "安置房源导入文件" in trail and "refused_rows_sealed" not in trail


async def test_a_programme_that_is_over_takes_no_file(county, session):
    place = await a_place(session)
    ended = EndProgramme.model_validate({"ended_on": "2020-12-20", "why": "没有搬迁户"})
    await end_programme(session, place.programme.id, ended, by=COUNTY_OFFICER, today=ended.ended_on)
    await session.commit()

    shown = (await county.get(f"/relocation-sites/{place.site.id}/dwellings/page")).text

    assert "不再提交房源" in shown and "<form" not in shown
