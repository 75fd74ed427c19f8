"""What was given is in the fund, the donor's name is sealed and never public, and a wish that the fund cannot keep is refused."""

from datetime import date

import pytest
from sqlalchemy import text

from services.funds.rules.donation import DonatedTomorrow, FundForbids, OutsideFund, fund_key
from services.funds.store.disclosure import get_entry
from services.funds.store.ledger import lock_accounts
from shared.vault import unseal
from tests.builders.funds import VILLAGE
from tests.builders.funds_donations import DONOR, a_fund, given


async def test_money_is_in_the_fund_and_a_person_is_never_named(session):
    fund = await a_fund(session)

    gift = await given(session, fund, 500_00)

    [account] = await lock_accounts(session, fund_key(fund.region, fund.number))
    assert account.sums.available_fen == 500_00
    assert gift.number == "D-371311-2020-0001"
    assert unseal(gift.donor_sealed) == DONOR
    entry = await get_entry(session, gift.disclosure_id)
    assert "爱心人士" in entry.canonical and DONOR not in entry.canonical
    for table in ("donation", "audit", "outbox", "transfer", "disclosure"):
        rows = (await session.execute(text(f"SELECT t::text FROM {table} t"))).scalars()
        assert not [row for row in rows if DONOR in row], table


async def test_an_organisation_is_named_unless_it_wishes_not_to_be(session):
    fund = await a_fund(session)

    named = await given(session, fund, 1_00, donor_kind="organisation", donor="罗庄商会")
    hidden = await given(session, fund, 1_00, donor_kind="organisation", donor="罗庄商会", is_anonymous=True)

    assert "罗庄商会" in (await get_entry(session, named.disclosure_id)).canonical
    assert "罗庄商会" not in (await get_entry(session, hidden.disclosure_id)).canonical


async def test_goods_are_counted_and_move_no_money(session):
    fund = await a_fund(session)

    gift = await given(session, fund, 1_000_00, kind="goods", goods="棉被", quantity=30, unit="床")

    assert (gift.transfer_id, gift.quantity, gift.left_fen) == (None, 30, 1_000_00)
    [account] = await lock_accounts(session, fund_key(fund.region, fund.number))
    assert account.sums.available_fen == 0


@pytest.mark.parametrize(
    ("changed", "law"),
    [
        ({"donated_on": date(2020, 3, 3)}, DonatedTomorrow),
        ({"earmark_kind": "class", "earmark": "poor-household"}, FundForbids),
        ({"earmark_kind": "village", "earmark": "371302001001"}, OutsideFund),
    ],
)
async def test_what_cannot_be_is_refused(session, changed, law):
    fund = await a_fund(session, kind="education", title="助学基金")

    with pytest.raises(law):
        await given(session, fund, 1_00, **changed)


async def test_a_village_that_a_donor_names_is_kept_and_not_published(session):
    fund = await a_fund(session)

    gift = await given(session, fund, 1_00, earmark_kind="village", earmark=VILLAGE)

    assert gift.earmark_title.endswith("社区居委会") or gift.earmark_title
    assert gift.earmark_title not in (await get_entry(session, gift.disclosure_id)).canonical
