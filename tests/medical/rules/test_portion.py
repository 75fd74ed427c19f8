"""A stay settled in several goes pays what one settlement would have paid."""

from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from services.medical.rules.counters import Accounts
from services.medical.rules.line import LineCost
from services.medical.rules.portion import Settled, read_settled, settle_portion
from services.medical.rules.tally import EMPTY, tally
from services.medical.store.policies import shelf
from shared.money import yuan_grouped
from shared.policy.clauses import Stay
from shared.policy.counters import CounterScope
from shared.policy.evaluate import settle
from shared.policy.load import load_file

LINYI = shelf().find("371311", date(2020, 6, 1))
PERSON = CounterScope.PERSON_YEAR
PLACES = Path(__file__).parents[1] / "policy" / "places"


def stay(whole, so_far=None, persons=("enrolled",)):
    return Stay("371311001001", "2", frozenset(persons), whole.cost.total_fen, whole.cost.in_policy_fen, so_far or {})


def portions(parts, *, so_far=None, persons=("enrolled",)):
    """Settle one part after the other; the year's counters stand in one account, the life's in another."""
    accounts = Accounts(dict(so_far or {}))
    before, whole, done = Settled(), EMPTY, []
    for part in parts:
        whole = whole + tally([("A", None, part)])
        told = before.taken_out_of(accounts, year=2020, family="f")
        portion = settle_portion(LINYI, stay(whole, told.so_far, persons), whole, before, year=2020, family="f")
        accounts = accounts.added(portion.drawn)
        before = read_settled(portion.settled(year=2020, family="f").as_json())
        done.append(portion)
    return done, accounts


costs = st.builds(lambda inside, outside: LineCost(inside, 0, 0, outside), st.integers(0, 8_000_000), st.integers(0, 2_000_000))


@given(st.lists(costs, min_size=2, max_size=4), st.sampled_from([(), ("enrolled",), ("low-income",)]))
def test_in_the_end_everybody_has_paid_what_one_settlement_gives(parts, persons):
    done, accounts = portions(parts, persons=persons)
    whole = sum((tally([("A", None, part)]) for part in parts), EMPTY)
    once = settle(LINYI, stay(whole, persons=persons))

    for share in once.shares:
        assert sum(portion.paid[share.layer.name] for portion in done) == share.paid_fen
    assert sum(portion.patient_fen for portion in done) == once.patient_fen
    assert accounts.so_far == dict(once.drawn)
    for portion in done:
        assert sum(portion.paid.values()) + portion.patient_fen == portion.total_fen


@given(st.lists(st.integers(1, 1_000_000), min_size=2, max_size=4))
def test_each_of_several_payers_has_in_the_end_paid_its_part_of_the_whole(amounts):
    halves = load_file(PLACES / "xunyang_2017.yaml")
    before, whole, paid = Settled(), EMPTY, [0, 0]
    for amount_fen in amounts:
        whole = whole + tally([("A", None, LineCost(amount_fen))])
        facts = Stay("610928", "1", frozenset({"enrolled"}), whole.cost.total_fen, whole.cost.in_policy_fen)
        portion = settle_portion(halves, facts, whole, before, year=2017, family="f")
        before = portion.settled(year=2017, family="f")
        [zero] = [share for share in portion.result["shares"] if share["layer"] == "zero_burden"]
        now = [payer["paid_fen"] for payer in zero["payers"]]
        assert sum(now) == zero["paid_fen"] and min(now) >= 0
        paid = [so_far + each for so_far, each in zip(paid, now, strict=True)]

    assert paid == [(sum(amounts) + 1) // 2, sum(amounts) // 2]


def test_the_deductible_is_taken_once():
    (first, second), _ = portions([LineCost(1_000_00), LineCost(1_000_00)], persons=())

    assert first.paid["basic"] == (1_000_00 - 400_00) * 7 // 10
    assert second.paid["basic"] == 1_000_00 * 7 // 10


def test_the_reasons_are_the_whole_bill_s_and_the_amounts_are_what_is_paid_now():
    (_, second), _ = portions([LineCost(10_000_00), LineCost(8_000_00)])

    [basic] = [share for share in second.result["shares"] if share["layer"] == "basic"]
    assert (basic["paid_fen"], basic["earlier_fen"]) == (5_600_00, 6_720_00)
    assert "17,600.00 元 × 70%" in basic["sentence"] and "本次支付 5,600.00 元" in basic["sentence"]
    assert second.result["total_fen"] == 8_000_00
    assert second.result["earlier"] == {"total_fen": 10_000_00, "patient_fen": 0, "given_back_fen": 0}
    paid = sum(share["paid_fen"] for share in second.result["shares"])
    assert paid + second.result["patient_fen"] == 8_000_00


def test_a_stay_never_settled_before_is_explained_as_ever():
    [only], _ = portions([LineCost(10_000_00)])
    assert "earlier" not in only.result


def test_what_a_payer_has_paid_too_much_it_gives_back():
    (first,), _ = portions([LineCost(10_000_00)])
    before = first.settled(year=2020, family="f")
    whole = tally([("A", None, LineCost(11_000_00))])

    last = settle_portion(LINYI, stay(whole, persons=()), whole, before, year=2020, family="f")

    once = settle(LINYI, stay(whole, persons=()))
    assert min(last.paid.values()) < 0 and last.patient_fen == once.patient_fen
    assert {layer: first.paid[layer] + fen for layer, fen in last.paid.items()} == {
        share.layer.name: share.paid_fen for share in once.shares
    }
    gives = [share for share in last.result["shares"] if share["paid_fen"] < 0]
    assert all(f"本次退回 {yuan_grouped(-share['paid_fen'])} 元" in share["sentence"] for share in gives)
    assert last.result["earlier"]["given_back_fen"] == -sum(share["paid_fen"] for share in gives)


def test_last_year_s_draws_are_not_given_back_to_this_year_but_a_life_s_are():
    before = Settled(drawn=(read_settled(_drawn(2019)).drawn[0],))
    accounts = Accounts({"basic_year": 7}, {"medical_aid_year": 9}, {"joint": 5})

    assert before.taken_out_of(accounts, year=2020, family="f") == Accounts(
        {"basic_year": 7}, {"medical_aid_year": 5}, {"joint": 5}
    )
    same = Settled(drawn=read_settled(_drawn(2020)).drawn)
    assert same.taken_out_of(accounts, year=2020, family="f") == Accounts(
        {"basic_year": 4}, {"medical_aid_year": 5}, {"joint": 3}
    )
    assert same.taken_out_of(accounts, year=2020, family="g").family == {"joint": 5}


def _drawn(year):
    drawn = {"person_year": {"basic_year": 3}, "person_life": {"medical_aid_year": 4}, "family_year": {"joint": 2}}
    return {"tally": {}, "paid": {}, "patient": [0, 0], "drawn": [{"year": year, "family": "f", "drawn": drawn}]}


def test_a_stay_settled_before_payers_were_kept_adds_up_all_the_same():
    parts = [LineCost(10_000_00), LineCost(1_000_00), LineCost(2_000_00)]
    whole, before = EMPTY, Settled()
    for at, part in enumerate(parts):
        whole = whole + tally([("A", None, part)])
        portion = settle_portion(LINYI, stay(whole), whole, before, year=2020, family="f")
        for share in portion.result["shares"]:
            assert share["paid_fen"] == sum(payer["paid_fen"] for payer in share["payers"])
        told = portion.settled(year=2020, family="f").as_json()
        if not at:  # as it was kept then
            told = {key: value for key, value in told.items() if key != "layers"}
            told["drawn"] = [{key: value for key, value in one.items() if key != "patient"} for one in told["drawn"]]
        before = read_settled(told)
        assert sum(one.patient_fen for one in before.drawn) == before.patient_fen
