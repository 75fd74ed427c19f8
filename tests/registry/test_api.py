"""Registry's doors: who may, what they see, and what they are told."""

import io
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlmodel.ext.asyncio.session import AsyncSession

from deploy.demo.register import id_number
from services.registry.rules.export import COLUMNS
from shared.clock import today
from shared.events import Event
from shared.grid import FILE_BYTES
from shared.security import Role
from tests.builders.registry import LONGTAN, a_csv, a_household, a_member, a_protected_file, an_xlsx, packed, with_part

NUMBER = id_number(date(1965, 3, 18), 17)
Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]


async def send(client: Any, content: bytes, name: str = "人口信息.xlsx") -> Any:
    return await client.post("/imports", params={"commit": True}, files={"file": (name, content)})


async def test_a_file_goes_in_its_bad_rows_come_back_are_mended_and_go_in(api: Any) -> None:
    town = api.as_(Role.TOWN, region="371311001")
    rows = a_household(3)
    rows[1]["与户主关系"] = "干女儿"
    first = await send(town, an_xlsx([*rows, *a_household(2, code="3713110000000002", first_sequence=101)]))
    assert first.status_code == 201
    told = first.json()
    assert (told["rows"], told["taken"], told["refused"]) == (5, 2, 3)
    assert told["errors"] == [
        {
            "row": 3,
            "column": "与户主关系",
            "reason": "“干女儿”不在可选值之内",
            "mend": "请填写导出表的 28 种关系之一，如 户主、配偶、之子",
        }
    ]

    workbook = await town.get(told["errors_workbook"])
    assert workbook.headers["content-type"].startswith("application/vnd.openxmlformats")
    book = load_workbook(io.BytesIO(workbook.content))
    assert book.active is not None
    book.active.cell(3, COLUMNS.index("与户主关系") + 1).value = "配偶"
    second = (await send(town, packed(book))).json()
    assert (second["taken"], second["refused"], second["errors_workbook"]) == (3, 0, None)
    nothing = await town.get(f"/imports/{second['import_id']}/errors.xlsx")
    assert (nothing.status_code, nothing.json()["code"]) == (404, "nothing-refused")
    assert (await town.get("/imports/" + told["import_id"])).json() == told


@pytest.mark.parametrize(
    ("content", "name", "status", "code"),
    [
        (b"", "空.xlsx", 422, "empty-file"),
        (a_protected_file(), "加密.xlsx", 422, "password-protected"),
        (with_part(an_xlsx([a_member()]), "xl/vbaProject.bin"), "宏.xlsm", 422, "macro-workbook"),
        (b"hello", "说明.txt", 422, "not-the-export"),
        (an_xlsx([a_member()], columns=COLUMNS[1:]), "缺列.xlsx", 422, "missing-columns"),
        (an_xlsx([]), "无人.xlsx", 422, "no-rows"),
    ],
)
async def test_a_bad_file_gets_its_own_answer(api: Any, content: bytes, name: str, status: int, code: str) -> None:
    answer = await send(api.as_(Role.COUNTY), content, name)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["mend"]


async def test_200_megabytes_are_refused_by_their_announcement_alone(api: Any) -> None:
    async def never_read() -> Any:
        raise AssertionError("the body was read")
        yield b""

    answer = await api.as_(Role.COUNTY).post(
        "/imports",
        content=never_read(),
        headers={"Content-Length": str(200 * 1024 * 1024), "Content-Type": "multipart/form-data; boundary=x"},
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")


async def test_a_file_sent_in_pieces_is_cut_off_at_the_limit(api: Any) -> None:
    sent = 0

    async def pieces() -> Any:
        nonlocal sent
        for _ in range(200):
            sent += 1024 * 1024
            yield bytes(1024 * 1024)

    answer = await api.as_(Role.COUNTY).post(
        "/imports", content=pieces(), headers={"Content-Type": "multipart/form-data; boundary=x"}
    )
    assert answer.status_code == 413
    assert sent <= FILE_BYTES + 2 * 1024 * 1024


async def test_a_gbk_csv_is_taken_in(api: Any) -> None:
    answer = await send(api.as_(Role.COUNTY), a_csv(a_household(2), encoding="gbk"), "人口信息.csv")
    assert answer.json()["taken"] == 2


@pytest.mark.parametrize("role", [Role.HOSPITAL, Role.DEPARTMENT, Role.AUDITOR, Role.OPERATOR])
async def test_only_officers_import(api: Any, role: Role) -> None:
    answer = await send(api.as_(role), an_xlsx([a_member()]))
    assert (answer.status_code, answer.json()["code"]) == (403, "role-not-allowed")


async def test_a_household_shows_names_to_its_officers_masks_them_for_auditors_and_hides_from_others(api: Any) -> None:
    await send(api.as_(Role.COUNTY), an_xlsx(a_household(2)))
    [line] = (await api.as_(Role.VILLAGE, region=LONGTAN).get("/households")).json()["rows"]
    assert line["region_name"] == "山东省临沂市罗庄区罗庄街道龙潭社区居民委员会"
    url = f"/households/{line['household_id']}"
    number = a_household(2)[0]["证件号码"]
    officer = (await api.as_(Role.VILLAGE, region=LONGTAN).get(url)).json()
    assert [(member["name"], member["relation"]) for member in officer["members"]] == [("王小明", "户主"), ("王小芳", "配偶")]
    assert officer["members"][0]["id_number"] == f"{number[:4]}**********{number[-4:]}"
    auditor = (await api.as_(Role.AUDITOR).get(url)).json()
    assert [member["name"] for member in auditor["members"]] == ["王*明", "王*芳"]
    elsewhere = await api.as_(Role.COUNTY, region="371302").get(url)
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, "no-such-household")
    assert (await api.as_(Role.COUNTY, region="371302").get("/households")).json() == {"rows": [], "next": None}


async def test_households_are_listed_in_pages(api: Any) -> None:
    county = api.as_(Role.COUNTY)
    lines = [line for at in range(3) for line in a_household(1, code=f"371311000000{at:04d}", first_sequence=11 + 20 * at)]
    await send(county, an_xlsx(lines))
    first = (await county.get("/households", params={"limit": 2})).json()
    second = (await county.get("/households", params={"limit": 2, "after": first["next"]})).json()
    assert (len(first["rows"]), len(second["rows"]), second["next"]) == (2, 1, None)


VISIT = {"village": LONGTAN, "trigger": "accident", "happened_on": "2020-05-30", "id_number": NUMBER, "name": "赵大山"}


async def test_an_officer_opens_a_case_and_everyone_entitled_reads_it(api: Any, frozen_at: Any) -> None:
    with frozen_at("2020-06-01T09:00:00+08:00"):
        village = api.as_(Role.VILLAGE, region=LONGTAN)
        opened = await village.post("/cases", json=VISIT)
        assert opened.status_code == 201
        case = (await village.get(f"/cases/{opened.json()['case_id']}")).json()
    assert (case["origin_name"], case["trigger_name"], case["members"], case["is_verified"]) == (
        "干部走访发现",
        "因意外伤害",
        1,
        True,
    )
    assert [part["state_name"] for part in case["parts"]] == ["等待"] * 4
    with frozen_at("2020-06-02T09:00:01+08:00"):
        county = api.as_(Role.COUNTY)
        [late] = (await county.get("/cases", params={"late": True, "open": True})).json()["rows"]
        assert late["late_parts"] == ["应急救助金"]
        assert (await county.get("/cases", params={"open": False})).json()["rows"] == []
        assert [(owed["who"], owed["is_late"]) for owed in (await county.get(f"/cases/{case['case_id']}")).json()["owed"]] == [
            ("医保", False),
            ("镇街", True),
            ("住建", False),
            ("各责任部门", False),
        ]
        page = await county.get(f"/cases/{case['case_id']}/page")
        assert "逾期：应急救助金" in page.text
        assert "赵大山" not in page.text
    assert (await api.as_(Role.COUNTY, region="371302").get(f"/cases/{case['case_id']}")).status_code == 404
    assert (await api.as_(Role.HOSPITAL).get("/cases")).status_code == 403


@pytest.mark.parametrize(
    ("changed", "status", "code", "pointer"),
    [
        ({"village": "371311002009"}, 403, "outside-region", "/village"),
        ({"village": "371311001999"}, 422, "invalid-input", "/village"),
        ({"happened_on": "2020-06-02"}, 422, "happened-in-the-future", "/happened_on"),
        ({"happened_on": "2019-06-02"}, 422, "happened-too-long-ago", "/happened_on"),
        ({"id_number": "371311196503180011"}, 422, "invalid-id-number", "/id_number"),
        ({"id_number": "371311196502300011"}, 422, "invalid-id-number", "/id_number"),
        ({"name": None}, 422, "nobody-named", "/name"),
        ({"id_number": None}, 422, "nobody-named", "/household_code"),
        ({"id_number": None, "name": None, "household_code": "3713110000009999"}, 404, "unknown-household", "/household_code"),
        ({"trigger": "bad-luck"}, 422, "invalid-input", "/trigger"),
    ],
)
async def test_a_wrong_visit_report_is_told_what_is_wrong(
    api: Any, frozen_at: Any, changed: dict[str, Any], status: int, code: str, pointer: str
) -> None:
    with frozen_at("2020-06-01T09:00:00+08:00"):
        answer = await api.as_(Role.TOWN, region="371311001").post("/cases", json=VISIT | changed)
    assert (answer.status_code, answer.json()["code"], answer.json()["pointer"]) == (status, code, pointer)
    assert NUMBER not in answer.text


async def test_a_person_of_another_county_is_not_seated_twice(api: Any) -> None:
    on = today().isoformat()
    neighbour = api.as_(Role.COUNTY, region="371402")
    assert (await neighbour.post("/cases", json=VISIT | {"village": "371402001001", "happened_on": on})).status_code == 201
    answer = await api.as_(Role.COUNTY).post("/cases", json=VISIT | {"happened_on": on})
    assert (answer.status_code, answer.json()["code"]) == (403, "person-of-another-region")


async def test_an_officer_finds_the_cases_of_their_region_on_a_page(api: Any, frozen_at: Any) -> None:
    with frozen_at("2020-06-01T09:00:00+08:00"):
        village = api.as_(Role.VILLAGE, region=LONGTAN)
        case_id = (await village.post("/cases", json=VISIT)).json()["case_id"]
        page = (await village.get("/cases/page")).text
        assert f'href="{case_id}/page"' in page
        assert "赵大山" not in page
        assert "没有这样的台账" in (await village.get("/cases/page", params={"show": "late"})).text
    with frozen_at("2020-06-02T09:00:01+08:00"):
        assert "逾期：应急救助金" in (await village.get("/cases/page", params={"show": "late"})).text
        assert case_id not in (await village.get("/cases/page", params={"show": "closed"})).text
    assert case_id not in (await api.as_(Role.COUNTY, region="371302").get("/cases/page")).text


async def test_an_old_code_is_found_with_what_it_is_today(api: Any) -> None:
    county = api.as_(Role.COUNTY, region="350404")
    found = (await county.get("/divisions", params={"text": "梅列"})).json()
    assert {"region": "350402", "until": "2021", "successors": ["350404"]}.items() <= found[-1].items()
    village = (await county.get("/divisions/350402001001")).json()
    assert village["region_name"] == "福建省三明市梅列区（原区划，至 2021 年，其中编码 001001）"
    assert (await county.get("/divisions/990101")).json()["code"] == "unknown-region"
