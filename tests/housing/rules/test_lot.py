"""The lot: everybody at most one dwelling within the cap, those who asked first, the same for the same three values, always."""

import hashlib
import hmac
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.housing.rules import lot as rules
from services.housing.rules.lot import (
    DwellingsTooFew,
    Entrant,
    NobodyToDraw,
    NoDwellingLeft,
    Offered,
    digest_of,
    draw,
    in_letters,
    listing,
    must_have_room,
    pledge_of,
)
from services.housing.rules.lot_life import LotMustNameOld, LotState, NoLotToReplace, must_name_old
from services.housing.rules.relocation import Asks
from services.housing.store.relocation_policy import list_relocation_policies
from services.housing.verifier.verify_lot import draw as draw_again
from services.housing.verifier.verify_lot import faults_of, in_hex

KIND = next(kind for kind in list_relocation_policies()[0].kinds if kind.kind == "poverty")
HIDDEN = bytes(range(32))
PUBLIC = "7132296541"

entrants = st.lists(
    st.builds(lambda persons, asks: (persons, asks), st.integers(1, 8), st.sampled_from(list(Asks))), min_size=1, max_size=25
).map(
    lambda drawn: [Entrant(f"Q-371311-2020-{at:04}", persons, asks, _class(persons)) for at, (persons, asks) in enumerate(drawn)]
)
homes = st.lists(st.tuples(st.integers(1, 15000), st.integers(1, 9), st.booleans()), min_size=0, max_size=25).map(
    lambda drawn: [_home(at, Decimal(hundredths) / 100, storey, free) for at, (hundredths, storey, free) in enumerate(drawn)]
)
values = st.tuples(st.binary(min_size=32, max_size=32), st.text("0123456789", min_size=4, max_size=12))


def _class(persons: int) -> str:
    found = KIND.class_of_persons(persons)
    assert found is not None
    return found.code


def _home(at: int, area: Decimal, storey: int, is_barrier_free: bool) -> Offered:
    found = KIND.class_of_area(area)
    assert found is not None
    return Offered(f"1-1-{at:03}", area, storey, is_barrier_free, found.code)


def a_list(households: list[Entrant], dwellings: list[Offered]) -> dict[str, Any]:
    return listing(
        number="K-371311-2020-0001",
        site="幸福家园（371311001001）",
        area_per_person_m2=KIND.area_per_person_m2,
        storey_most=2,
        public_source="现场代表依次报数",
        households=households,
        dwellings=dwellings,
    )


def a_proof(listed: dict[str, Any], hidden: bytes = HIDDEN, public: str = PUBLIC) -> dict[str, Any]:
    """As the public door gives it."""
    result = [
        {"number": one.number, "class": one.size_class, "rank": one.rank, "dwelling": one.dwelling}
        for one in draw(listed, hidden, public)
    ]
    return {
        "number": listed["lot"],
        "listed": listed,
        "digest": digest_of(listed),
        "pledge": pledge_of(hidden),
        "hidden": hidden.hex(),
        "public_value": public,
        "result": result,
    }


@given(entrants, homes, values)
def test_everybody_draws_at_most_one_dwelling_within_the_cap_and_nobody_waits_beside_a_free_one(
    households: list[Entrant], dwellings: list[Offered], drawn_by: tuple[bytes, str]
) -> None:
    drawn = draw(a_list(households, dwellings), *drawn_by)

    assert sorted(one.number for one in drawn) == sorted(one.number for one in households)
    taken = [one.dwelling for one in drawn if one.dwelling]
    assert len(taken) == len(set(taken))
    area = {one.number: one.area_m2 for one in dwellings}
    persons = {one.number: one.persons for one in households}
    assert all(area[one.dwelling] <= KIND.area_most_m2(persons[one.number]) for one in drawn if one.dwelling)
    for size_class in {one.size_class for one in households}:
        waiting = [one for one in drawn if one.size_class == size_class and one.dwelling is None]
        free = [one for one in dwellings if one.size_class == size_class and one.number not in taken]
        assert not (waiting and free)


@given(entrants, homes, values)
def test_who_asked_for_a_low_or_barrier_free_home_has_one_as_long_as_there_is_one(
    households: list[Entrant], dwellings: list[Offered], drawn_by: tuple[bytes, str]
) -> None:
    drawn = {one.number: one for one in draw(a_list(households, dwellings), *drawn_by)}
    home = {one.number: one for one in dwellings}

    for one in households:
        got = drawn[one.number].dwelling
        if one.asks is Asks.NOTHING or got is None or home[got].is_barrier_free or home[got].storey <= 2:
            continue
        of_class = [each for each in households if each.size_class == one.size_class]
        low = [each for each in dwellings if each.size_class == one.size_class and (each.is_barrier_free or each.storey <= 2)]
        with_low = [drawn[each.number].dwelling for each in of_class if each.asks is not Asks.NOTHING]
        assert {each.number for each in low} <= set(with_low)


@given(entrants, homes, values)
def test_the_verifier_draws_the_same_by_a_program_of_its_own(
    households: list[Entrant], dwellings: list[Offered], drawn_by: tuple[bytes, str]
) -> None:
    listed = a_list(households, dwellings)
    drawn = {one.number: (one.size_class, one.rank, one.dwelling) for one in draw(listed, *drawn_by)}

    assert draw_again(listed, *drawn_by) == drawn
    assert faults_of(a_proof(listed, *drawn_by)) == []


def test_the_order_in_which_households_were_entered_changes_nothing() -> None:
    households = [Entrant(f"Q-371311-2020-{at:04}", 3, Asks.NOTHING, "three") for at in range(20)]
    dwellings = [_home(at, Decimal(75), 1 + at % 6, is_barrier_free=False) for at in range(20)]
    listed, turned = a_list(households, dwellings), a_list(households[::-1], dwellings[::-1])

    assert digest_of(listed) == digest_of(turned)
    assert draw(listed, HIDDEN, PUBLIC) == draw(turned, HIDDEN, PUBLIC)


def test_another_public_value_another_hidden_value_or_another_list_draws_otherwise() -> None:
    households = [Entrant(f"Q-371311-2020-{at:04}", 3, Asks.NOTHING, "three") for at in range(20)]
    dwellings = [_home(at, Decimal(75), 1 + at % 6, is_barrier_free=False) for at in range(20)]
    listed = a_list(households, dwellings)
    first = draw(listed, HIDDEN, PUBLIC)

    assert draw(listed, HIDDEN, "7132296542") != first
    assert draw(listed, HIDDEN[::-1], PUBLIC) != first
    assert draw(listed | {"public_source": "别处"}, HIDDEN, PUBLIC) != first


def test_the_draw_is_the_one_that_the_description_says() -> None:
    """Reckoned here by hand, from the sentences at the head of the rules."""
    households = [Entrant(f"Q-371311-2020-000{at}", 3, Asks.NOTHING, "three") for at in (1, 2)]
    listed = a_list(households, [_home(1, Decimal(75), 3, False), _home(2, Decimal(75), 4, False)])
    digest = hashlib.sha256(rules.canonical(listed)).hexdigest()
    key = hmac.new(HIDDEN, f"{digest}\n{PUBLIC}".encode(), hashlib.sha256).digest()

    def place(kind: str, number: str) -> bytes:
        return hmac.new(key, f"{kind}\n{number}".encode(), hashlib.sha256).digest()

    order = sorted((each.number for each in households), key=lambda number: place("household", number))
    offered = sorted(("1-1-001", "1-1-002"), key=lambda number: place("dwelling", number))
    assert [(one.number, one.dwelling) for one in draw(listed, HIDDEN, PUBLIC)] == list(zip(order, offered, strict=True))


def test_a_changed_result_a_changed_list_and_a_changed_secret_are_found_out() -> None:
    households = [Entrant(f"Q-371311-2020-{at:04}", 3, Asks.NOTHING, "three") for at in range(6)]
    dwellings = [_home(at, Decimal(75), 1 + at % 6, is_barrier_free=False) for at in range(6)]
    proof = a_proof(a_list(households, dwellings))

    first, second, *others = proof["result"]
    swapped = [first | {"dwelling": second["dwelling"]}, second | {"dwelling": first["dwelling"]}, *others]
    assert len(faults_of(proof | {"result": swapped})) == 2
    assert any("结果中没有" in fault for fault in faults_of(proof | {"result": proof["result"][1:]}))
    twice = [first, second | {"dwelling": first["dwelling"]}, *others]
    assert any("分给了两户" in fault for fault in faults_of(proof | {"result": twice}))

    shorter = proof["listed"] | {"households": proof["listed"]["households"][1:]}
    assert any("被改过" in fault for fault in faults_of(proof | {"listed": shorter}))
    again = a_proof(shorter)
    assert faults_of(again) == []
    assert faults_of(again, digest=proof["digest"]) == ["名单摘要与您记下的不同：抽签所用的不是当时公示的名单"]

    assert any("密值被换过" in fault for fault in faults_of(proof | {"hidden": HIDDEN[::-1].hex()}))
    assert faults_of(a_proof(proof["listed"], HIDDEN[::-1]), pledge=proof["pledge"]) == ["密值承诺与您记下的不同"]


def test_what_was_noted_in_letters_from_the_notice_is_compared_as_well() -> None:
    proof = a_proof(a_list([Entrant("Q-371311-2020-0001", 1, Asks.NOTHING, "one")], [_home(1, Decimal(25), 1, False)]))

    assert faults_of(proof, pledge=in_letters(proof["pledge"]), digest=f" {in_letters(proof['digest']).upper()} ") == []
    assert in_hex(in_letters(proof["pledge"])) == proof["pledge"]
    assert in_letters("0123456789abcdef") == "abcdefghijklmnop"


def test_a_class_that_lacks_dwellings_says_what_becomes_of_those_who_wait() -> None:
    households = [Entrant(f"Q-371311-2020-000{at}", 3, Asks.NOTHING, "three") for at in range(2)]
    one = [_home(1, Decimal(75), 1, False)]

    with pytest.raises(DwellingsTooFew) as short:
        must_have_room(households, one, waiting_why="")
    assert short.value.facts["short"] == ["three：2 户，房源 1 套"]
    must_have_room(households, one, waiting_why="二期安置")
    with pytest.raises(NobodyToDraw):
        must_have_room([], one, waiting_why="")
    with pytest.raises(NoDwellingLeft):
        must_have_room(households, [], waiting_why="二期安置")


@pytest.mark.parametrize("failed", [LotState.CANCELLED, LotState.STOPPED])
def test_a_lot_after_one_that_failed_names_it_and_says_why(failed: LotState) -> None:
    must_name_old(last="K-371311-2020-0001", last_state=failed, named="K-371311-2020-0001", why="名单变更")
    for named, why in (("", ""), ("K-371311-2020-0001", " "), ("K-371311-2020-0009", "名单变更")):
        with pytest.raises(LotMustNameOld):
            must_name_old(last="K-371311-2020-0001", last_state=failed, named=named, why=why)


def test_a_first_lot_and_one_after_a_lot_that_counts_name_none() -> None:
    must_name_old(last=None, last_state=None, named="", why="")
    must_name_old(last="K-371311-2020-0001", last_state=LotState.FINAL, named="", why="")
    with pytest.raises(NoLotToReplace):
        must_name_old(last="K-371311-2020-0001", last_state=LotState.FINAL, named="K-371311-2020-0001", why="想再抽")
