"""Checklists through the doors: asked, drafted, handed in by programs and by telephones, counted with the households behind."""

import io
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook
from PIL import Image
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.tables import Household
from shared.security import COOKIE, Role
from tests.builders.checklists import ASSURANCES, DEZHOU_VILLAGE, answers, photos
from tests.builders.judging import SEPTEMBER_1, SHANDONG_VILLAGE, a_seated, on_the_day
from tests.conftest import token

TOWN = SHANDONG_VILLAGE[:9]


@pytest.fixture
def today() -> Any:
    with on_the_day(SEPTEMBER_1):
        yield SEPTEMBER_1


def a_photo(shade: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 8), (shade, shade, shade)).save(file, "JPEG")
    return file.getvalue()


async def here(session: AsyncSession, **particulars: str) -> Household:
    household, _ = await here_with_photos(session, **particulars)
    return household


async def here_with_photos(session: AsyncSession, **particulars: str) -> tuple[Household, list[UUID]]:
    household = await a_seated(session, SHANDONG_VILLAGE)
    household.particulars = particulars
    papers = await photos(session, household)
    await session.commit()
    return household, papers


async def test_a_list_is_asked_prefilled_drafted_handed_in_and_kept_in_versions(
    api: Any, session: AsyncSession, today: Any
) -> None:
    household, papers = await here_with_photos(session, 危房等级="B")
    village = api.as_(Role.VILLAGE, region=SHANDONG_VILLAGE, subject="驻村 李")
    there = f"/checklists/{ASSURANCES}/households/{household.id}"

    names = {each["checklist"] for each in (await village.get("/checklists")).json()}
    assert names == {"five-assurances", "five-clears"}
    asked = (await village.get(there)).json()
    by_key = {each["question"]: each for each in asked["questions"]}
    assert by_key["house-grade"]["offered"] == {"value": "B", "source": "登记册“危房等级”", "missing": ""}
    assert by_key["water-report"]["condition"] == "仅当“怎样饮水”答“自来水”时回答"
    assert "at-school" not in by_key and "chronic-care" not in by_key
    assert {each["says"] for each in asked["verdicts"]} == {"cannot-say", "not-concerned"}

    told = answers(papers)
    drafted = await village.post(f"{there}/draft", json={"answers": told[:4]})
    assert drafted.json()["answered"] == 4
    form = {"filled_on": "2020-09-01", "answers": told[:4]}
    refused = (await village.post(there, json=form)).json()
    assert (
        refused["code"] == "answers-not-proper" and len(refused["faults"]) == 14
    )  # but not the report of a tap that nobody has named yet
    assert (await village.get(there)).json()["draft_by"] == "驻村 李"

    done = await village.post(there, json={**form, "answers": told})
    assert done.status_code == 201, done.text
    assert {each["verdict"]: each["says"] for each in done.json()["verdicts"]}["housing"] == "met"
    again = {**form, "answers": told, "replaces_version": 1, "reason": "补拍照片"}
    assert (await village.post(there, json=again)).json()["version"] == 2
    versions = (await village.get(f"{there}/fillings")).json()["rows"]
    assert [(each["version"], each["reason"]) for each in versions] == [(1, ""), (2, "补拍照片")]


async def test_every_number_of_the_progress_leads_to_its_households(api: Any, session: AsyncSession, today: Any) -> None:
    other = await a_seated(session, SHANDONG_VILLAGE, first=101, name="李不在")
    household, papers = await here_with_photos(session)
    village = api.as_(Role.VILLAGE, region=SHANDONG_VILLAGE)
    dry: dict[str, Any] = {"water": {"value": "都没有", "reason": "井干了"}, "water_report": None}
    form = {"filled_on": "2020-09-01", "answers": answers(papers, **dry)}
    assert (await village.post(f"/checklists/{ASSURANCES}/households/{household.id}", json=form)).status_code == 201

    county = api.as_(Role.COUNTY)
    told = (await county.get(f"/checklists/{ASSURANCES}/progress")).json()
    assert (told["whole"]["subjects"], told["whole"]["filled"]) == (2, 1)
    assert [each["region"] for each in told["places"]] == [TOWN]
    unmet = {each["key"]: each["unmet"] for each in told["whole"]["verdicts"]}
    assert unmet == {"food": 1, "clothing": 0, "schooling": 0, "medical-care": 0, "housing": 0}
    assert [(each["question"], each["count"]) for each in told["missing"]] == [("water", 1)]

    async def listed(**query: str) -> list[str]:
        answer = await county.get(f"/checklists/{ASSURANCES}/progress/list", params={"region": TOWN, **query})
        return [row["household_id"] for row in answer.json()["rows"]]

    assert await listed(shown="unfilled") == [str(other.id)]
    assert await listed(question="water") == await listed(verdict="food", says="unmet") == [str(household.id)]
    assert len(await listed()) == 2 and await listed(question="eats") == []
    assert (await county.get(f"/checklists/{ASSURANCES}/progress", params={"since": "2020-09-02"})).json()["whole"]["filled"] == 0

    page = (await county.get(f"/checklists/{ASSURANCES}/progress/page", headers={"Accept": "text/html"})).text
    assert "不愁吃（含饮水安全）<br>未实现" in page and "怎样饮水" in page
    rows = (await county.get(f"/checklists/{ASSURANCES}/progress/list/page", params={"shown": "unfilled"})).text
    assert "李不在" in rows and "王大山" not in rows
    masked = await api.as_(Role.AUDITOR).get(f"/checklists/{ASSURANCES}/progress/list", params={"shown": "unfilled"})
    assert masked.json()["rows"][0]["shown_as"] == "李*在"
    book = load_workbook(io.BytesIO((await county.get(f"/checklists/{ASSURANCES}/progress.xlsx")).content))
    assert book.sheetnames == ["各地进度", "没有实现的问题", "逐户", "说明"]
    assert [row[5] for row in book["逐户"].iter_rows(values_only=True)][1:] in (["怎样饮水", None], [None, "怎样饮水"])

    elsewhere = api.as_(Role.COUNTY, region="371402")
    assert (await elsewhere.get(f"/checklists/{ASSURANCES}/households/{household.id}")).status_code == 404
    refused = await elsewhere.get(f"/checklists/{ASSURANCES}/progress", params={"region": TOWN})
    assert refused.json()["code"] == "outside-region"


class Telephone:
    """A browser that has signed in: a cookie, no token in a header."""

    def __init__(self, api: Any, subject: str = "驻村 李") -> None:
        self.api, self.cookies = api, {COOKIE: token(Role.VILLAGE, region=SHANDONG_VILLAGE, subject=subject)}

    async def open(self, address: str) -> tuple[str, str]:
        """The page and its ticket."""
        page = await self.api.get(address, headers={**self.headers})
        return page.text, re.findall(r'name="ticket" value="([^"]+)"', page.text)[0]

    @property
    def headers(self) -> dict[str, str]:
        return {"Accept": "text/html", "Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())}

    async def send(self, address: str, files: Any = None, **fields: Any) -> Any:
        sent = files or [("f-nothing", ("", b"", "application/octet-stream"))]
        return await self.api.request("POST", address, data=fields, files=sent, headers={**self.headers, "Idempotency-Key": None})


def written(told: list[dict[str, Any]]) -> dict[str, Any]:
    """Answers as the page's fields."""
    fields: dict[str, Any] = {}
    for each in told:
        fields |= {
            f"a-{each['question']}": each["value"],
            f"c-{each['question']}": "yes",
            f"r-{each['question']}": each.get("reason", ""),
        }
    return fields


async def test_a_telephone_without_scripts_keeps_a_draft_and_hands_in_with_photos(
    api: Any, session: AsyncSession, today: Any
) -> None:
    household = await here(session)
    address, phone = f"/checklists/{ASSURANCES}/households/{household.id}/page", Telephone(api)
    page, ticket = await phone.open(address)
    assert "怎样饮水" in page and "仅当“怎样饮水”答“自来水”时回答" in page and "script" not in page.lower()
    fields = written(answers([]))

    kept = await phone.send(address, ticket=ticket, action="draft", **{"a-eats": "是"})
    assert kept.status_code == 201 and "草稿已保存" in kept.text
    _, ticket = await phone.open(address)
    few = await phone.send(address, ticket=ticket, action="file", filled_on="2020-09-01", **fields)
    assert few.status_code == 422 and "照片不足 4 张（外观、屋顶、内墙、外墙）" in few.text and "写好的内容已存为草稿" in few.text
    assert 'value="5600.50"' in few.text

    page, ticket = await phone.open(address)
    files = [("f-income-2019", ("a.jpg", a_photo(1), "image/jpeg"))]
    files += [("f-house-photos", (f"{at}.jpg", a_photo(at * 20), "image/jpeg")) for at in range(2, 6)]
    done = await phone.send(address, files, ticket=ticket, action="file", filled_on="2020-09-01", **fields)
    assert done.status_code == 201 and "已提交，结论见下" in done.text, done.text
    again = await phone.send(address, files, ticket=ticket, action="file", filled_on="2020-09-01", **fields)
    assert again.text == done.text and again.headers["Idempotent-Replayed"] == "true"
    told = (await api.as_(Role.VILLAGE, region=SHANDONG_VILLAGE).get(f"/households/{household.id}/papers")).json()["rows"]
    titles = [each["title"] for each in told if "核查表" in each["title"]]
    assert len(titles) == 5 and titles[0] == "“两不愁三保障”核查表：2019年人均纯收入"


async def test_neither_the_cookie_nor_the_ticket_alone_writes(api: Any, session: AsyncSession, today: Any) -> None:
    household = await here(session)
    address = f"/checklists/{ASSURANCES}/households/{household.id}/page"
    phone, stranger = Telephone(api), Telephone(api, "别人")
    _, ticket = await phone.open(address)
    _, hers = await stranger.open(address)
    for sender, given in ((phone, ""), (phone, "AAAA"), (phone, hers)):
        assert (await sender.send(address, ticket=given, action="draft")).status_code == 403
    stranger.cookies = {}
    assert (await stranger.send(address, ticket=ticket, action="draft")).status_code == 401
    other = f"/checklists/five-clears/households/{household.id}/page"
    assert (await phone.send(other, ticket=ticket, action="draft")).status_code == 403
    with on_the_day(SEPTEMBER_1 + timedelta(days=1)):
        assert (await phone.send(address, ticket=ticket, action="draft")).status_code == 403  # yesterday's page
    json = {"filled_on": "2020-09-01", "answers": []}
    plain = await api.request("POST", address.removesuffix("/page"), json=json, headers=phone.headers)
    assert plain.status_code == 401  # a program's door takes no cookie at all


async def test_the_five_clears_say_what_is_missing_and_are_counted_by_town(api: Any, session: AsyncSession, today: Any) -> None:
    household = await here(session)
    village = api.as_(Role.VILLAGE, region=SHANDONG_VILLAGE)
    told = (await village.get(f"/checklists/five-clears/households/{household.id}")).json()
    by_key = {each["verdict"]: each for each in told["verdicts"]}
    assert (by_key["cause"]["says"], by_key["path"]["says"]) == ("unmet", "unmet")
    assert by_key["people"]["because"] == ["贫困人口清楚：否（没有户编号；没有识别标准）"]
    page = (await village.get(f"/checklists/five-clears/households/{household.id}/page")).text
    assert "没有户编号；没有识别标准" in page and "<form" not in page
    progress = (await village.get("/checklists/five-clears/progress")).json()
    assert {each["key"]: each["unmet"] for each in progress["whole"]["verdicts"]}["people"] == 1
    rows = (await village.get("/checklists/five-clears/progress/list", params={"question": "people"})).json()["rows"]
    assert [row["household_id"] for row in rows] == [str(household.id)]


async def test_a_village_s_file_is_filled_in_on_a_page_and_read_year_by_year(api: Any, session: AsyncSession) -> None:
    village = api.as_(Role.VILLAGE, region=DEZHOU_VILLAGE, subject="村支书")
    keys = (
        "road bus tap-water power broadband kindergarten clinic sports-ground environment culture-room office shop street-lights"
    )
    for year, bus in ((2019, "否"), (2020, "是")):
        told = [{"question": key, "value": "是"} for key in [*keys.split(), "industry", "collective-income"]]
        told[1] |= {"value": bus, "reason": "" if bus == "是" else "桥限重"}
        told.append({"question": "collective-income-yuan", "value": f"{year}00"})
        form = {"filled_on": f"{year}-09-01", "answers": told, "answerable": "张三，村党支部书记"}
        with on_the_day(SEPTEMBER_1):
            filled = await village.post(f"/checklists/village-file/villages/{DEZHOU_VILLAGE}", json=form)
        assert filled.status_code == 201, filled.text
    file = (await village.get(f"/villages/{DEZHOU_VILLAGE}/files/village-file")).json()
    by_key = {each["question"]: each for each in file["items"]}
    assert by_key["bus"]["values"] == {"2019": "否", "2020": "是"} and by_key["bus"]["reasons"] == {"2019": "桥限重"}
    assert by_key["collective-income-yuan"]["values"]["2020"] == "202000 元"
    assert by_key["road"]["answered_by"] == "交通运输部门"
    page = (await village.get(f"/villages/{DEZHOU_VILLAGE}/files/village-file/page")).text
    assert "张三，村党支部书记" in page and "桥限重" in page
    assert (await village.get("/villages/371481001032/files/village-file")).json()["code"] == "outside-region"
    with on_the_day(SEPTEMBER_1):
        town = api.as_(Role.TOWN, region=DEZHOU_VILLAGE[:9])
        told = (await town.get("/checklists/village-file/progress")).json()
    assert (told["whole"]["subjects"], told["whole"]["filled"]) == (1, 1)


async def test_the_printed_sheet_is_empty_but_for_what_is_known(api: Any, session: AsyncSession, today: Any) -> None:
    household = await here(session, 危房等级="C")
    village = api.as_(Role.VILLAGE, region=SHANDONG_VILLAGE)
    page = (await village.get(f"/checklists/{ASSURANCES}/households/{household.id}/sheet")).text
    assert "王大山" in page and "来自登记册“危房等级”，请核对" in page and page.count("box ticked") == 1
    assert "户主签字" in page
