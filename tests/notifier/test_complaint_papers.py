"""Photos and papers with a complaint, over the doors: nothing is lost, nobody but the desk opens one, and the receipt tells."""

import re

import pytest
from sqlalchemy import text

from services.notifier.rules.complaint_paper import AT_ONCE_BYTES
from shared.ids import uuid7
from shared.security import Role
from tests.builders.complaints import PLACE, SAID, a_complaint, a_pdf, a_photo
from tests.builders.notifier import COUNTY, TOWN, VILLAGE

HTML = {"Accept": "text/html"}
FORM = {"region": VILLAGE, "said": SAID, "about": "nothing", "name": "赵大山", "contact": "13900000000"}


@pytest.fixture(autouse=True)
def from_an_address_of_its_own(api) -> None:
    """Doors for anyone count by address."""
    api.headers["X-Forwarded-For"] = str(uuid7())


def files(**sent: bytes):
    return [("file", (f"{name}.{'pdf' if content.startswith(b'%PDF') else 'jpg'}", content)) for name, content in sent.items()]


def receipt_in(page: str) -> str:
    [receipt] = re.findall('class="receipt">([^<]+)<', page)
    return str(receipt)


async def complained(api, **sent: bytes) -> str:
    written = await api.post("/complaints/page", data=FORM | {"key": str(uuid7())}, files=files(**sent), headers=HTML)
    return receipt_in(written.text)


async def on_the_desk(api) -> str:
    [row] = (await api.as_(Role.COMPLAINTS).get("/complaint-desk")).json()["rows"]
    return str(row["id"])


async def answer(api, complaint: str) -> None:
    desk = api.as_(Role.COMPLAINTS)
    await desk.post(f"/complaint-desk/{complaint}/acceptance", json={"matter": "money"})
    told = await desk.post(f"/complaint-desk/{complaint}/answer", json={"verdict": "true", "answer": "反映属实，已限期开工"})
    assert told.status_code == 201


async def test_files_come_with_the_form_and_the_receipt_says_that_they_arrived(api) -> None:
    shown = (await api.get("/complaints/page", params={"region": VILLAGE})).text
    assert 'enctype="multipart/form-data"' in shown and "至多 6 份" in shown
    receipt = await complained(api, 修路现场=a_photo(), 欠条=a_pdf())
    face = (await api.get(f"/complaints/by-receipt/{receipt}")).json()
    assert [each["name"] for each in face["papers"]] == ["修路现场.jpg", "欠条.pdf"]
    assert face["papers"][1]["size_bytes"] == len(a_pdf()) and face["papers"][1]["filed_at"]
    assert face["papers_left"] == 4
    tracked = (await api.post("/complaints/track/page", data={"receipt": receipt})).text
    assert "已收到 2 份" in tracked and "欠条.pdf" in tracked and "收到</span>" in tracked


async def test_without_files_a_complaint_is_as_it_was(api) -> None:
    fields = [
        f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}' for name, value in (FORM | {"key": uuid7()}).items()
    ]
    # As a browser sends a field in which nothing was chosen.
    fields.append('Content-Disposition: form-data; name="file"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n')
    body = "".join(f"--x\r\n{field}\r\n" for field in fields) + "--x--\r\n"
    headers = HTML | {"Content-Type": "multipart/form-data; boundary=x"}
    written = await api.post("/complaints/page", content=body.encode(), headers=headers)
    face = (await api.get(f"/complaints/by-receipt/{receipt_in(written.text)}")).json()
    assert (face["papers"], "随信收到" in written.text) == ([], False)


async def test_what_was_written_stays_when_a_file_is_refused_and_it_says_to_choose_again(api) -> None:
    key = str(uuid7())
    bad = [*files(修路现场=a_photo()), ("file", ("录音.mp3", b"ID3 sound"))]
    refused = await api.post("/complaints/page", data=FORM | {"key": key}, files=bad, headers=HTML)
    assert refused.status_code == 422
    for kept in (SAID, 'value="赵大山"', 'value="13900000000"', "录音.mp3", "照片和文件须重新选择", f'value="{key}"'):
        assert kept in refused.text
    assert (await api.as_(Role.COMPLAINTS).get("/complaint-desk")).json()["rows"] == []
    mended = await api.post("/complaints/page", data=FORM | {"key": key}, files=files(修路现场=a_photo()), headers=HTML)
    assert "随信收到照片和文件 1 份" in mended.text


async def test_files_that_are_too_many_or_too_large_are_refused_on_the_page_that_was_written(api) -> None:
    many = files(**{f"第{n}张": a_photo(n) for n in range(7)})
    large = [("file", (f"{n}.pdf", a_pdf(n) + b" " * (AT_ONCE_BYTES // 3) + b"%%EOF")) for n in range(4)]
    huge = [("file", ("整本账.pdf", b"%PDF-" + b" " * 10 * 2**20 + b"%%EOF"))]
    for sent, status, said in ((many, 409, "超过了上限"), (large, 413, "一次合计至多 20 MB"), (huge, 413, "每份至多 10 MB")):
        refused = await api.post("/complaints/page", data=FORM | {"key": str(uuid7())}, files=sent, headers=HTML)
        assert (refused.status_code, said in refused.text, SAID in refused.text) == (status, True, True)


async def test_the_same_form_sent_twice_has_each_file_once_and_one_that_was_forgotten_comes_along(api) -> None:
    form = FORM | {"key": str(uuid7())}
    for sent in ({"修路现场": a_photo()}, {"修路现场": a_photo(), "欠条": a_pdf()}):
        written = await api.post("/complaints/page", data=form, files=files(**sent), headers=HTML)
    face = (await api.get(f"/complaints/by-receipt/{receipt_in(written.text)}")).json()
    assert [each["name"] for each in face["papers"]] == ["修路现场.jpg", "欠条.pdf"]


async def test_more_comes_with_the_receipt_until_the_answer_and_again_after_a_review(api) -> None:
    receipt = (await api.post("/complaints", json=a_complaint())).json()["receipt"]
    papers = f"/complaints/by-receipt/{receipt}/papers"
    added = await api.post(papers, files=files(**{f"欠条{n}": a_pdf(n) for n in range(6)}))
    assert (added.status_code, added.json()["papers_left"]) == (201, 0)
    await answer(api, await on_the_desk(api))
    late = await api.post(papers, files=files(现场=a_photo()))
    assert (late.status_code, late.json()["code"]) == (409, "complaint-takes-no-more")
    tracked = await api.post("/complaints/track/page", data={"receipt": receipt})
    assert ("补交</button>" in tracked.text, 'id="review-file"' in tracked.text) == (False, True)
    review = {"receipt": receipt, "said": "路还是没有修好，照片附上了"}
    again = await api.post("/complaints/track/page", data=review, files=files(现场=a_photo()), headers=HTML)
    assert "已收到 7 份" in again.text and "至多 5 份" in again.text and "补交</button>" in again.text


async def test_a_wrong_receipt_takes_nothing_and_files_are_counted_by_address(api) -> None:
    answers = [await api.post("/complaints/by-receipt/AAAA-BBBB-CCCC/papers", files=files(欠条=a_pdf())) for _ in range(6)]
    assert [each.status_code for each in answers] == [404] * 5 + [429]


async def test_what_is_added_and_refused_is_said_on_the_page_of_the_receipt(api) -> None:
    receipt = await complained(api)
    refused = await api.post("/complaints/track/page", data={"receipt": receipt}, files=[("file", ("a.heic", b"ftypheic"))])
    assert refused.status_code == 422
    assert "a.heic" in refused.text and "照片和文件须重新选择" in refused.text and "反映的是哪里" in refused.text


async def test_the_desk_alone_opens_a_file_and_each_look_is_traced(api, session) -> None:
    await complained(api, 修路现场=a_photo(), 欠条=a_pdf())
    complaint = await on_the_desk(api)
    desk = api.as_(Role.COMPLAINTS)
    shown = (await desk.get(f"/complaint-desk/{complaint}/page")).text
    assert "照片和文件（2 份）" in shown
    [photo, paper] = re.findall(r'href="\.\./papers/([0-9a-f-]{36})"', shown)
    opened = await desk.get(f"/complaint-desk/papers/{photo}")
    assert opened.headers["content-type"] == "image/jpeg" and PLACE not in opened.content
    assert opened.headers["content-disposition"].startswith("attachment") and "no-store" in opened.headers["cache-control"]
    assert (await desk.get(f"/complaint-desk/papers/{paper}")).content == a_pdf()
    assert (await api.as_(Role.COMPLAINTS, region="371302").get(f"/complaint-desk/papers/{paper}")).status_code == 404
    for role, region in ((Role.TOWN, TOWN), (Role.COUNTY, COUNTY), (Role.VILLAGE, VILLAGE), (Role.AUDITOR, COUNTY)):
        assert (await api.as_(role, region=region).get(f"/complaint-desk/papers/{paper}")).status_code == 403
    assert (await api.get(f"/complaint-desk/papers/{paper}")).status_code == 401
    read = (await session.execute(text("SELECT paper_id::text FROM complaint_paper_read ORDER BY id"))).scalars().all()
    assert read == [photo, paper]


async def test_neither_auditors_nor_the_audit_nor_whoever_looks_into_it_learn_what_was_sent(api, session) -> None:
    await complained(api, 赵大山的欠条=a_pdf())
    complaint = await on_the_desk(api)
    desk = api.as_(Role.COMPLAINTS)
    await desk.post(f"/complaint-desk/{complaint}/acceptance", json={"matter": "money"})
    given = {"summary": "请核实修路款的去向", "level": "town", "region": TOWN}
    await desk.post(f"/complaint-desk/{complaint}/tasks", json=given)
    assert len((await desk.get(f"/complaint-desk/{complaint}")).json()["papers"]) == 1
    assert (await api.as_(Role.AUDITOR).get(f"/complaint-desk/{complaint}")).json()["papers"] == []
    assert "papers" not in (await api.as_(Role.TOWN, region=TOWN).get("/complaint-tasks")).text
    audited = (await session.execute(text("SELECT after::text FROM audit WHERE thing LIKE 'complaint_paper%'"))).scalars().all()
    assert len(audited) == 2
    assert not [row for row in audited if "sha256" in row or "name_sealed" in row or "content_sealed" in row]


@pytest.mark.parametrize(
    ("role", "region", "papers", "contents"),
    [
        ("public", "", 1, 0),
        ("complaints", COUNTY, 1, 1),
        ("complaints", "371302", 0, 0),
        ("county", COUNTY, 0, 0),
        ("auditor", COUNTY, 0, 0),
    ],
)
async def test_postgresql_shows_content_to_the_desk_of_the_place_alone(api, session, role, region, papers, contents) -> None:
    await complained(api, 欠条=a_pdf())
    for name, value in (("role", role), ("region", region)):
        await session.execute(text("SELECT set_config('jishiyu.' || :name, :value, true)"), {"name": name, "value": value})
    counted = [
        (await session.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one()
        for table in ("complaint_paper", "complaint_paper_content")
    ]
    assert counted == [papers, contents]


async def test_who_says_the_same_sees_their_own_files_alone_and_the_desk_sees_all(api) -> None:
    first, second = await complained(api, 欠条=a_pdf(1)), await complained(api, 账页=a_pdf(2))
    for receipt, name in ((first, "欠条.pdf"), (second, "账页.pdf")):
        face = (await api.get(f"/complaints/by-receipt/{receipt}")).json()
        assert [each["name"] for each in face["papers"]] == [name]
    listed = (await api.as_(Role.COMPLAINTS).get(f"/complaint-desk/{await on_the_desk(api)}")).json()["papers"]
    assert [(each["name"], each["is_repeated"]) for each in listed] == [("欠条.pdf", False), ("账页.pdf", True)]


async def test_the_desk_enters_a_letter_with_its_scan_and_adds_what_is_brought_later(api) -> None:
    desk, address = api.as_(Role.COMPLAINTS), "/complaint-desk/new/page"
    form = {"region": TOWN, "channel": "letter", "said": SAID, "name": "赵大山", "contact": ""}

    async def write(sent):
        [ticket] = re.findall('name="ticket" value="([^"]+)"', (await desk.get(address)).text)
        return await desk.post(address, data=form | {"ticket": ticket}, files=sent, headers=HTML)

    refused = await write([("file", ("来信.docx", b"PK\x03\x04"))])
    assert (refused.status_code, SAID in refused.text, 'value="letter" selected' in refused.text) == (422, True, True)
    assert "照片和文件须重新选择" in refused.text
    entered = await write(files(来信=a_pdf()))
    assert "随信收到照片和文件 1 份" in entered.text
    complaint = await on_the_desk(api)
    [added] = (await desk.post(f"/complaint-desk/{complaint}/papers", files=files(现场=a_photo()))).json()
    assert (added["name"], added["filed_by"] != "") == ("现场.jpg", True)
    face = (await api.get(f"/complaints/by-receipt/{receipt_in(entered.text)}")).json()
    assert [each["name"] for each in face["papers"]] == ["来信.pdf", "现场.jpg"]


async def test_a_form_that_is_refused_whole_says_that_files_are_to_be_chosen_again(api) -> None:
    short = await api.post(
        "/complaints/page", data=FORM | {"key": str(uuid7()), "said": "短"}, files=files(a=a_pdf()), headers=HTML
    )
    assert (short.status_code, "选好的文件要重新选择" in short.text) == (422, True)
