"""Ids are in the order in which they were made."""

from shared.ids import uuid7


def test_an_id_is_a_version_7_uuid() -> None:
    made = uuid7()
    assert (made.version, made.variant) == (7, "specified in RFC 4122")


def test_ids_of_later_milliseconds_sort_later() -> None:
    made = [uuid7() for _ in range(5000)]
    assert [id.int >> 80 for id in made] == sorted(id.int >> 80 for id in made)
    assert len(set(made)) == 5000
