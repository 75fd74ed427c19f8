"""The settlement sheet as page and PDF, and its check by whoever holds it."""

import html
import re

import pytest

from services.medical.api.sheets import checks
from shared.identity import masked
from shared.security import Role
from shared.sheets import qr_code
from shared.throttle import TooOften
from tests.builders.medical import COUNTY, ID_NUMBER, OTHER_HOSPITAL_CODE, an_enrolment
from tests.medical.api.walk import DISCHARGE, charged, refused, settled
from tests.medical.pdf import pages_of, text_of

BROWSER = {"Accept": "text/html"}


@pytest.fixture(autouse=True)
def _every_test_is_another_caller():
    checks._calls.clear()


async def printed(client, settlement) -> bytes:
    answer = await client.get(f"/settlements/{settlement['id']}/sheet.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
    return answer.content


async def address_on(client, settlement) -> str:
    """Where the QR code leads; the page shows exactly the code that this address makes."""
    page = (await client.get(f"/settlements/{settlement['id']}/sheet")).text
    address = re.search(r"打开 (\S+)；", html.unescape(page))[1]
    assert qr_code(address) in page
    return address


async def checked(api, address, headers=BROWSER):
    return await api.get("/sheets/" + address.rpartition("/")[2], headers=headers)


async def test_the_pdf_says_what_the_page_says_to_the_fen_with_every_clause(hospital, deliver):
    await deliver(an_enrolment())
    settlement = await settled(hospital)

    page = re.sub(r"\s", "", html.unescape((await hospital.get(f"/settlements/{settlement['id']}/sheet")).text))
    paper = text_of(await printed(hospital, settlement))

    for words in (
        "山东省临沂市罗庄区", "医疗费用一站式结算单", "王小明", masked(ID_NUMBER), "建档立卡贫困人口", "居民基本医疗保险",
        "二级医疗机构", "2020-06-01至2020-06-12（11天）", "12,320.00", "减起付线400.00", "17,600.00×70%", "150,000.00→137,680.00",
        "各方支付合计19,640.00", "人民币叁佰陆拾元整", "各方支付19,640.00+个人负担360.00=医疗费总额20,000.00元",
        "罗庄区健康扶贫兜底救助保障专项资金", "平台推定", "http://junan.gov.cn/info/3479/55685.htm", "12393", "医疗机构（盖章）",
        settlement["result"]["policy"]["version"], settlement["id"],
    ):  # fmt: skip
        assert words in paper, words
        assert words in re.sub(r"<[^>]+>", "", page), words
    for share in settlement["result"]["shares"]:
        assert re.sub(r"\s", "", share["title"]) in paper
        assert re.sub(r"[\s,:，：;；]", "", share["sentence"]) in re.sub(r"[,:，：;；]", "", paper)
        assert re.sub(r"[\s,:，：;；]", "", share["reference"]["clause"]) in re.sub(r"[,:，：;；]", "", paper)
    assert ID_NUMBER not in paper + page


async def test_every_page_says_which_of_how_many_it_is(hospital, deliver):
    await deliver(an_enrolment())
    pages = pages_of(await printed(hospital, await settled(hospital)))

    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert f"第{number}页共{len(pages)}页" in page


async def test_the_same_settlement_prints_the_same_bytes_whenever_it_is_printed(hospital, frozen_at):
    settlement = await settled(hospital)
    first = await printed(hospital, settlement)
    with frozen_at("2020-09-01T01:00:00+00:00"):
        assert await printed(hospital, settlement) == first


async def test_a_preview_is_marked_as_no_voucher_and_bears_no_number_and_no_code(hospital):
    admission = await charged(hospital)

    for ending in ("", ".pdf"):
        answer = await hospital.get(f"/admissions/{admission}/settlement-preview/sheet{ending}", params=DISCHARGE)
        said = text_of(answer.content) if ending else re.sub(r"\s", "", answer.text)
        assert "预结算不作为凭据" in said
        assert "结算编号" not in said and "查验码" not in said

    assert (await hospital.get(f"/admissions/{admission}")).json()["status"] == "open"
    refused(
        await hospital.get(f"/admissions/{admission}/settlement-preview/sheet.pdf", params={"discharged_on": "2020-05-01"}),
        422,
        "date-out-of-order",
    )


async def test_a_reversed_sheet_says_so_across_every_page(hospital, deliver):
    await deliver(an_enrolment())
    settlement = await settled(hospital)
    await hospital.post(f"/settlements/{settlement['id']}/reversal", json={"reason": "漏记手术费，需补记"})

    pages = pages_of(await printed(hospital, settlement))
    assert all("已冲正" in page for page in pages)
    assert "不再有效。原因：漏记手术费，需补记" in pages[0]


async def test_whoever_holds_a_sheet_sees_that_it_is_genuine_and_its_sums_and_nobodys_name(hospital, api):
    settlement = await settled(hospital)
    address = await address_on(hospital, settlement)
    assert re.fullmatch(r"http://127\.0\.0\.1:8100/medical/sheets/[A-Z2-7]{40}", address)

    page = await checked(api, address)

    assert page.status_code == 200
    for words in ("本单由本平台出具，有效。", "20,000.00 元", "2020-06-12", "H37131100001", "山东省临沂市罗庄区"):
        assert words in page.text
    for secret in ("王小明", "王*明", ID_NUMBER, settlement["id"], "建档立卡", "龙潭"):
        assert secret not in page.text
    # Its tail by itself or behind asterisks; within the digest of a policy the same four digits may stand by chance.
    assert not re.search(rf"(?<![0-9a-f]){ID_NUMBER[-4:]}(?![0-9a-f])", page.text)


async def test_the_check_tells_a_reversed_sheet_from_a_replaced_one(hospital, api):
    settlement = await settled(hospital)
    address = await address_on(hospital, settlement)

    await hospital.post(f"/settlements/{settlement['id']}/reversal", json={"reason": "漏记手术费"})
    assert "已冲正，不再有效" in (await checked(api, address)).text

    again = await hospital.post(f"/admissions/{settlement['admission_id']}/settlement", json=DISCHARGE)
    assert "已冲正，并由新的结算代替" in (await checked(api, address)).text
    assert "有效。" in (await checked(api, await address_on(hospital, again.json()))).text


async def test_a_forged_code_is_told_apart_for_people_and_for_programs(hospital, api):
    address = await address_on(hospital, await settled(hospital))
    forged = address[:-1] + ("A" if address[-1] != "A" else "B")

    page = await checked(api, forged)
    assert (page.status_code, "不是本平台出具的" in page.text) == (404, True)
    refused(await checked(api, forged, headers={}), 404, "no-such-sheet")


async def test_who_guesses_codes_is_made_to_wait(api):
    answers = [await api.get("/sheets/" + "A" * 40) for _ in range(61)]

    assert {answer.status_code for answer in answers[:60]} == {404}
    refused(answers[60], 429, "too-often")
    assert TooOften().status == 429


async def test_the_sheet_is_for_its_own_hospital_and_for_offices_of_the_county_which_see_a_mask(hospital, api):
    settlement = await settled(hospital)
    path = f"/settlements/{settlement['id']}/sheet.pdf"

    for role in (Role.COUNTY, Role.TOWN, Role.AUDITOR):
        paper = text_of((await api.as_(role, region=COUNTY).get(path)).content)
        assert "王*明" in paper and "王小明" not in paper
    refused(await api.as_(Role.HOSPITAL, org=OTHER_HOSPITAL_CODE).get(path), 404, "no-such-settlement")
    refused(await api.as_(Role.COUNTY, region="371302").get(path), 404, "no-such-settlement")
    refused(await api.as_(Role.DEPARTMENT, org="civil-affairs").get(path), 403, "role-not-allowed")
    refused(await api.get(path), 401, "unauthenticated")
