"""The bank's lines beside our transfers: found by number, then by amount and day; everything else has a kind and a reason."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.funds.rules.bank import DifferenceKind, How, MatchDoesNotAdd
from services.funds.rules.matching import Entry, Line, must_add, reconcile, reference_of, references_in
from shared.ids import uuid7

DAY = date(2020, 6, 10)
UNTIL = date(2020, 6, 30)


def a_line(amount_fen: int, *, day: date = DAY, of: Entry | None = None, signature: str = "") -> Line:
    references = of.references if of else frozenset()
    return Line(uuid7(), day, amount_fen, signature or f"{day}{amount_fen}{uuid7()}", references)


def an_entry(amount_fen: int, *, day: date = DAY, follows: Entry | None = None, link: str = "") -> Entry:
    id = uuid7()
    references = frozenset({reference_of(id), link} - {""})
    return Entry(id, day, amount_fen, references, follows.transfer_id if follows else None)


def held(lines, entries, **more):
    return reconcile(lines, entries, **({"days": 3, "until": UNTIL} | more))


def kinds(found):
    return [difference.kind for difference in found.differences]


def test_a_line_with_our_number_is_that_transfer_among_others_of_the_amount():
    first, second = an_entry(-500), an_entry(-500)
    line = a_line(-500, of=second)

    found = held([line], [first, second])

    assert [(match.line_id, match.transfer_ids, match.how) for match in found.matches] == [
        (line.id, (second.transfer_id,), How.REFERENCE)
    ]
    assert kinds(found) == [DifferenceKind.NOT_IN_BANK]


def test_a_batch_is_one_line_and_several_transfers():
    link = "0123456789ABCDEF"
    batch = [an_entry(-300, link=link), an_entry(-200, link=link)]
    line = Line(uuid7(), DAY, -500, "s", frozenset({link}))

    found = held([line], batch)

    assert set(found.matches[0].transfer_ids) == {entry.transfer_id for entry in batch}
    assert found.differences == ()


def test_without_a_number_the_amount_and_the_nearest_day_decide():
    near, far = an_entry(700), an_entry(700, day=DAY + timedelta(days=2))
    lines = [a_line(700), a_line(700, day=DAY + timedelta(days=3))]

    found = held(lines, [far, near])

    assert {match.line_id: match.transfer_ids for match in found.matches} == {
        lines[0].id: (near.transfer_id,),
        lines[1].id: (far.transfer_id,),
    }


def test_two_days_that_fit_equally_well_are_left_to_a_person():
    entries = [an_entry(700, day=DAY - timedelta(days=1)), an_entry(700, day=DAY + timedelta(days=1))]

    found = held([a_line(700)], entries)

    assert found.matches == ()
    assert sorted(kinds(found)) == [DifferenceKind.NOT_IN_BANK, DifferenceKind.NOT_IN_BANK, DifferenceKind.NOT_IN_BOOKS]


@pytest.mark.parametrize(
    ("lines", "entries", "expected"),
    [
        ([(900, 0)], [], [(DifferenceKind.NOT_IN_BOOKS, 900)]),
        ([], [(900, 0)], [(DifferenceKind.NOT_IN_BANK, -900)]),
        ([], [(900, 19)], []),  # the bank may still be on its way
        ([(900, 8)], [(900, 0)], [(DifferenceKind.NOT_IN_BOOKS, 900), (DifferenceKind.NOT_IN_BANK, -900)]),
    ],
)
def test_what_one_side_has_alone_is_named(lines, entries, expected):
    found = held(
        [a_line(amount, day=DAY + timedelta(days=days)) for amount, days in lines],
        [an_entry(amount, day=DAY + timedelta(days=days)) for amount, days in entries],
    )
    assert [(difference.kind, difference.amount_fen) for difference in found.differences] == expected


def test_another_amount_or_day_under_our_number_is_a_difference_of_its_kind():
    amount, late = an_entry(-500), an_entry(-800)
    lines = [a_line(-450, of=amount), a_line(-800, day=DAY + timedelta(days=9), of=late)]

    found = held(lines, [amount, late])

    assert [(one.kind, one.amount_fen, one.transfer_id) for one in found.differences] == [
        (DifferenceKind.AMOUNT_DIFFERS, 50, amount.transfer_id),
        (DifferenceKind.DAY_DIFFERS, 0, late.transfer_id),
    ]
    assert len(found.matches) == 1


def test_a_line_that_the_bank_wrote_twice_is_called_a_double():
    entry = an_entry(-500)
    lines = [a_line(-500, of=entry, signature="same"), a_line(-500, of=entry, signature="same")]

    assert kinds(held(lines, [entry])) == [DifferenceKind.DOUBLED]
    assert kinds(held(lines[1:], [], known={"same"})) == [DifferenceKind.DOUBLED]


def test_a_transfer_and_its_reversal_that_the_bank_never_saw_cancel_each_other():
    entry = an_entry(-500)
    back = an_entry(500, follows=entry)

    assert held([], [entry, back]).differences == ()
    assert kinds(held([a_line(-500, of=entry)], [entry, back])) == [DifferenceKind.NOT_IN_BANK]


def test_our_numbers_are_found_in_what_banks_write_around_them():
    id = uuid7()
    assert references_in(f"/ROC/{id}", "NONREF") == {reference_of(id)}
    assert references_in(f"用途 {reference_of(id).lower()} 救助") == {reference_of(id)}
    assert references_in("BK2020060200000001") == frozenset()


def test_a_person_can_name_only_what_adds_up():
    entries = [an_entry(-300), an_entry(-200)]
    must_add(a_line(-500), entries, 2)
    for asked, line in ((2, a_line(-499)), (3, a_line(-500))):
        with pytest.raises(MatchDoesNotAdd):
            must_add(line, entries, asked)


AMOUNTS = st.integers(-4, 4).filter(bool)
SIDES = st.lists(st.tuples(AMOUNTS, st.integers(0, 12)), max_size=12)


@given(SIDES, SIDES)
def test_every_line_is_matched_once_or_named_once_and_no_fen_is_lost(lines, entries):
    told = [a_line(amount, day=DAY + timedelta(days=days)) for amount, days in lines]
    booked = [an_entry(amount, day=DAY + timedelta(days=days)) for amount, days in entries]

    found = held(told, booked, until=DAY + timedelta(days=30))

    matched = [match.line_id for match in found.matches]
    named = [one.line_id for one in found.differences if one.line_id and one.line_id not in matched]
    assert sorted(matched + named) == sorted(line.id for line in told)
    bank, books = sum(line.amount_fen for line in told), sum(entry.amount_fen for entry in booked)
    assert sum(one.amount_fen for one in found.differences) == bank - books
