"""How much a reserve takes, when it is filled again, and who agrees."""

import pytest

from services.funds.rules.reserve import (
    Held,
    RefillState,
    RefillStateForbids,
    ReserveAboveCeiling,
    become,
    first_state,
    must_fit,
    refill_of,
    room_fen,
)
from services.funds.rules.reserve_policy import Ceiling, ReservePolicy, TownCeiling
from services.funds.store.aid_policy import list_reserve_policies

NATIONAL = next(policy for policy in list_reserve_policies() if policy.region == "")
CEILING = Ceiling(most=1000, floor=100, refill_to=500, reference="reserve")
EXAMPLES = [(policy, example) for policy in list_reserve_policies() for example in policy.examples]


@pytest.mark.parametrize(("policy", "example"), EXAMPLES, ids=lambda one: getattr(one, "policy", getattr(one, "name", "")))
def test_a_policy_reproduces_its_examples(policy, example):
    available = example.facts.available_fen
    amount_fen = refill_of(policy.ceiling_of(example.facts.town), Held(available, available, 0))

    assert amount_fen == example.expected.refill_fen
    assert (amount_fen > 0 and first_state(policy, amount_fen) is RefillState.ASKED) is example.expected.needs_county


def test_what_is_on_its_way_and_what_is_set_aside_count():
    assert room_fen(CEILING, Held(available_fen=10_000, balance_fen=60_000, in_transit_fen=30_000)) == 10_000
    assert refill_of(CEILING, Held(available_fen=5_000, balance_fen=5_000, in_transit_fen=5_000)) == 0
    # Much is set aside and little free: no more than fits comes in.
    assert refill_of(CEILING, Held(available_fen=0, balance_fen=95_000, in_transit_fen=0)) == 5_000


def test_more_than_fits_is_refused_to_the_fen():
    held = Held(40_000, 40_000, 0)
    must_fit(CEILING, held, 60_000)
    with pytest.raises(ReserveAboveCeiling) as refused:
        must_fit(CEILING, held, 60_001)
    assert refused.value.facts["room_fen"] == 60_000


def test_a_town_of_its_own_has_its_own_ceiling():
    own = TownCeiling(town="371311100", most=50, floor=5, refill_to=20, reference="reserve")
    policy = NATIONAL.model_copy(update={"towns": (own,)})

    assert policy.ceiling_of("371311100") is own
    assert policy.ceiling_of("371311001") is NATIONAL.each_town


def test_a_file_with_a_town_from_elsewhere_or_a_floor_above_the_mark_is_refused():
    written = NATIONAL.model_dump(by_alias=True) | {"each_town": {"most": 10, "floor": 8, "refill_to": 8, "reference": "reserve"}}
    with pytest.raises(ValueError, match="floor < refill_to"):
        ReservePolicy.model_validate(written)


def test_a_filled_refill_stands():
    with pytest.raises(RefillStateForbids):
        become(RefillState.FILLED, RefillState.REFUSED)
