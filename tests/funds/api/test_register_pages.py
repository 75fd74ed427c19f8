"""Whoever has no number at hand finds the page of a thing in a list."""

from datetime import date

from services.funds.tables import BankAccount
from shared import clock
from shared.pages import PAGE_ROWS
from shared.security import Role

FUND = {"region": "371311", "title": "罗庄区慈心一日捐助学济困与突发重大疾病困难家庭救助专项基金", "kind": "charity-day"}


def a_bank_account(number: int) -> BankAccount:
    return BankAccount(
        region="371311",
        number=f"3713110100{number:04}",
        bank="罗庄农村商业银行营业部",
        title=f"专户 {number}",
        kinds=[],
        opened_on=date(2020, 1, 1),
        opening_fen=0,
        stated_fen=123_456_789_012_34,
        stated_on=date(2020, 6, 30),
        made_by="县区经办",
        made_at=clock.now(),
    )


async def test_a_fund_is_found_by_its_name_and_leads_to_its_year(api):
    county = api.as_(Role.COUNTY)
    fund = (await county.post("/donation-funds", json=FUND)).json()

    listed = (await county.get("/donation-funds/page")).text

    assert f'<a href="{fund["number"]}/page">{FUND["title"]}</a>' in listed
    assert (await county.get(f"/donation-funds/{fund['number']}/page")).status_code == 200
    assert (await api.as_(Role.TOWN, region="371312001").get("/donation-funds/page")).text.count("还没有登记") == 1


async def test_accounts_at_banks_are_turned_over_page_by_page_and_only_for_the_county_and_who_audits_it(session, api):
    session.add_all([a_bank_account(number) for number in range(PAGE_ROWS + 1)])
    await session.commit()
    auditor = api.as_(Role.AUDITOR)

    first = (await auditor.get("/bank-accounts/page")).text
    after = first.partition("page?after=")[2].partition('"')[0]
    last = (await auditor.get(f"/bank-accounts/page?after={after}")).text

    assert first.count("reconciliation.html") == PAGE_ROWS
    assert last.count("reconciliation.html") == 1
    assert "123,456,789,012.34" in last
    assert "回到开头" in last
    assert (await api.as_(Role.TOWN, region="371311001").get("/bank-accounts/page")).status_code == 403
    assert (await auditor.get("/bank-accounts/page?after=x")).json()["code"] == "unreadable-cursor"


async def test_empty_lists_say_so(api):
    town = api.as_(Role.TOWN, region="371311001")
    for address in ("/distributions/page", "/grant-applications/page"):
        assert "还没有登记" in (await town.get(address)).text
