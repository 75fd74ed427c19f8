"""Each place's rules of assets: its own file where it has one, the country's where it has none, every value with its document."""

from datetime import date
from fractions import Fraction
from uuid import uuid4

import pytest

from services.funds.rules.asset_entry import asset_entry
from services.funds.rules.disclosure import DisclosureKind
from services.funds.rules.distribution import Needy, part
from services.funds.store.asset_policy import get_asset_policy, list_asset_policies
from shared.money import fen
from shared.policy.clauses import Trust

ON = date(2021, 1, 22)


@pytest.mark.parametrize(
    ("region", "policy"),
    [
        ("371121104001", "assets-wulian-2019"),
        ("371327001", "assets-junan-2018"),
        ("220221", "assets-yongji-2021"),
        ("371311001001", "assets-national-2021"),
    ],
)
def test_a_place_goes_by_its_own_file_and_else_by_the_countrys(region, policy):
    assert get_asset_policy(region, ON)[0].policy == policy


def test_before_a_places_file_the_countrys_holds():
    assert get_asset_policy("220221", date(2020, 12, 31))[0].policy == "assets-national-2021"


def test_wulian_parts_by_factors_alone_and_junans_line_is_six_per_cent():
    wulian, junan = get_asset_policy("371121", ON)[0], get_asset_policy("371327", ON)[0]
    assert wulian.sharing.guaranteed == 0
    assert junan.least_yield.ratio == Fraction(6, 100)
    assert "莒南县" in junan.source(junan.least_yield).spoken
    households = [Needy(uuid4(), "371121104001", {"household": 1}), Needy(uuid4(), "371121104001", {"household": 1, "alone": 2})]
    parted = part(fen("1000"), households, wulian, within="371121104001")
    assert {share.amount_fen for share in parted.shares} == {fen("160"), fen("640")}


def test_yongjis_first_batch_is_shown_ten_days_and_adds_up_to_what_was_published():
    yongji = get_asset_policy("220221", ON)[0]
    income = [fen(yuan) for yuan in ("3000000", "726791.03", "370491.89", "100000", "120000")]
    assert (sum(income), yongji.sharing.notice_days) == (fen("4317282.92"), 10)
    assert yongji.references[yongji.sharing.notice_reference].trust is Trust.PRINTED
    left_fen = sum(income) - fen("2170000") - fen("2147200")
    assert left_fen == fen("82.92")


@pytest.mark.parametrize("policy", list_asset_policies(), ids=lambda policy: policy.policy)
def test_what_the_public_reads_names_the_document_of_the_places_file(policy):
    entry = asset_entry(
        DisclosureKind.ASSET,
        id=uuid4(),
        region="371311001",
        region_name="罗庄街道",
        subject="光伏电站",
        amount_fen=1,
        reason="资产登记",
        on=ON,
        policy=policy,
        by=policy.titles,
    )
    assert entry.clause == policy.source(policy.titles).spoken
    assert {"assets-zibo-2018": "2018-11-02 公布"}.get(policy.policy, "国办函〔2021〕51号") in policy.source(
        policy.titles
    ).address
