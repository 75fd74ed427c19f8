"""The pages on which an officer enters that a household agreed to be written to, changes its number and withdraws it again."""

import json
import re
from collections.abc import Callable

import pytest

from services.notifier.operations.message.tell_of_money import tell_of_money
from services.notifier.store.household_contact import get_contact
from services.notifier.store.ways import list_addressed, ways_of
from shared.ids import uuid7
from shared.security import Role
from shared.vault import seal, unseal
from tests.builders.notifier import (
    COUNTY,
    MONDAY,
    OTHER_COUNTY_VILLAGE,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    VILLAGE_NAME,
    agreed,
)
from tests.notifier.operations.message.test_tell_of_money import PAID

SAID = {"region": VILLAGE, "agreed_by": "张大爷", "agreed_on": "2020-06-01", "telephone": "139 0000-1234"}
ENTRY, CHANGE, WITHDRAW = ">登记</button>", ">换成这个号码</button>", 'value="withdraw"'


@pytest.fixture
def as_officer(api) -> Callable:
    return lambda role=Role.VILLAGE, region=VILLAGE: api.as_(role, region=region, subject="村干部老吴")


def address_of(household) -> str:
    return f"/household-contacts/{household}/page"


def ticket_in(page: str) -> str:
    return re.findall(r'name="ticket" value="([^"]+)"', page)[0]


def beside(page: str, name: str) -> str:
    """What is said beside a field to be wrong; empty where it is marked as right."""
    [tag] = re.findall(rf'<input id="{name}"[^>]*>', page)
    found = re.findall(rf'id="{name}-wrong">([^<]+)<', page)
    assert bool(found) == ("aria-invalid" in tag) == (f"{name}-wrong" in tag), tag
    return found[0] if found else ""


def typed(page: str, name: str) -> str:
    return re.findall(rf'<input id="{name}" name="{name}" value="([^"]*)"', page)[0]


async def opened(officer, household, region: str = VILLAGE) -> str:
    answer = await officer.get(address_of(household), params={"region": region} if region else {})
    assert answer.status_code == 200, answer.text
    return answer.text


async def write(officer, household, *, act: str = "agree", **changed: str):
    """What the page answers; the page that it was written on was opened before."""
    said = SAID | changed if act == "agree" else {}
    page = await opened(officer, household, "" if act == "withdraw" else VILLAGE)
    return await officer.post(address_of(household), data=said | {"ticket": ticket_in(page), "act": act})


async def test_an_agreement_s_whole_way_on_its_page(as_officer):
    officer, household = as_officer(), uuid7()
    page = await opened(officer, household)
    assert "还没有登记" in page and VILLAGE_NAME in page and ENTRY in page and WITHDRAW not in page
    assert f'type="hidden" name="region" value="{VILLAGE}"' in page

    page = (await write(officer, household)).text
    assert "已登记" in page and "139****1234" in page and "13900001234" not in page
    assert CHANGE in page and WITHDRAW in page and ENTRY not in page
    assert VILLAGE_NAME in await opened(officer, household, ""), "its place is known by now"

    page = (await write(officer, household, telephone="+86 13800009999")).text
    assert "138****9999" in page and "139****1234" not in page
    assert (await officer.get(f"/household-contacts/{household}")).json()["telephone"] == "138****9999"

    page = (await write(officer, household, act="withdraw")).text
    assert "撤回了同意" in page and "138****9999" not in page and "张大爷" not in page and ENTRY in page and WITHDRAW not in page

    page = (await write(officer, household, agreed_by="张大娘")).text
    assert "同意接收短信。" in page and "张大娘" in page and "139****1234" in page


@pytest.mark.parametrize(
    ("changed", "name", "says"),
    [
        ({"telephone": "1390000123"}, "telephone", "应为 11 位手机号码"),
        ({"telephone": "0539-8240000"}, "telephone", "固定电话收不到短信"),
        ({"telephone": ""}, "telephone", "请填写"),
        ({"agreed_by": " "}, "agreed_by", "请填写"),
        ({"agreed_by": "张" * 41}, "agreed_by", "至多 40 个字符"),
        ({"agreed_on": "2999-01-01"}, "agreed_on", "同意的日期晚于今天，请填写本户实际同意的日期"),
        ({"agreed_on": "6月1日"}, "agreed_on", "应为日期"),
    ],
)
async def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(as_officer, changed, name, says):
    officer, household = as_officer(), uuid7()
    answer = await write(officer, household, **changed)
    assert answer.status_code == 422
    assert says in beside(answer.text, name)
    fields = ("agreed_by", "telephone", "agreed_on")
    assert [each for each in fields if beside(answer.text, each)] == [name]
    assert {each: typed(answer.text, each) for each in fields} == {each: (SAID | changed)[each].strip() for each in fields}
    assert (await officer.get(f"/household-contacts/{household}")).status_code == 404, "nothing was entered"

    mended = await officer.post(address_of(household), data=SAID | {"ticket": ticket_in(answer.text), "act": "agree"})
    assert "139****1234" in mended.text


async def test_a_wrong_new_number_leaves_the_old_one_and_the_form_open(as_officer):
    officer, household = as_officer(), uuid7()
    await write(officer, household)
    page = (await write(officer, household, telephone="139")).text
    assert "应为 11 位手机号码" in beside(page, "telephone") and '<details class="screen" open>' in page
    assert "139****1234" in page


async def test_a_form_that_is_sent_twice_is_entered_once(as_officer):
    officer, household = as_officer(), uuid7()
    said = SAID | {"ticket": ticket_in(await opened(officer, household)), "act": "agree"}
    first, second = [await officer.post(address_of(household), data=said) for _ in range(2)]
    assert first.text == second.text


@pytest.mark.parametrize(("role", "region"), [(Role.VILLAGE, VILLAGE), (Role.TOWN, TOWN), (Role.COUNTY, COUNTY)])
async def test_the_officers_of_its_place_enter_it_and_find_it_in_the_list(as_officer, role, region):
    officer, household = as_officer(role, region), uuid7()
    assert "还没有登记过" in (await officer.get("/household-contacts/page")).text
    assert (await write(officer, household)).status_code == 200
    page = (await officer.get("/household-contacts/page")).text
    assert f'href="{household}/page"' in page and "139****1234" in page and "13900001234" not in page


async def test_nobody_else_sees_or_enters_anything(as_officer):
    household = uuid7()
    await write(as_officer(), household)
    for role in (Role.DEPARTMENT, Role.AUDITOR, Role.HOSPITAL, Role.OPERATOR):
        for address in (address_of(household), "/household-contacts/page"):
            assert (await as_officer(role, COUNTY).get(address)).status_code == 403, (role, address)
    neighbour = as_officer(region=OTHER_VILLAGE)
    assert str(household) not in (await neighbour.get("/household-contacts/page")).text
    refused = await neighbour.get(address_of(uuid7()), params={"region": VILLAGE})
    assert (refused.status_code, refused.json()["code"]) == (403, "outside-region")

    mine = OTHER_VILLAGE
    page = await opened(neighbour, household, mine)
    assert "张大爷" not in page
    said = SAID | {"ticket": ticket_in(page), "act": "agree"}
    taken = await neighbour.post(address_of(household), data=said | {"region": mine})
    assert taken.status_code == 404 and "不在本人辖区" in taken.text
    outside = await neighbour.post(address_of(uuid7()), data=said)
    assert outside.status_code == 403
    elsewhere = await write(as_officer(Role.TOWN, TOWN), uuid7(), region=OTHER_COUNTY_VILLAGE)
    assert elsewhere.status_code == 403 and "所办事项不在本人辖区" in beside(elsewhere.text, "region")


async def test_without_a_place_a_town_is_asked_for_it_and_a_village_is_not(as_officer):
    town, household = as_officer(Role.TOWN, TOWN), uuid7()
    page = await opened(town, household, "")
    assert beside(page, "region") == "" and typed(page, "region") == ""
    for region, says in (("", "请填写"), ("371311", "应为 12 位数字"), ("371311999999", "没有这个行政区划代码")):
        assert says in beside((await write(town, household, region=region)).text, "region")
    assert f'type="hidden" name="region" value="{VILLAGE}"' in await opened(as_officer(), household, "")


async def test_a_household_that_was_entered_keeps_its_place_whatever_a_link_says(as_officer):
    county, household = as_officer(Role.COUNTY, COUNTY), uuid7()
    await write(county, household)
    assert "138****9999" in (await write(county, household, region=OTHER_VILLAGE, telephone="13800009999")).text
    assert (await county.get(f"/household-contacts/{household}")).json()["region"] == VILLAGE


async def test_a_withdrawal_that_was_entered_already_is_said(as_officer):
    officer, household = as_officer(), uuid7()
    await write(officer, household)
    await write(officer, household, act="withdraw")
    again = await write(officer, household, act="withdraw")
    assert again.status_code == 409 and "这一户已经撤回同意" in again.text and ENTRY in again.text


async def test_the_list_is_walked_page_by_page_and_narrowed_to_a_place(as_officer, api, session):
    town = as_officer(Role.TOWN, TOWN)
    for number in range(51):
        body = SAID | {"region": VILLAGE if number else OTHER_VILLAGE, "telephone": f"139000010{number:02}"}
        (await town.put(f"/household-contacts/{uuid7()}", json=body)).raise_for_status()
    first = (await town.get("/household-contacts/page")).text
    [after] = re.findall(r"after=([\w-]+)", first)
    second = (await town.get("/household-contacts/page", params={"after": after})).text
    ids = [re.findall(r'<td class="go screen"><a href="([^/]+)/page"', page) for page in (first, second)]
    assert [len(each) for each in ids] == [50, 1] and len(set(ids[0] + ids[1])) == 51
    assert "回到开头" in second and "下一页" not in second
    narrow = (await town.get("/household-contacts/page", params={"region": OTHER_VILLAGE})).text
    assert narrow.count('class="go screen"') == 1
    assert len((await town.get("/household-contacts", params={"region": OTHER_VILLAGE})).json()["rows"]) == 1


async def test_a_page_that_was_opened_by_another_takes_nothing(as_officer, api):
    household = uuid7()
    ticket = ticket_in(await opened(as_officer(), household))
    other = api.as_(Role.VILLAGE, region=VILLAGE, subject="别人")
    answer = await other.post(address_of(household), data=SAID | {"ticket": ticket, "act": "agree"})
    assert (answer.status_code, answer.json()["code"]) == (403, "page-not-ours")


async def test_everything_that_is_wrong_is_said_at_once(as_officer):
    page = (await write(as_officer(), uuid7(), telephone="139", agreed_on="2999-01-01", agreed_by="")).text
    assert all(beside(page, name) for name in ("telephone", "agreed_on", "agreed_by"))


async def test_a_household_whose_village_is_over_is_still_read_and_written_to(as_officer, session):
    """Villages are merged; what was sealed before bears the old code for good."""
    household = await agreed(session)
    contact = await get_contact(session, household)
    before = json.loads(unseal(contact.sealed_contact)) | {"region": "371311001999"}
    contact.sealed_contact = seal(json.dumps(before))
    session.add(contact)
    await session.flush()
    paid = PAID.model_copy(update={"household_id": household})
    [message] = [one for one in await tell_of_money(session, [paid], at=MONDAY) if one.household_id]
    [way] = ways_of((await list_addressed(session, [message.id]))[message.id])
    assert way.address == "13900001234"
    await session.commit()
    assert "139****1234" in (await as_officer().get("/household-contacts/page")).text
    assert "138****9999" in (await write(as_officer(), household, telephone="13800009999")).text
