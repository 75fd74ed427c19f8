"""The register in numbers through its doors: every number leads to its list, and everybody sees what may be seen."""

import io
from datetime import date
from typing import Any

from openpyxl import load_workbook
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.board.publish_counts import publish_counts
from shared.security import Role
from tests.builders.registry_file import a_file
from tests.conftest import Api

JULY = "2020-07-10T09:00:00+08:00"


async def test_a_number_and_its_list_and_its_workbook_agree(api: Api, session: AsyncSession, frozen_at: Any) -> None:
    household, _ = await a_file(session, 3, 是否享受低保="是")
    await a_file(session, 2, code="3713110000000002", first_sequence=31, 是否享受低保="否")
    await session.commit()
    county = api.as_(Role.COUNTY, region="371311")
    low = {"category": "low-income", "region": "371311001"}
    with frozen_at(JULY):
        board = (await county.get("/boards/register")).json()
        asked = (await county.get("/boards/register", params=low)).json()
        listed = (await county.get("/boards/register/households", params=low)).json()["rows"]
        book = load_workbook(io.BytesIO((await county.get("/boards/register/households.xlsx", params=low)).content))
        page = (await county.get("/boards/register/page")).text
        names = (await county.get("/boards/register/households/page", params=low)).text
    [cell] = [cell for cell in board["cells"] if cell["key"] == "low-income"]
    assert (board["households"], cell["households"], cell["persons"], cell["share_per_mille"]) == (2, 1, 3, 500)
    assert (asked["households"], [row["household_id"] for row in listed]) == (1, [str(household.id)])
    assert [row[0].value for row in book["户"].iter_rows(min_row=2)] == [str(household.id)]
    assert ("户类型", "低保户") in [(row[0].value, row[1].value) for row in book["说明"].iter_rows()]
    assert "register/households/page?category=low-income" in page and f"households/{household.id}/page" in names


async def test_nobody_counts_beyond_their_jurisdiction(api: Api, session: AsyncSession, frozen_at: Any) -> None:
    await a_file(session, 3)
    await session.commit()
    elsewhere = api.as_(Role.COUNTY, region="371402")
    with frozen_at(JULY):
        board = (await elsewhere.get("/boards/register", params={"region": "371311"})).json()
    assert (board["households"], board["cells"], board["trend"]) == (0, [], [])


async def test_a_day_to_come_and_an_unknown_value_are_refused(api: Api, frozen_at: Any) -> None:
    county = api.as_(Role.COUNTY, region="371311")
    with frozen_at(JULY):
        future = await county.get("/boards/register", params={"on": "2020-07-11"})
        unknown = await county.get("/boards/register", params={"watch": "rich"})
    assert (future.json()["code"], future.json()["pointer"]) == ("day-to-come", "/on")
    assert unknown.status_code == 422 and "unstable" in unknown.text


async def test_everybody_reads_last_month_s_figures_and_no_household(api: Api, session: AsyncSession, frozen_at: Any) -> None:
    for at in range(1, 8):
        await a_file(session, 1, code=f"371311000000000{at}", first_sequence=11 + 2 * at, 是否享受低保="是" if at > 2 else "否")
    await publish_counts(session, on=date(2020, 7, 1))
    await session.commit()
    with frozen_at(JULY):
        board = (await api.get("/boards/public")).json()
        page = (await api.get("/boards/public/page")).text
        book = load_workbook(io.BytesIO((await api.get("/boards/public.xlsx")).content))
        before = (await api.get("/boards/public", params={"until": "2020-06-29"})).json()
    [county] = board["counties"]
    assert (board["on"], county["households"], county["persons"]) == ("2020-06-30", 7, 7)
    assert {cell["households"] for cell in county["cells"] if cell["by"] == "category"} == {None}
    assert "不公开" in page and "不公开" in [row[3].value for row in book["公开数字"].iter_rows()]
    assert before == {"on": None, "counties": []}
