"""Who stands on a roster, and what a supplement changes."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.medical.rules.roster import (
    Change,
    ConfirmedByItsMaker,
    Head,
    Line,
    RosterConfirmed,
    RosterStatus,
    RosterTooLarge,
    lines_of,
    must_be_another,
    must_be_countable,
    must_be_draft,
    supplement,
)
from services.medical.store import premiums

[LINYI] = [policy for policy in premiums.SHELF.policies() if policy.policy == "linyi-premiums-2018"]
PROGRAMME = LINYI.programme("special-insurance")


def head(name: str, *classes: str) -> Head:
    return Head(name, UUID(int=1), UUID(int=2), "371311001001", classes)


def line(name: str, amount_fen: int = 160_00, by_class: str = "enrolled") -> Line:
    return Line(head(name, by_class), by_class, "100%", amount_fen)


def test_whoever_is_of_a_named_class_stands_on_it_with_the_whole_premium_and_others_do_not():
    lines = lines_of(
        PROGRAMME, [head("甲", "enrolled", "low-income"), head("乙", "low-income"), head("丙", "immediate-assistance")]
    )

    assert {name: (one.by_class, one.share, one.amount_fen) for name, one in lines.items()} == {
        "甲": ("enrolled", "100%", 170_00),  # the household's insurance stands on the line of its first person
        "丙": ("immediate-assistance", "100%", 160_00),
    }


def test_a_supplement_adds_removes_and_corrects_and_leaves_the_others_alone():
    changes = supplement(
        {"甲": line("甲"), "乙": line("乙"), "丁": line("丁", 125_00)},
        {"甲": line("甲", by_class="immediate-assistance"), "丙": line("丙"), "丁": line("丁", 250_00)},
    )

    assert {(one.head.identity_hash, one.change, one.amount_fen) for one in changes} == {
        ("丙", Change.ADDED, 160_00),
        ("乙", Change.REMOVED, -160_00),
        ("丁", Change.CHANGED, 125_00),
    }


amounts = st.dictionaries(st.sampled_from("甲乙丙丁戊己"), st.integers(1, 10**6))


@given(amounts, amounts)
def test_what_stood_and_its_supplement_come_to_what_stands_now(before: dict[str, int], after: dict[str, int]):
    standing = {name: line(name, amount) for name, amount in before.items()}
    now = {name: line(name, amount) for name, amount in after.items()}

    changes = supplement(standing, now)

    assert sum(before.values()) + sum(one.amount_fen for one in changes) == sum(after.values())
    assert all(one.amount_fen for one in changes)
    assert supplement(now, now) == []


def test_nobody_confirms_their_own_work():
    must_be_another("张", "李")
    with pytest.raises(ConfirmedByItsMaker):
        must_be_another("张", "张")


def test_what_is_confirmed_is_never_touched_again():
    must_be_draft(RosterStatus.DRAFT)
    with pytest.raises(RosterConfirmed):
        must_be_draft(RosterStatus.CONFIRMED)


def test_more_people_than_one_roster_holds_are_counted_by_town():
    must_be_countable(100_000)
    with pytest.raises(RosterTooLarge):
        must_be_countable(100_001)
