"""The lists of helpers, campaigns and visits as workbooks: with names for who may read them, a trace for each, codes in words."""

import io
from typing import Any
from uuid import uuid4

import pytest
from openpyxl import load_workbook
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.tables import Campaign, Helper, Household
from shared.clock import today
from shared.security import Role
from tests.builders.walking import a_walk


def sheet_of(answer: Any) -> list[list[Any]]:
    assert answer.status_code == 200, answer.text
    return [list(row) for row in load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True)]


@pytest.fixture
async def paths(session: AsyncSession) -> dict[str, str]:
    await a_walk(session, on=today())
    campaign, helper, household = [(await session.exec(select(table))).one().id for table in (Campaign, Helper, Household)]
    await session.commit()
    return {
        "走访活动的户": f"/campaigns/{campaign}/households.xlsx",
        "走访抽查": f"/campaigns/{campaign}/spot-checks.xlsx",
        "走访记录": f"/households/{household}/visits.xlsx",
        "走访发现的问题": "/visit-problems.xlsx?state=open",
        "责任人帮扶的户": f"/helpers/{helper}/households.xlsx",
        "帮扶责任人": "/helpers.xlsx",
    }


async def test_every_list_of_walking_goes_out_and_leaves_a_trace(api: Any, paths: dict[str, str]) -> None:
    county = api.as_(Role.COUNTY)
    for title, path in paths.items():
        rows = sheet_of(await county.get(path))
        assert rows[0][0] == title
        assert len(rows) == 5, title
    traces = (await api.as_(Role.AUDITOR).get("/exports")).json()["rows"]
    assert {trace["title"] for trace in traces} == set(paths)


async def test_conditions_are_printed_in_words(api: Any, paths: dict[str, str]) -> None:
    rows = sheet_of(await api.as_(Role.COUNTY).get(paths["走访发现的问题"]))
    assert rows[1][0] == "条件：状态：整改中"
    rows = sheet_of(await api.as_(Role.COUNTY).get("/doubles.xlsx", params={"show": "later"}))
    assert rows[1][0] == "条件：显示哪些：暂缓"


async def test_who_audits_gets_the_lists_without_whole_names(api: Any, paths: dict[str, str]) -> None:
    auditor = api.as_(Role.AUDITOR)
    helpers = sheet_of(await auditor.get(paths["帮扶责任人"]))
    assert "张帮扶" not in str(helpers)
    assert "老人在家" not in str(sheet_of(await auditor.get(paths["走访记录"])))


async def test_what_is_not_there_is_no_empty_workbook(api: Any) -> None:
    county = api.as_(Role.COUNTY)
    for path in (f"/campaigns/{uuid4()}/households.xlsx", f"/helpers/{uuid4()}/households.xlsx"):
        assert (await county.get(path)).status_code == 404
