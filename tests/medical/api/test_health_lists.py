"""Lists as workbooks: in with row errors, out with masked numbers."""

import io
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import text

from shared.security import Role
from tests.builders.health import CENTRE, ID_NUMBER, LINZI, LINZI_VILLAGE
from tests.builders.medical import COUNTY, an_enrolment, an_id_number
from tests.medical.api.health_walk import PURPOSE, opened
from tests.medical.api.walk import refused

HEADINGS = ("姓名", "公民身份号码", "村（社区）代码", "项目", "诊断日期", "纳入日期", "救治分类", "备注")


def a_list(*rows, headings=HEADINGS) -> bytes:
    book = Workbook()
    for row in (headings, *rows):
        book.active.append(row)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def a_row(sequence: int = 1, **changes) -> tuple:
    given = {
        "姓名": "王小明",
        "公民身份号码": an_id_number(sequence),
        "村（社区）代码": LINZI_VILLAGE,
        "项目": "胃癌",
        "诊断日期": date(2017, 3, 2),
        "纳入日期": "2017年3月10日",
        "救治分类": "长期康复",
    }
    return tuple((given | changes).get(heading) for heading in HEADINGS)


async def sent(office, content: bytes):
    return await office.post("/health/file-imports", files={"file": ("名单.xlsx", content)})


def rows_of(answer) -> list[tuple]:
    assert answer.status_code == 200, answer.text
    return [tuple(row) for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)]


async def test_the_good_rows_are_taken_in_and_each_bad_one_says_where_and_why(health, session):
    content = a_list(
        a_row(1),
        a_row(2, **{"村（社区）代码": "370399001001"}),
        a_row(3, 诊断日期="去年"),
        a_row(1, 项目="胃癌"),
        (None,) * 8,
        a_row(4, 项目="雀斑"),
        a_row(5, 公民身份号码="110105194902300026"),
        a_row(6, 救治分类="随便"),
        a_row(7, 救治分类=None, 项目="cataract"),
    )

    told = (await sent(health, content)).json()

    assert (told["rows"], told["opened"], told["refused"]) == (8, 2, 6)
    assert [(fault["row"], fault["column"], fault["code"]) for fault in told["faults"]] == [
        (3, "村（社区）代码", "unknown-region"),
        (4, "诊断日期", "date-from-datetime-parsing"),
        (5, "整行", "file-already-open"),
        (7, "项目", "no-such-programme"),
        (8, "公民身份号码", "invalid-id-number"),
        (9, "救治分类", "enum"),
    ]
    assert all(fault["reason"] and fault["mend"] for fault in told["faults"])
    kept = await session.execute(text("SELECT programme, treatment_class, opened_on, hospital FROM health_file ORDER BY id"))
    assert kept.all() == [
        ("gastric-cancer", "long-rehabilitation", date(2017, 3, 10), None),
        ("cataract", None, date(2017, 3, 10), None),
    ]


async def test_the_same_list_again_opens_nothing_twice(health):
    content = a_list(a_row(1), a_row(2))
    await sent(health, content)

    told = (await sent(health, content)).json()

    assert (told["opened"], [fault["code"] for fault in told["faults"]]) == (0, ["file-already-open"] * 2)


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "health-sheet-unreadable"),
        (b"PK\x03\x04 nonsense", 422, "health-sheet-unreadable"),
        (a_list(headings=("姓名",)), 422, "health-sheet-columns-missing"),
        (a_list(), 422, "health-sheet-empty"),
        (a_list(*[a_row(1)] * 2001), 413, "health-sheet-too-large"),
    ],
)
async def test_what_is_no_list_is_named_for_what_it_is(health, content, status, code):
    refused(await sent(health, content), status, code)


async def test_an_id_number_that_excel_made_a_number_of_is_refused_in_its_row(health):
    told = (await sent(health, a_list(a_row(1, 公民身份号码=int(ID_NUMBER[:17] + "0"))))).json()

    assert [(fault["row"], fault["column"]) for fault in told["faults"]] == [(2, "公民身份号码")]


async def test_a_list_goes_out_with_names_and_masked_numbers(health):
    await opened(health)
    await opened(health, name="=HYPERLINK(1)", id_number=an_id_number(8))

    [headings, first, second] = rows_of(await health.get("/health/files/export.xlsx", params=PURPOSE))

    told = dict(zip(headings, first, strict=True))
    assert (told["姓名"], told["公民身份号码"]) == ("欧阳秀英", f"{ID_NUMBER[:4]}**********{ID_NUMBER[-4:]}")
    assert (told["项目"], told["救治分类"], told["诊断日期"], told["定点医院编号"]) == ("胃癌", "一次治愈", "2017-03-02", CENTRE)
    assert second[0] == "=HYPERLINK(1)"


async def test_whoever_is_still_to_be_examined_goes_out_as_a_list(api, deliver):
    office = api.as_(Role.HEALTH, region=COUNTY)
    known = an_enrolment(id_number=an_id_number(2), classes=("extreme-poverty",))
    await deliver(known)

    due = (await office.get("/health/examinations/due", params=PURPOSE | {"region": COUNTY})).json()
    assert [(one["person_id"], one["name"]) for one in due["rows"]] == [(str(known.person_id), None)]
    answer = await office.get("/health/examinations/due.xlsx", params=PURPOSE | {"region": COUNTY})
    assert rows_of(answer)[1][4] == str(known.person_id)


async def test_where_nobody_s_examination_was_published_that_is_said(health):
    refused(await health.get("/health/examinations/due", params=PURPOSE | {"region": LINZI}), 422, "no-examination-rule")


async def test_contracts_go_out_as_a_list(health):
    term = {"doctor": "王村医", "team": "一队", "package": "基础包", "starts_on": "2020-01-01", "ends_on": "2020-12-31"}
    await health.post("/health/contracts", json={"id_number": ID_NUMBER, "name": "欧阳秀英", "region": LINZI_VILLAGE} | term)

    [_, row] = rows_of(await health.get("/health/contracts/export.xlsx", params=PURPOSE))

    assert row[:1] + row[3:8] == ("欧阳秀英", "王村医", "一队", "基础包", "2020-01-01", "2020-12-31")
