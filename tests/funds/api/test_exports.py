"""Whatever funds hands out as a file leaves a trace that nobody can change and auditors read; what is public leaves none."""

import pytest
from fastapi.routing import APIRoute, iter_route_contexts
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from services.funds.api.exports import _took
from services.funds.tables import ListExport
from shared.database import Scope, set_scope
from shared.security import Role

FILES = (".xlsx", ".csv", ".pdf", ".zip", ".xml", ".jsonl")
OPEN_TO_ANYONE = {
    "/disclosures/archive.jsonl",
    "/notices/{notice_id}/poster.pdf",
    "/open-data/all.zip",
    "/open-data/tables/{table}.csv",
    "/open-data/tables/{table}.xlsx",
    "/portal/entries.xlsx",
    "/portal/totals.xlsx",
}


def doors_with_files(app) -> dict[str, bool]:
    """Every door that hands out a file, and whether it leaves a trace."""
    routes = [context.original_route for context in iter_route_contexts(app.routes)]
    found = {}
    for route in routes:
        if isinstance(route, APIRoute) and route.path.endswith(FILES):
            calls = {each.call for each in _all(route.dependant)}
            found[route.path] = _took in calls
    return found


def _all(dependant):
    yield dependant
    for each in dependant.dependencies:
        yield from _all(each)


async def test_every_door_that_hands_out_a_file_leaves_a_trace_but_those_that_are_open_to_anyone(app):
    found = doors_with_files(app)

    assert {path for path, is_traced in found.items() if not is_traced} == OPEN_TO_ANYONE
    assert len(found) > 30


async def test_who_took_what_by_which_conditions_is_in_the_list_and_in_the_trail(api, session):
    county = api.as_(Role.COUNTY, subject="县区经办")
    await county.post("/allocations", json={"county": "371311", "amount_yuan": "5", "memo": "预算"})

    assert (await county.get("/trial-balance.xlsx", params={"from_on": "2020-01-01"})).status_code == 200
    assert (await county.get("/budget-lines.xlsx", params={"year": 2020, "region": "371311", "source": ""})).status_code == 200

    auditor = api.as_(Role.AUDITOR)
    lines, trial = (await auditor.get("/exports")).json()["rows"]
    assert (trial["title"], trial["asked"], trial["exported_by"], trial["rows"]) == (
        "试算平衡表",
        "起始日期：2020-01-01",
        "县区经办",
        2,
    )
    assert (lines["title"], lines["asked"], lines["role_name"]) == (
        "预算执行",
        "预算年度：2020；地区代码：山东省临沂市罗庄区",
        "县区",
    )
    deeds = (await auditor.get("/trail", params={"thing": "list_export"})).json()["rows"]
    assert [deed["thing_name"] for deed in deeds] == ["导出记录", "导出记录"]
    assert {"导出内容": "试算平衡表", "条件": "起始日期：2020-01-01"}.items() <= {
        one["name"]: one["after"] for one in deeds[1]["changes"]
    }.items()
    assert (await county.get("/exports")).status_code == 403


async def test_what_anyone_may_download_leaves_no_trace(api):
    for path in ("/open-data/tables/projects.csv", "/portal/entries.xlsx?county=371311", "/disclosures/archive.jsonl"):
        assert (await api.get(path)).status_code in (200, 422), path

    assert (await api.as_(Role.AUDITOR).get("/exports")).json()["rows"] == []


async def test_a_trace_is_read_by_auditors_of_the_region_alone_and_never_changed(api, session):
    await api.as_(Role.COUNTY).get("/trial-balance.xlsx")
    for role, region, seen in (("auditor", "371311", 1), ("auditor", "3714", 0), ("county", "371311", 0)):
        await set_scope(session, Scope("x", role, region, "", "test"))
        assert len((await session.exec(select(ListExport))).all()) == seen, (role, region)
    with pytest.raises(DBAPIError, match="only ever added to"):
        await session.execute(text("UPDATE list_export SET rows = 0"))
