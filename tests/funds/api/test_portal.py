"""The county's money as anyone may look at it: every number leads to its lines, and is their sum."""

import re
from collections import Counter
from html import unescape
from io import BytesIO
from urllib.parse import urlencode

import pytest
from openpyxl import load_workbook
from sqlalchemy import text
from sqlmodel import select

from services.funds.api import portal as doors
from services.funds.rules.account import SOURCE_NAMES, Source
from services.funds.tables import Disclosure, FlowName
from shared.database import set_scope, the_platform
from tests.builders.funds import COUNTY, OTHER_TOWN, TOWN, VILLAGE
from tests.builders.funds_budget import NEXT_JANUARY
from tests.builders.funds_flow import lay_out, publish_quarters
from tests.builders.funds_year import live_a_year
from tests.builders.log import publish, take_in
from tests.builders.pages import faults_of

NUMBER = re.compile(r'<a href="(entries\?[^"]*)" data-fen="(-?\d+)"')
TOLD = re.compile(r"<(?:a|span|b|td|small|title)[^>]*>[^<]*</(?:a|span|b|td|small|title)>")
AMOUNT = re.compile(r"\d{1,3}(?:,\d{3})*\.\d{2}(?!\d)")
EXPLAINED = re.compile(r"data-(?:fen|sum|line|total|added|village)=")
ADDRESSES = (
    "",
    f"?region={COUNTY}&year=2020",
    f"?region={TOWN}&year=2020",
    f"?region={VILLAGE}&year=2020",
    "?" + urlencode({"programme": "农村危房改造"}),
    "?" + urlencode({"source": "中央财政", "year": "all"}),
    "?" + urlencode({"what": "资产收益分配"}),
)


@pytest.fixture
async def year(session, log_around):
    """A county's year, laid out."""
    lived = await live_a_year(session, houses=20, grants=15)
    await take_in(session, at=NEXT_JANUARY)
    await lay_out(session, at=NEXT_JANUARY)
    await publish_quarters(session, at=NEXT_JANUARY)
    await session.commit()
    await set_scope(session, the_platform("test", "test"))
    return lived


async def numbers_on(api, address: str) -> set[tuple[str, int]]:
    """Every amount on a page with where it leads; fails for an amount that neither leads to its lines nor says what it is."""
    answer = await api.get(address)
    assert answer.status_code == 200, address
    page = re.sub(r"<svg.*?</svg>", "", answer.text, flags=re.DOTALL)
    loose = [found[0] for found in TOLD.finditer(page) if AMOUNT.search(found[0]) and not EXPLAINED.search(found[0])]
    assert loose == [], address
    return {(unescape(query), int(fen)) for query, fen in NUMBER.findall(page)}


async def test_every_number_of_every_page_leads_to_its_lines_and_is_their_sum(session, api, year):
    numbers = set[tuple[str, int]]()
    for address in ADDRESSES:
        numbers |= await numbers_on(api, f"/portal/page{address}")
    for name in (await session.exec(select(FlowName))).all():
        numbers |= await numbers_on(api, f"/portal/project?number={name.number}")

    wrong = []
    for query, fen in sorted(numbers):
        page = (await api.get(f"/portal/{query}")).text
        total, added = re.search(r'data-total="(-?\d+)"', page), re.search(r'data-added="(-?\d+)"', page)
        lines = sum(map(int, re.findall(r'data-line="(-?\d+)"', page)))
        is_whole = "更早的 →" not in page
        if not total or not added or {int(total[1]), int(added[1]), *([lines] if is_whole else [])} != {fen}:
            wrong.append((query, fen, total and total[1], added and added[1], lines))
    assert wrong == []
    assert len(numbers) > 150
    await must_be_its_lines_over_all_its_pages(api, "/portal/entries?year=2020&stage=spent")


async def must_be_its_lines_over_all_its_pages(api, address: str) -> None:
    lines, pages = [], 0
    while address:
        page = (await api.get(address)).text
        total = re.search(r'data-total="(-?\d+)" data-lines="(\d+)"', page)
        lines += map(int, re.findall(r'data-line="(-?\d+)"', page))
        pages += 1
        following = re.search(r'<a href="(entries[^"]*)">更早的', page)
        address = f"/portal/{unescape(following[1])}" if following else ""
    assert pages > 1
    assert (sum(lines), len(lines)) == (int(total[1]), int(total[2]))


async def test_what_the_pages_say_is_what_the_ledger_holds(session, year):
    async def rows(statement: str) -> list:
        return list(await session.execute(text(statement)))

    pools: Counter = Counter()
    sign = {"received": 1, "carried-in": 1, "allocated": -1, "carried-out": -1}
    lines: Counter = Counter()
    spent: Counter = Counter()
    for one in await rows("SELECT year, stage, source, line, kind, substr(region, 1, 9) AS town, amount_fen FROM flow_total"):
        if one.source in {SOURCE_NAMES[each] for each in (Source.CENTRAL, Source.PROVINCE, Source.COUNTY)}:
            pools[one.source, one.year] += sign.get(one.stage, 0) * one.amount_fen
        if one.line and one.stage in ("allocated", "spent"):
            lines[one.line] += one.amount_fen if one.stage == "allocated" else -one.amount_fen
        if one.stage == "spent":
            is_household = one.kind in ("payment", "payment-returned", "emergency-grant")
            spent[one.kind == "supplier-payment", is_household] += one.amount_fen

    accounts = await rows(
        "SELECT kind, source, year, holder, sum(debits_posted_fen - credits_posted_fen)::bigint AS fen FROM account"
        " GROUP BY kind, source, year, holder"
    )
    books = Counter({(SOURCE_NAMES[Source(one.source)], one.year): 0 for one in accounts if one.kind == "county-pool"})
    for one in accounts:
        if one.kind == "county-pool":
            books[SOURCE_NAMES[Source(one.source)], one.year] += one.fen
    assert {key: fen for key, fen in pools.items() if fen} == {key: fen for key, fen in books.items() if fen}

    room = {one.holder: one.fen for one in accounts if one.kind == "budget-line"}
    assert {line: lines[line] for line in room} == room
    reserves = {
        f"RES-{one.region}": one.fen
        for one in await rows(
            "SELECT region, debits_posted_fen - credits_posted_fen AS fen FROM account WHERE kind = 'town-reserve'"
        )
    }
    assert {line: lines[line] for line in reserves} == reserves and len(reserves) == 2
    unsaid = await rows("SELECT source FROM flow_total WHERE stage = 'spent' AND line LIKE 'RES-%' AND source = ''")
    assert unsaid == []  # every grant out of a reserve is of the source that filled it

    by_kind = Counter()
    for one in accounts:
        by_kind[one.kind] += one.fen
    assert spent[True, False] == by_kind["supplier-paid-out"]
    assert spent[False, True] == by_kind["household-paid-out"]
    others = ("collective-paid-out", "bank-paid-out", "guarantee-fund")
    assert spent[False, False] == sum(by_kind[kind] for kind in others)


WAY = ("中央财政", "县区资金池", "产业扶贫", "蔬菜大棚建设项目", "罗庄街道", "项目建设", "资产收益分配", "急难救助（因病）")
SEARCHES = {
    "罗庄": 'href="page?region=371311"',
    "危房改造": "专项：<a",
    "因病": "用途：<a",
    "蔬菜大棚": 'href="project?number=P-371311-2020-0001"',
    "P-371311-2020-0002": 'href="project?number=P-371311-2020-0002"',
    "371311001": 'href="page?region=371311001"',
    "财农 2020": "资金到账",
    "罗庄一中": "捐赠使用",
    "没有这样的东西": "没有找到",
    "甲": "请至少输入两个字",
    "%_": "请至少输入两个字",
}


async def test_pages_are_for_everyone_and_tell_the_way_from_the_source_to_the_village(session, api, year):
    """By ear, by keyboard, without a script; what is looked for is found."""
    entry = (await session.exec(select(Disclosure))).first()
    project = "/portal/project?number=P-371311-2020-0001"
    others = ["/portal/entries?year=2020", "/portal/search", "/portal/search?q=大棚", project, "/portal/duties"]
    for address in (*(f"/portal/page{each}" for each in ADDRESSES), *others):
        assert faults_of((await api.get(address)).text) == [], address
    assert 'id="check"' in (await api.get(f"/disclosures/{entry.id}")).text

    county = (await api.get(f"/portal/page?region={COUNTY}&year=2020")).text
    assert [said for said in WAY if said not in county] == []
    assert county.count("<svg") == 2
    assert county.count('class="band') > 30

    village = (await api.get(f"/portal/page?region={VILLAGE}&year=2020")).text
    assert "龙潭社区" in village
    assert "项目建设" in village
    assert "留归村集体" in village
    assert "急难救助（" not in village  # no household's money is told of its village, entry by entry
    town = (await api.get(f"/portal/page?region={OTHER_TOWN}")).text
    assert "2020年第 3 季度" in town
    assert "全镇街合计" in town

    for q, found in SEARCHES.items():
        assert found in (await api.get("/portal/search", params={"q": q})).text, q


async def test_a_search_finds_an_entry_by_the_number_on_the_slip(api, session):
    publish(session)
    await lay_out(session)
    await session.commit()
    number = (await api.get("/disclosures.json")).json()["rows"][0]["number"]

    for spelt in (number, number.lower(), number.replace("-", "")):
        assert number in (await api.get("/portal/search", params={"q": spelt})).text.partition("公告</h2>")[2]


async def test_a_search_goes_on_over_its_pages(api, session):
    for count in range(60):
        publish(session, kind="asset", project=None, amount_fen=count + 1)
    await lay_out(session)
    await session.commit()

    first = (await api.get("/portal/search", params={"q": "危房"})).text
    following = re.search(r'href="(search\?q=[^"]*after=[^"]*)"', first)
    second = (await api.get(f"/portal/{unescape(following[1])}")).text
    assert (first.count("核对这一条"), second.count("核对这一条")) == (50, 10)


async def test_a_platform_without_money_says_so(api):
    assert "还没有公告过资金" in (await api.get("/portal/page")).text
    assert "没有这样的条目" in (await api.get("/portal/entries")).text
    assert "还没有公开任务" in (await api.get("/portal/duties")).text
    assert (await api.get("/portal/project", params={"number": "P-1"})).json()["code"] == "no-such-project-in-public"


@pytest.mark.parametrize("query", ["region=371399", "year=1", "stage=x", "what=%00", "region=x", "after=x"])
async def test_a_bad_address_gets_a_reason(api, query):
    answer = await api.get(f"/portal/entries?{query}")
    assert answer.status_code in (400, 404, 422)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_workbooks_say_the_same_and_what_was_asked(api, session, monkeypatch):
    monkeypatch.setattr(doors, "press", doors.Throttle(a_minute=2))
    for fen in (100, 200):
        publish(session, amount_fen=fen)
    await lay_out(session)
    await session.commit()

    lines = load_workbook(BytesIO((await api.get("/portal/entries.xlsx?stage=spent")).content))
    totals = load_workbook(BytesIO((await api.get("/portal/totals.xlsx")).content))
    assert sorted(row[12].value for row in lines["明细"].iter_rows(min_row=2)) == [1, 2]
    assert [row[12].value for row in totals["合计"].iter_rows(min_row=2)] == [3]
    assert ("合计（元）", "3.00") in [(row[0].value, row[1].value) for row in lines.worksheets[-1].iter_rows()]
    assert (await api.get("/portal/totals.xlsx")).status_code == 429


async def test_a_total_that_is_not_its_lines_is_said_aloud(api, session):
    publish(session)
    await lay_out(session)
    await session.execute(text("UPDATE flow_total SET amount_fen = amount_fen + 1"))
    await session.commit()
    assert "不符" in (await api.get("/portal/entries")).text
