"""Two books held against each other."""

from hypothesis import given
from hypothesis import strategies as st

from services.medical.rules.national.statement import Entry, Finding, Totals, compare, differences, summed

ENTRY = st.builds(
    Entry,
    setl_id=st.sampled_from("abcdef"),
    mdtrt_id=st.just("m"),
    psn_no=st.just("p"),
    medfee_fen=st.integers(-3, 3),
    fund_fen=st.integers(-2, 2),
    is_refund=st.booleans(),
)


def unique(entries: list[Entry]) -> list[Entry]:
    return list({(entry.setl_id, entry.is_refund): entry for entry in entries}.values())


@given(theirs=st.lists(ENTRY).map(unique), ours=st.lists(ENTRY).map(unique))
def test_every_entry_of_either_book_is_found_once(theirs: list[Entry], ours: list[Entry]) -> None:
    found = [(one.entry.setl_id, one.entry.is_refund) for one in compare(theirs, ours)]

    assert sorted(found) == sorted({(entry.setl_id, entry.is_refund) for entry in theirs + ours})


@given(book=st.lists(ENTRY).map(unique))
def test_a_book_agrees_with_itself(book: list[Entry]) -> None:
    assert {one.finding for one in compare(book, book)} <= {Finding.AGREES}
    assert differences(summed(book), summed(book)) == []


def test_a_settlement_taken_back_the_same_day_counts_as_two_records_or_none() -> None:
    ours = summed([Entry("a", "m", "p", 100, 60), Entry("a", "m", "p", -100, -60, is_refund=True)])

    assert differences(Totals(0, 0, 0, 2), ours) == differences(Totals(0, 0, 0, 0), ours) == []
    assert differences(Totals(0, 0, 0, 1), ours) == ["笔数：机构 1，平台 2（其中退费 1）"]
