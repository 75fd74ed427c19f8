"""A draft keeps to the programme, the earmark and the negative list, and shows how each amount was reckoned."""

from decimal import Decimal

import pytest

from services.funds.rules import allocation, budget
from services.funds.rules.account import Source
from services.funds.rules.allocation import AllocationState
from services.funds.store.allocation import list_shares
from shared.security import OutsideRegion
from tests.builders.funds import OTHER_TOWN, TOWN
from tests.builders.funds_budget import a_draft, a_share, drafted, money_of

FACTORS = [{"title": "建档立卡人口", "weight": 60}, {"title": "人均收入", "weight": 40, "is_inverse": True}]


def by_factor(*figures: tuple[str, str], amount_fen: int = 100_00):
    shares = [
        a_share(region=region, title=title, figures={"建档立卡人口": Decimal(people), "人均收入": Decimal(income)})
        for (region, title), (people, income) in zip(((TOWN, "甲街道"), (OTHER_TOWN, "乙镇")), figures, strict=True)
    ]
    return a_draft(*shares, amount_fen=amount_fen, method="factor", factors=FACTORS)


async def test_more_poor_people_and_less_income_bring_more_and_the_worksheet_says_why(session):
    draft = await drafted(session, by_factor(("300", "4000"), ("100", "8000")))

    amounts = [share.amount_fen for share in await list_shares(session, draft.id)]
    # 60 % × 3/4 + 40 % × 2/3 = 43/60 of 100 yuan, and the rest
    assert amounts == [71_67, 28_33]
    first = draft.worksheet["rows"][0]
    assert (first["share"], first["exact_fen"]) == ("43/60", "21500/3")
    assert first["parts"][1] == {"factor": "人均收入", "figure": "4000", "of_all": "2/3", "weighted": "4/15"}
    assert draft.state is AllocationState.DRAFTED
    assert draft.number == "L-371311-2020-0001"


@pytest.mark.parametrize(
    ("changed", "law", "pointer"),
    [
        ({"programme": "moonshot"}, budget.ProgrammeUnknown, "/programme"),
        ({"source": Source.TOWN}, budget.SourceMayNotPay, "/source"),
        ({"pool_programme": "housing"}, budget.EarmarkForbids, "/programme"),
        ({"shares": [a_share(100_00, use="vehicles")]}, budget.UseForbidden, "/shares/0/use"),
        ({"shares": [a_share(100_00, use="fun")]}, budget.UseUnknown, "/shares/0/use"),
        ({"shares": [a_share(100_00, use="reserve")]}, budget.UseNotOfProgramme, "/shares/0/use"),
        ({"shares": [a_share(100_00, region="371302001")]}, budget.ShareOutsideCounty, "/shares/0/region"),
        ({"shares": [a_share(99_99)]}, allocation.AmountsDoNotAddUp, "/shares"),
        ({"county": "371302", "shares": [a_share(100_00)]}, OutsideRegion, "/county"),
    ],
)
async def test_what_breaks_a_rule_is_refused_and_says_where(session, changed, law, pointer):
    form = a_draft(*changed.pop("shares", [a_share(100_00)]), amount_fen=100_00, **changed)

    with pytest.raises(law) as refused:
        await drafted(session, form)

    assert refused.value.pointer == pointer


async def test_the_negative_list_is_refused_with_its_clause(session):
    with pytest.raises(budget.UseForbidden) as refused:
        await drafted(session, a_draft(a_share(1_00, use="bonuses"), amount_fen=1_00))

    assert refused.value.facts["use"] == "各种奖金、津贴和福利补助"
    assert "中央财政专项扶贫资金管理办法" in refused.value.facts["clause"]


async def test_an_income_of_assets_has_a_negative_list_of_its_own(session):
    village = a_share(1_00, use="village-running", title="村办公经费")
    with pytest.raises(budget.UseForbidden):
        await drafted(session, a_draft(village, amount_fen=1_00, source=Source.ASSET_INCOME, programme="collective-good"))


async def test_a_fee_beyond_what_came_in_is_seen_while_it_is_drafted(session):
    await money_of(session, 100_00)
    with pytest.raises(budget.FeeAboveCeiling) as refused:
        await drafted(session, a_draft(a_share(1_01, use="management-fee"), amount_fen=1_01))

    assert refused.value.facts["most_fen"] == 1_00
