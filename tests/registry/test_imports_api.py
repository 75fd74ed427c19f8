"""The doors of an import: looked at first, confirmed or withdrawn, watched while it comes in."""

import asyncio
import io
import json
import re
from datetime import datetime
from typing import Any

import pytest
from fastapi import FastAPI
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from services.registry.api import imports
from services.registry.rules.export import COLUMNS, EXAMPLE
from shared import jobs
from shared.security import Role
from tests.builders.pages import ticket_in
from tests.builders.registry import LONGTAN, a_csv, a_household, an_xlsx
from tests.builders.registry import households as some_households

OTHERS = a_household(2, code="3713110000000002", first_sequence=101)


async def send(client: Any, content: bytes, name: str = "罗庄街道.xlsx", **params: Any) -> Any:
    return await client.post("/imports", params=params, files={"file": (name, content)})


async def work_off(app: FastAPI) -> None:
    """What the service's job does, until nothing is left."""
    [queue] = [queue for queue in app.state.jobs.queues if queue.name == "registry-advance_imports"]
    while await jobs.take(app.state.service, queue, app.state.sessions):
        pass


@pytest.fixture
def in_the_background(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is large."""
    monkeypatch.setattr(imports, "AT_ONCE_BYTES", 0)
    monkeypatch.setattr(imports, "AT_ONCE_ROWS", 0)


async def test_a_file_is_looked_at_then_confirmed(api: Any) -> None:
    county = api.as_(Role.COUNTY)
    await send(county, an_xlsx(OTHERS), commit=True)
    bad = a_household(1, code="3713110000000003", first_sequence=201)
    changed = [OTHERS[0] | {"户联系电话": "13900000000"}, OTHERS[1] | {"姓名": "王小花"}]
    told = (await send(county, an_xlsx([*a_household(3), *changed, bad[0] | {"姓名": ""}]))).json()
    assert (told["state"], told["created"], told["updated"], told["unchanged"], told["returned"]) == ("previewed", 1, 1, 0, 1)
    url = f"/imports/{told['import_id']}"
    [new, other, back] = (await county.get(f"{url}/households")).json()["rows"]
    assert (new["decision_name"], new["head"], new["rows"]) == ("新增", "王小明", [2, 3, 4])
    assert [(each["row"], each["field"], each["after"]) for each in other["differences"]] == [
        (None, "联系电话", "13900000000"),
        (6, "姓名", "王小花"),
    ]
    assert (back["decision"], back["errors"][0]["column"]) == ("refuse", "姓名")
    assert len((await county.get("/households")).json()["rows"]) == 1

    done = (await county.post(f"{url}/commitment")).json()
    assert (done["state"], done["changed"]) == ("committed", 4)
    assert len((await county.get("/households")).json()["rows"]) == 2
    errors = await county.get(done["errors_workbook"])
    assert load_workbook(io.BytesIO(errors.content)).worksheets[0].max_row == 2
    assert (await county.post(f"{url}/commitment")).json()["code"] == "no-preview"


async def test_an_auditor_sees_a_preview_masked_and_confirms_nothing(api: Any) -> None:
    county, auditor = api.as_(Role.COUNTY), api.as_(Role.AUDITOR)
    await send(county, an_xlsx(a_household(2)), commit=True)
    rows = [row | {"户联系电话": "13900000000"} for row in a_household(2)]
    told = (await send(county, an_xlsx([rows[0], rows[1] | {"姓名": "王小花"}]))).json()
    url = f"/imports/{told['import_id']}"
    [seen] = (await auditor.get(f"{url}/households")).json()["rows"]
    assert (seen["head"], [each["after"] for each in seen["differences"]]) == ("王*明", ["***", "王*花"])
    assert (await auditor.post(f"{url}/commitment")).status_code == 403
    assert (await auditor.get(f"{url}/errors.xlsx")).status_code == 403
    assert (await api.as_(Role.COUNTY, region="371302").get(f"{url}/households")).status_code == 404


async def test_a_preview_is_paged_and_asked_for_by_decision(api: Any) -> None:
    county = api.as_(Role.COUNTY)
    lines = [line for at in range(3) for line in a_household(1, code=f"371311000000{at:04d}", first_sequence=11 + 20 * at)]
    url = f"/imports/{(await send(county, an_xlsx(lines))).json()['import_id']}/households"
    first = (await county.get(url, params={"limit": 2})).json()
    rest = (await county.get(url, params={"limit": 2, "after": first["next"], "decision": "create"})).json()
    assert ([row["number"] for row in first["rows"]], [row["number"] for row in rest["rows"]]) == ([1, 2], [3])
    assert rest["next"] is None
    assert (await county.get(url, params={"decision": "refuse"})).json()["rows"] == []


async def test_a_withdrawn_preview_shows_nothing_any_more(api: Any) -> None:
    county = api.as_(Role.COUNTY)
    url = f"/imports/{(await send(county, an_xlsx(a_household(2)))).json()['import_id']}"
    assert (await county.post(f"{url}/withdrawal")).json()["state"] == "withdrawn"
    assert (await county.get(f"{url}/households")).json()["rows"] == []


@pytest.mark.usefixtures("in_the_background")
async def test_a_large_file_comes_in_piece_by_piece_in_the_name_of_whoever_sent_it(
    api: Any, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.registry.store.import_stretch.HOUSEHOLDS", 10)
    county = api.as_(Role.COUNTY)
    sent = await send(county, an_xlsx(some_households(35)), commit=True)
    assert (sent.json()["state"], sent.json()["percent"]) == ("received", 0)
    await work_off(app)
    done = (await county.get(f"/imports/{sent.json()['import_id']}")).json()
    assert (done["state"], done["created"], done["percent"]) == ("committed", 35, 100)
    [household, *_] = (await county.get("/households")).json()["rows"]
    history = (await county.get(f"/households/{household['household_id']}/history")).text
    assert "测试员" in history


@pytest.mark.usefixtures("in_the_background")
async def test_work_that_was_cut_off_is_done_again_and_once(api: Any, app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.registry.store.import_stretch.HOUSEHOLDS", 10)
    county = api.as_(Role.COUNTY)
    sent = (await send(county, an_xlsx(some_households(25)), commit=True)).json()
    [queue] = [queue for queue in app.state.jobs.queues if queue.name == "registry-advance_imports"]
    for _ in range(5):  # read, compared three times, taken in once
        assert await jobs.take(app.state.service, queue, app.state.sessions)
    halfway = (await county.get(f"/imports/{sent['import_id']}")).json()
    assert (halfway["state"], halfway["percent"]) == ("committing", 40)

    def dies(*_: Any) -> None:
        raise ConnectionResetError

    with monkeypatch.context() as broken:
        broken.setattr("services.registry.store.family._lay_out", dies)
        assert not await jobs.take(app.state.service, queue, app.state.sessions)
    assert (await county.get(f"/imports/{sent['import_id']}")).json()["percent"] == 40
    await work_off(app)
    done = (await county.get(f"/imports/{sent['import_id']}")).json()
    assert (done["state"], done["created"], done["returned"]) == ("committed", 25, 0)
    assert len((await county.get("/households", params={"limit": 100})).json()["rows"]) == 25


@pytest.mark.usefixtures("in_the_background")
async def test_a_large_file_that_cannot_be_read_says_why(api: Any, app: FastAPI) -> None:
    county = api.as_(Role.COUNTY)
    sent = (await send(county, an_xlsx(a_household(1), columns=COLUMNS[1:]))).json()
    await work_off(app)
    told = (await county.get(f"/imports/{sent['import_id']}")).json()
    assert (told["state"], told["problem"]["code"], told["problem"]["columns"]) == ("unreadable", "missing-columns", ["省"])
    assert "表头缺少必需的列" in (await county.get(f"/imports/{sent['import_id']}/page")).text


@pytest.mark.usefixtures("in_the_background")
async def test_progress_is_told_from_where_it_stands_until_it_is_done(
    api: Any, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "LOOK_EVERY_S", 0.01)
    county = api.as_(Role.COUNTY)
    sent = (await send(county, an_xlsx(a_household(2)))).json()
    stream, _ = await asyncio.gather(county.get(f"/imports/{sent['import_id']}/progress"), work_off(app))
    assert stream.headers["content-type"].startswith("text/event-stream")
    told = [json.loads(line[6:]) for line in stream.text.splitlines() if line.startswith("data: ")]
    assert (told[0]["state"], told[-1]["state"], told[-1]["percent"]) == ("received", "previewed", 100)
    assert stream.text.rstrip().splitlines()[-2] == "event: done"
    again = await county.get(f"/imports/{sent['import_id']}/progress")
    assert again.text.count("data: ") == 2


async def test_pages_and_workbooks_show_the_same(api: Any) -> None:
    town = api.as_(Role.TOWN, region="371311001")
    bad = [OTHERS[0], OTHERS[1] | {"姓名": ""}]
    told = (await send(town, a_csv([*a_household(2), *bad]), "人口.csv")).json()
    page = (await town.get(f"/imports/{told['import_id']}/page")).text
    for shown in ("人口.csv", "王小明", "第 5 行 姓名：没有填写", "识别为 .csv（UTF-8）", "下载退回的 2 行"):
        assert shown in page
    assert f'href="{told["import_id"]}/page"' in (await town.get("/imports/page")).text
    assert (await town.get("/imports")).json()["rows"] == [told]
    book = load_workbook(io.BytesIO((await town.get(f"/imports/{told['import_id']}/preview.xlsx")).content))
    assert book.worksheets[0].cell(2, 4).value == "新增"


async def test_an_officer_sends_and_confirms_a_file_in_a_browser(api: Any) -> None:
    town = api.as_(Role.TOWN, region="371311001")
    page = (await town.get("/imports/page")).text
    no_file = await town.post("/imports/page", data={"ticket": ticket_in(page)}, files={"file": ("空.xlsx", b" ")})
    assert (no_file.status_code, "没有收下：" in no_file.text, ticket_in(no_file.text) != ticket_in(page)) == (422, True, True)
    sent = await town.post("/imports/page", data={"ticket": ticket_in(page)}, files={"file": ("人口.csv", a_csv(a_household(2)))})
    assert sent.status_code == 201
    [address] = re.findall(r'href="([^"]+/page)">看预览，确认录入', sent.text)
    preview = (await town.get(f"/imports/{address}")).text
    assert "确认录入 1 户" in preview
    assert "<form" not in (await api.as_(Role.AUDITOR).get(f"/imports/{address}")).text
    assert (await town.get("/households")).json()["rows"] == []

    done = await town.post(f"/imports/{address}", data={"ticket": ticket_in(preview), "action": "commit"})
    assert (done.status_code, "已确认，按预览录入" in done.text, "<form" in done.text) == (201, True, False)
    assert len((await town.get("/households")).json()["rows"]) == 1
    late = await town.post(f"/imports/{address}", data={"ticket": ticket_in(preview), "action": "withdraw"})
    assert (late.status_code, "这次导入不在待确认的状态" in late.text) == (409, True)


async def test_the_template_is_taken_in_without_its_example(api: Any) -> None:
    village = api.as_(Role.VILLAGE, region=LONGTAN)
    book = load_workbook(io.BytesIO((await village.get("/imports/template.xlsx")).content))
    assert book.sheetnames == ["登记表", "可选值", "填表说明"]
    sheet = book["登记表"]
    headings = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, headings.index("户编号") + 1).value == EXAMPLE
    assert sheet.column_dimensions[get_column_letter(headings.index("证件号码") + 1)].number_format == "@"
    assert len(sheet.data_validations.dataValidation) > 10
    for row, line in enumerate(a_household(2), start=3):
        for at, heading in enumerate(headings, start=1):
            sheet.cell(row, at, line.get(heading))
    packed = io.BytesIO()
    book.save(packed)
    told = (await send(village, packed.getvalue())).json()
    assert (told["created"], told["rows"], told["returned"]) == (1, 2, 0)
    assert "模板中的示例行没有录入" in told["notes"]


async def test_the_clock_expires_what_nobody_confirmed(api: Any, app: FastAPI, tick: Any, frozen_at: Any) -> None:
    from services.registry.jobs import expire_imports

    county = api.as_(Role.COUNTY)
    with frozen_at("2020-06-01T09:00:00+08:00"):
        told = (await send(county, an_xlsx(a_household(1)))).json()
    await tick(expire_imports, datetime.fromisoformat("2020-06-02T10:00:00+08:00"))
    assert (await county.get(f"/imports/{told['import_id']}")).json()["state"] == "expired"
