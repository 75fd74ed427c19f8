"""The address that every problem gives as its type leads to a page that explains it."""

from shared.security import Role
from tests.conftest import Api
from tests.shared.test_door import WANT


async def test_the_type_of_a_problem_is_the_address_of_its_page(api: Api) -> None:
    refused = (await api.as_(Role.TOWN).post("/umbrellas", json=WANT, headers={"Idempotency-Key": ""})).json()
    page = await api.get(refused["type"])
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert all(told in page.text for told in (refused["code"], refused["title"], refused["mend"], "POST /umbrellas"))


async def test_whatever_no_door_documents_has_a_page_as_well(api: Api) -> None:
    lost = (await api.get("/nowhere")).json()
    assert lost["title"] in (await api.get(lost["type"])).text


async def test_the_list_leads_to_every_code_and_names_no_mere_kind(api: Api) -> None:
    page = (await api.get("/problems")).text
    for code in ("invalid-input", "unauthenticated", "outside-region", "temporarily-unavailable", "internal-error"):
        assert f'href="problems/{code}"' in page
    assert 'href="problems/conflict"' not in page


async def test_a_browser_that_is_refused_a_page_shows_a_page(api: Api) -> None:
    browser = api.as_(Role.VILLAGE)
    browser.headers["Accept"] = "text/html,application/xhtml+xml,*/*;q=0.8"
    for address, status, words in (("/umbrellas", 403, "当前角色不能进行此操作"), ("/nowhere", 404, "没有这个地址")):
        shown = await browser.get(address)
        assert (shown.status_code, shown.headers["content-type"]) == (status, "text/html; charset=utf-8")
        assert "这一页打不开" in shown.text
        assert words in shown.text
    program = await api.get("/nowhere", headers={"Accept": "*/*"})
    assert program.headers["content-type"] == "application/problem+json"


async def test_an_unknown_code_is_refused_in_the_usual_form(api: Api) -> None:
    unknown = await api.get("/problems/bad-weather")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "no-such-problem")
