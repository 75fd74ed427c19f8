"""The open tables: anyone takes them, a program understands them by their description, and each says no more than was public."""

import csv
import io
import json
import re
import warnings
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from services.funds.api import open_book, open_data, open_streams
from services.funds.rules.disclosure import DisclosureKind
from services.funds.rules.open_tables import TABLES
from services.funds.store.open_data import SCOPE, open_books, read_pages
from services.funds.tables import Disclosure
from shared.database import set_scope, the_platform, transaction
from shared.throttle import Throttle
from tests.builders.funds import DETECTED_AT
from tests.builders.funds_open import TRADER, a_county_with_open_books, an_abandoned_project
from tests.builders.funds_projects import a_submitted_project
from tests.builders.log import publish, take_in


def rows_of(answer) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


def faults_of(folder: Path) -> list[str]:
    """What Frictionless has to say against a Data Package, cell by cell, with its keys."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from frictionless import Package

        report = Package(str(folder / "datapackage.json")).validate()
    errors = [*report.errors, *(error for task in report.tasks for error in task.errors)]
    return [f"{error.type}: {error.message}" for error in errors]


@pytest.fixture
async def unpacked(api, session, log_around, tmp_path):
    """Everything of a county, as whoever downloads it has it on the disk."""
    await a_county_with_open_books(session)
    await take_in(session)
    await session.commit()
    answer = await api.get("/open-data/all.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert packed.testzip() is None
        packed.extractall(tmp_path / "open")
    return tmp_path / "open"


def rows_in(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode())))


async def test_the_archive_is_a_sound_data_package_and_says_of_each_file_its_bytes_and_hash(unpacked):
    assert faults_of(unpacked) == []
    rows = {name: len(rows_in(unpacked / f"tables/{name}.csv")) for name in TABLES}
    assert min(rows.values()) > 0, rows  # an empty table would be sound whatever it was
    told = json.loads((unpacked / "datapackage.json").read_text())
    for resource in told["resources"]:
        written = (unpacked / resource["path"]).read_bytes()
        assert (resource["bytes"], resource["hash"]) == (len(written), f"sha256:{sha256(written).hexdigest()}")
    assert [one["path"] for one in told["licenses"]] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert "号树头" in (unpacked / "README.txt").read_text()


async def test_frictionless_finds_a_cell_that_was_touched(unpacked):
    """Or the test above would prove nothing: a type, a foreign key, a word and a key."""
    told = json.loads((unpacked / "datapackage.json").read_text())
    for resource in told["resources"]:
        del resource["bytes"], resource["hash"]  # another check, which would find anything
    (unpacked / "datapackage.json").write_text(json.dumps(told))
    path = unpacked / "tables/contracts.csv"
    touched = path.read_text()
    for before, after in (
        ("500000.00", "五十万"),
        ("P-371311-2020-0001,蔬菜", "P-371311-2020-9999,蔬菜"),
        ("公开招标", "抽签"),
        ("-0001-C2,", "-0001-C1,"),
    ):
        assert before in touched
        touched = touched.replace(before, after, 1)
    path.write_text(touched)
    kinds = {fault.partition(":")[0] for fault in faults_of(unpacked)}
    assert kinds >= {"type-error", "foreign-key", "constraint-error", "primary-key"}


async def test_the_tables_say_what_was_published_and_name_no_person(unpacked, session):
    await set_scope(session, the_platform("test", "test"))
    written = rows_in(unpacked / "tables/disclosures.csv")
    entries = (await session.exec(select(Disclosure).order_by(Disclosure.id))).all()
    assert [row["id"] for row in written] == [str(entry.id) for entry in entries]
    assert sorted(int(row["position"]) for row in written) == list(range(len(entries)))
    for row, entry in zip(written, entries, strict=True):
        said = json.loads(entry.canonical)
        assert (row["amount"], row["subject"], row["kind"]) == (said["amount_yuan"], said["subject"], said["kind"])

    payments = rows_in(unpacked / "tables/contract_payments.csv")
    published = {row["id"]: row["amount"] for row in written}
    assert [row["amount"] for row in payments] == ["100000.00", "5000.50", "20000.00"]
    assert [bool(row["returned_on"]) for row in payments] == [False, False, True]
    assert all(published[row["disclosure"]] == row["amount"] for row in payments)

    suppliers = {row["supplier"]: row["supplier_code"] for row in rows_in(unpacked / "tables/contracts.csv")}
    assert suppliers == {"临沂建工有限公司": "91371300MA3C4R5T6J", "（不公开）": ""}
    tables = [path.read_text() for path in unpacked.glob("tables/*.csv") if path.name != "disclosures.csv"]
    assert not any(TRADER in table for table in tables)


async def test_a_project_is_told_of_from_the_library_on(api, session):
    waiting = await a_submitted_project(session)
    known = await an_abandoned_project(session)
    assert waiting.number != known.number
    await session.commit()
    assert [row["number"] for row in rows_of(await api.get("/open-data/tables/projects.csv"))] == [known.number]


async def test_a_few_households_are_not_counted_aloud(api, session):
    project = await an_abandoned_project(session)
    project.households, project.persons = 4, 11
    session.add(project)
    await session.commit()
    [row] = rows_of(await api.get("/open-data/tables/projects.csv"))
    assert (row["households"], row["persons"]) == ("", "")


async def test_a_table_of_a_year_holds_that_year(api, session, log_around):
    publish(session)
    publish(session, at=DETECTED_AT.replace(year=2021))
    await take_in(session)
    await session.commit()
    of = {year: rows_of(await api.get("/open-data/tables/disclosures.csv", params={"year": year})) for year in (2020, 2021, 2022)}
    assert {year: [row["published_on"][:4] for row in rows] for year, rows in of.items()} == {
        2020: ["2020"],
        2021: ["2021"],
        2022: [],
    }


async def test_what_the_head_does_not_cover_waits_for_the_next_one(api, session, log_around):
    publish(session)
    await take_in(session)
    publish(session)
    await session.commit()
    answer = await api.get("/open-data/tables/disclosures.csv")
    assert len(rows_of(answer)) == 1
    again = await api.get("/open-data/tables/disclosures.csv", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")

    await set_scope(session, the_platform("test", "test"))
    await take_in(session)
    await session.commit()
    fresh = await api.get("/open-data/tables/disclosures.csv", headers={"If-None-Match": answer.headers["ETag"]})
    assert len(rows_of(fresh)) == 2
    assert fresh.headers["ETag"] != answer.headers["ETag"]


async def test_an_act_of_a_project_makes_what_was_taken_before_old(api, session, log_around):
    publish(session)
    await take_in(session)
    await session.commit()
    before = (await api.get("/open-data/datapackage.json")).headers["ETag"]
    await set_scope(session, the_platform("test", "test"))
    await a_submitted_project(session)
    await session.commit()
    assert (await api.get("/open-data/datapackage.json", headers={"If-None-Match": before})).status_code == 200


async def test_without_a_log_what_was_published_is_handed_out_and_nothing_is_kept(api, session):
    publish(session)
    await session.commit()
    answer = await api.get("/open-data/tables/disclosures.csv")
    [row] = rows_of(answer)
    assert row["position"] == ""
    assert "ETag" not in answer.headers and answer.headers["Cache-Control"] == "no-store"


async def test_the_workbook_says_the_same_in_chinese(api, session, log_around):
    publish(session, amount_fen=1_234_56)
    await take_in(session)
    await session.commit()
    book = load_workbook(io.BytesIO((await api.get("/open-data/tables/disclosures.xlsx")).content))
    rows = list(book["公示条目"].iter_rows(min_row=3, values_only=True))
    told = dict(zip(*rows, strict=True))
    assert (told["公示号"] is not None, float(told["金额（元）"]), told["类别名称"]) == (True, 1234.56, "资金发放")
    about = dict(book["说明"].iter_rows(min_row=2, values_only=True))
    assert about["行数"] == "1" and "第 1 号树头" in about["版本"]


async def test_where_a_page_ends_is_seen_in_no_form(api, session, log_around, monkeypatch):
    await a_county_with_open_books(session)
    for _ in range(3):
        publish(session)
    await take_in(session)
    await session.commit()
    paths = ["tables/disclosures.csv", "tables/contract_payments.csv", "ocds/releases/2020.json", "360giving/2020.json"]
    whole = [(await api.get(f"/open-data/{path}")).content for path in paths]
    book = (await api.get("/open-data/tables/disclosures.xlsx")).content

    for rows in (1, 2, 3):
        monkeypatch.setattr(open_streams, "ROWS_AT_ONCE", rows)
        monkeypatch.setattr(open_book, "ROWS_AT_ONCE", rows)
        assert [(await api.get(f"/open-data/{path}")).content for path in paths] == whole
    paged = (await api.get("/open-data/tables/disclosures.xlsx")).content
    sheets = [list(load_workbook(io.BytesIO(one))["公示条目"].values) for one in (book, paged)]
    assert sheets[0] == sheets[1]


async def test_what_reads_the_closed_books_cannot_write_them(sessions):
    for opens in (open_books, read_pages):
        async with transaction(sessions, SCOPE) as session:
            await opens(session)
            with pytest.raises(DBAPIError, match="read-only transaction"):
                await session.execute(text("DELETE FROM payment"))
            await session.rollback()


async def test_a_workbook_is_never_shorter_than_the_table(api, session, monkeypatch):
    monkeypatch.setattr("services.funds.api.open_book.ROWS_LIMIT", 1)
    publish(session)
    publish(session)
    await session.commit()
    answer = await api.get("/open-data/tables/disclosures.xlsx")
    assert (answer.status_code, answer.json()["code"]) == (413, "table-too-long")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/open-data/tables/households.csv", 404, "no-such-table"),
        ("/open-data/tables/households.xlsx", 404, "no-such-table"),
        ("/open-data/tables/asset_titles.csv?year=2020", 422, "no-years-in-table"),
        ("/open-data/tables/disclosures.csv?year=99999", 422, "invalid-input"),
        ("/open-data/ocds/releases/2019.json", 404, "no-such-year"),
        ("/open-data/ocds/records/2019.json", 404, "no-such-year"),
        ("/open-data/360giving/2019.json", 404, "no-such-year"),
    ],
)
async def test_what_there_is_not_is_said(api, path, status, code):
    answer = await api.get(path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_who_asks_too_often_waits(api, monkeypatch):
    monkeypatch.setattr(open_data, "downloads", Throttle(a_minute=2))
    answers = [(await api.get("/open-data/datapackage.json")).status_code for _ in range(3)]
    assert answers == [200, 200, 429]


async def test_the_page_leads_to_everything_there_is_and_to_nothing_else(api, session, log_around):
    await an_abandoned_project(session)
    publish(session)
    publish(session, at=DETECTED_AT.replace(year=2018), kind=DisclosureKind.BUDGET)
    await take_in(session)
    await session.commit()
    page = (await api.get("/open-data")).text
    for wanted in (*(table.path for table in TABLES.values()), "all.zip", "datapackage.json"):
        assert f'href="open-data/{wanted}"' in page
    told = re.findall(r'href="open-data/((?:ocds/\w+|360giving)/\d+.json)"', page)
    assert sorted(told) == ["360giving/2020.json", "ocds/records/2020.json", "ocds/releases/2020.json"]
    assert "占位前缀" in page and "CC BY 4.0" in page


async def test_the_page_of_a_county_with_nothing_says_so(api):
    page = (await api.get("/open-data")).text
    assert "公示日志尚未启用" in page and "还没有项目进入项目库" in page and "还没有发放记录" in page
