"""What an auditor reads of a change: what it was and is, nothing that is sealed, of somebody's health only that it changed."""

from datetime import UTC, datetime

from shared.deeds import HIDDEN, UNTOLD, Change, Deed, changes_of, spoken


def a_deed(before: dict[str, object] | None, after: dict[str, object] | None) -> Deed:
    at = datetime(2020, 6, 1, tzinfo=UTC)
    return Deed(1, at, "甲", "county", "371311", "", "PUT /x", "update", "person", "1", before, after)


def test_only_what_changed_is_told_each_value_as_people_read_it() -> None:
    deed = a_deed({"amount_fen": 100, "is_open": False, "kept": 1}, {"amount_fen": 250_000, "is_open": True, "kept": 1})
    assert changes_of(deed) == [Change("amount_fen", "1.00 元", "2,500.00 元"), Change("is_open", "否", "是")]


def test_what_is_sealed_is_never_shown_whichever_way_its_column_is_called() -> None:
    deed = a_deed(None, {"name_sealed": "\\x01", "sealed_contact": "\\x02", "identity_hash": "ab", "salt": "cd"})
    assert {change.after for change in changes_of(deed)} == {HIDDEN}
    assert spoken("answers", {"name_sealed": "\\x01"}) == f"name_sealed：{HIDDEN}"


def test_of_somebodys_health_only_that_it_changed_is_told() -> None:
    deed = a_deed({"diseases": ["F20"], "status": "open"}, {"diseases": ["C34"], "status": "done"})
    told = {change.field: (change.before, change.after) for change in changes_of(deed, untold={"diseases"})}
    assert told == {"diseases": (UNTOLD, UNTOLD), "status": ("open", "done")}
    assert changes_of(a_deed(None, {"diseases": []}), untold={"diseases"}) == [Change("diseases", "", "")]
