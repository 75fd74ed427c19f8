"""Nobody is in any public byte: every door that needs no token is walked, every link of a page followed, every file read.

The doors are taken from the application, so a new public door is walked from its first day; one with a path that this test does
not know how to fill makes it red until it is told.
"""

import io
import re
import zipfile
from datetime import datetime
from html import unescape
from itertools import product
from urllib.parse import unquote, urljoin, urlsplit

import httpx
import pytest
from pypdf import PdfReader
from sqlmodel import select

from services.funds.operations.donation.publish_statement import publish_statement
from services.funds.rules.open_tables import TABLES
from services.funds.tables import Disclosure, DonationFund, LogHead, Notice
from shared.clock import CHINA
from shared.ids import uuid7
from shared.workbook import Sheet, workbook
from tests.builders.funds import COUNTY_OFFICER
from tests.builders.funds_flow import lay_out, publish_quarters
from tests.builders.funds_notices import TITLE
from tests.builders.funds_public import CONTACT, HOME, SAID, a_county_full_of_people
from tests.builders.log import take_in
from tests.house.test_doors import ways_through

QUERIES = {
    "GET /disclosures/proofs/consistency": ["?first=1&second=2"],
    "GET /disclosures/log": ["", "?from=2"],
    "GET /portal/page": ["", "?year=all", f"?region={HOME[:9]}&year=all"],
    "GET /portal/houses": ["", f"?region={HOME[:9]}&year=2020"],
    "GET /portal/project": ["?number=P-371311-2020-0001"],
    "GET /portal/search": ["", "?q=罗庄", "?q=项目"],
}
"""What a door must be asked, or may be; any other is asked nothing."""
_LINK = re.compile(r'(?:href|src|action)="([^"#]+)')
_PLACE = re.compile(r"{(\w+)(?::path)?}")
QUARTER_OVER = datetime(2021, 1, 20, tzinfo=CHINA)
_NARROWER = re.compile(r"/portal/(?:page|entries)")
"""Such a page leads to less of the same, again and again: it is followed from the pages that are asked above."""
STRANGER = "http://service"


@pytest.fixture
def on_the_day(frozen_at):
    """The day on which the notices stand."""
    with frozen_at("2020-06-01T10:00:00+08:00"):
        yield


@pytest.fixture
async def county(session, on_the_day, log_around):
    """What must not be found, and what stands in the places of the paths."""
    secrets, receipt = await a_county_full_of_people(session)
    [fund, *_] = (await session.exec(select(DonationFund))).all()
    await publish_statement(session, fund.number, 2020, by=COUNTY_OFFICER, on=QUARTER_OVER.date())
    await take_in(session)
    await lay_out(session)
    assert await publish_quarters(session, at=QUARTER_OVER)
    await session.commit()
    entries = (await session.exec(select(Disclosure))).all()
    places = {
        "entry_id": [str(entry.id) for entry in entries],
        "day": sorted({entry.published_on.isoformat() for entry in entries}),
        "notice_id": [str(notice.id) for notice in (await session.exec(select(Notice))).all()],
        "receipt": [receipt],
        "number": [str(head.number) for head in (await session.exec(select(LogHead))).all()],
        "fund": [fund.number],
        "table": list(TABLES),
        "year": ["2020"],
        "code": ["no-such-entry", "number-in-public-text", "household-unknown"],
    }
    return secrets, places


def addresses_of(way, places) -> list[str]:
    """Every address of a door. Raises KeyError where its path has a place that this test cannot fill."""
    path = way.name.partition(" ")[2]
    names = _PLACE.findall(path)
    filled = [
        _PLACE.sub(lambda found, told=dict(zip(names, values, strict=True)): told[found[1]], path)
        for values in product(*(places[name] for name in names))
    ]
    return [address + query for address in filled for query in QUERIES.get(way.name, [""])]


async def test_no_name_no_number_and_no_household_is_in_any_public_byte(api, app, county):
    secrets, places = county
    doors = [way for way in ways_through(app) if way.is_public and way.name.startswith("GET ")]
    waiting = {address: way.name for way in doors for address in addresses_of(way, places)}
    found, answers, posters, walked, said = set[str](), dict[str, set[int]](), list[str](), 0, 0

    seen = set(waiting)
    while waiting:
        address, door = waiting.popitem()
        walked += 1
        answer = await api.get(address, headers=caller(walked))
        answers.setdefault(door, set()).add(answer.status_code)
        text = words_of(answer)
        posters += [text] * address.endswith("poster.pdf")
        said += len(text)
        found |= {f"{door} {address}: {what} ({secret})" for secret, what in secrets.items() if secret in text}
        if answer.headers.get("content-type", "").startswith("text/html"):
            for link in links_of(text, address):
                if link not in seen and not (_NARROWER.match(link) and door.startswith("a link on")):
                    seen.add(link)
                    waiting[link] = f"a link on {door}"

    assert sorted(found) == []
    # A walk past closed or broken doors would find nothing either.
    assert {way.name for way in doors if 200 not in answers[way.name]} <= {"GET /readyz"}
    assert not any(status >= 500 for door in answers if door != "GET /readyz" for status in answers[door])
    assert said > 100_000
    assert any(TITLE in words for words in posters)


async def test_the_page_that_answers_an_objector_says_nothing_of_anybody(api, app, county):
    secrets, places = county
    posts = {way.name for way in ways_through(app) if way.is_public and not way.name.startswith(("GET ", "HEAD "))}
    assert posts == {"POST /notices/{notice_id}/objections", "POST /disclosures/heads/{number}/cosignatures"}
    for at, id in enumerate(places["notice_id"]):
        form = {"said": SAID, "contact": CONTACT, "key": str(uuid7())}
        answer = await api.post(f"/notices/{id}/objections", data=form, headers=caller(at))
        assert [what for secret, what in secrets.items() if secret in words_of(answer)] == []
    form = {"cosignature": "不是签名", "note": "不是签名"}
    answer = await api.post(f"/disclosures/heads/{places['number'][0]}/cosignatures", json=form)
    assert [what for secret, what in secrets.items() if secret in words_of(answer)] == []


def test_a_secret_is_found_in_a_workbook_and_in_an_archive():
    kept, packed = io.BytesIO(workbook(Sheet("名单", [("姓名", 10)], [["孙玉兰"]]), asked=[])), io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("book.xlsx", kept.getvalue())
    for body in (kept, packed):
        assert "孙玉兰" in words_of(httpx.Response(200, content=body.getvalue()))


def test_a_secret_is_found_however_it_is_written():
    hidden = ("<b>&#23385;&#29577;&#20848;</b>", "?who=%E5%AD%99%E7%8E%89%E5%85%B0", r'{"who":"\u5b59\u7389\u5170"}')
    for body in ('{"who":"孙玉兰"}', *hidden):
        assert "孙玉兰" in words_of(httpx.Response(200, text=body))


def caller(number: int) -> dict[str, str]:
    """Another one each time: how many questions one may ask in a minute is another test's subject."""
    return {"X-Forwarded-For": f"10.0.{number >> 8}.{number & 255}"}


def words_of(answer: httpx.Response) -> str:
    """Everything that an answer says, its headers too, as a reader could come to see it."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    if zipfile.is_zipfile(io.BytesIO(answer.content)):  # an archive, and a workbook is one too
        with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
            inside = [httpx.Response(200, content=packed.read(name)) for name in packed.namelist()]
            return "\n".join((headers, *packed.namelist(), *map(words_of, inside)))
    if answer.headers.get("content-type", "").startswith("application/pdf"):
        sheet = PdfReader(io.BytesIO(answer.content))
        pages = "".join(page.extract_text() for page in sheet.pages)
        return headers + "".join(pages.split()) + str(sheet.metadata)
    text = answer.text
    spelt = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    return "\n".join((headers, text, spelt, unescape(text), unquote(text)))


def links_of(page: str, at: str) -> set[str]:
    """Where a page leads within our own house."""
    led = {urljoin(f"{STRANGER}{at}", unescape(link)) for link in _LINK.findall(page)}
    return {link.removeprefix(STRANGER) for link in led if urlsplit(link).netloc == urlsplit(STRANGER).netloc}
