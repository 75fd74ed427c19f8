"""A county's own lists in a browser: sent, looked through, mended or taken in, without a script."""

import re

import pytest

from shared.security import Role
from tests.builders.houses import a_family, a_ledger

HTML = {"Accept": "text/html"}
FORMER = {"年度": "2016", "改造方式": "拆除重建", "验收日期": "2016-10-20", "补助金额": "14000", "补助到户日期": "2016-11-02"}
HAZARD = {"等级": "C", "评定日期": "2018-06-01"}
KINDS = {"/former-files": (FORMER, "2016 年度拆除重建", "/former-renovations"), "/hazard-files": (HAZARD, "C 级", "/hazards")}


def _ticket(page):
    [ticket] = re.findall('name="ticket" value="([^"]+)"', page.text)
    return ticket


@pytest.mark.parametrize("path", KINDS)
async def test_a_list_is_sent_looked_through_and_taken_in(session, api, path):
    told, said, taken_to = KINDS[path]
    county, family = api.as_(Role.COUNTY), await a_family(session)
    await session.commit()
    empty = await county.get(f"{path}/page")
    sheet = a_ledger({"户编号": family.code} | told, {"户编号": "没有"} | told)

    form = {"region": "371311", "ticket": _ticket(empty)}
    seen = await county.post(f"{path}/page", data=form, files={"file": ("a.xlsx", sheet)}, headers=HTML)
    [listed] = re.findall(r'href="([0-9a-f-]{36})/page"', (await county.get(f"{path}/page")).text)
    own = await county.get(f"{path}/{listed}/page")
    nothing_yet = (await county.get(taken_to)).json()["rows"]
    done = await county.post(f"{path}/{listed}/page", data={"ticket": _ticket(seen)}, headers=HTML)

    assert "还没有提交过" in empty.text
    for page, prefix in ((seen, f"{listed}/"), (own, "")):
        assert "本辖区的登记中没有这一户" in page.text and said in page.text
        assert f'href="{prefix}errors.xlsx"' in page.text and f'action="{prefix}page"' in page.text
    assert nothing_yet == []
    assert (done.status_code, "确认录入" in done.text) == (200, False)
    assert len((await county.get(taken_to)).json()["rows"]) == 1
    again = await county.post(f"{path}/{listed}/page", data={"ticket": _ticket(own)}, headers=HTML)
    assert (again.status_code, "已经录入" in again.text) == (409, True)


async def test_a_file_that_is_no_list_says_so_on_a_page(api):
    county = api.as_(Role.COUNTY)
    form = {"region": "371311", "ticket": _ticket(await county.get("/former-files/page"))}

    refused = await county.post("/former-files/page", data=form, files={"file": ("a.xlsx", b"no")}, headers=HTML)

    assert (refused.status_code, "没有提交成功" in refused.text) == (422, True)


async def test_a_town_sees_its_own_lists_alone_and_a_village_none(session, api):
    family = await a_family(session)
    await session.commit()
    town = api.as_(Role.TOWN, region="371311001")
    form = {"region": "371311001", "ticket": _ticket(await town.get("/former-files/page"))}
    sheet = a_ledger({"户编号": family.code} | FORMER)
    sent = await town.post("/former-files/page", data=form, files={"file": ("a.xlsx", sheet)}, headers=HTML)

    assert (sent.status_code, "确认录入 1 行" in sent.text) == (200, True)
    assert "测试员" in (await town.get("/former-files/page")).text
    assert "还没有提交过" in (await api.as_(Role.TOWN, region="371311002").get("/former-files/page")).text
    assert (await api.as_(Role.VILLAGE, region="371311001001").get("/former-files/page")).status_code == 403
