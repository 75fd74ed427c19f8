"""Ids are in the order in which they were made."""

import os

from shared.ids import new_id, uuid7


def test_an_id_is_a_version_7_uuid() -> None:
    made = uuid7()
    assert (made.version, made.variant) == (7, "specified in RFC 4122")


def test_ids_of_later_milliseconds_sort_later() -> None:
    made = [uuid7() for _ in range(5000)]
    assert [id.int >> 80 for id in made] == sorted(id.int >> 80 for id in made)
    assert len(set(made)) == 5000


def test_an_id_that_was_drawn_in_advance_is_one_like_the_others() -> None:
    made = [new_id() for _ in range(5000)]
    assert {(each.version, each.variant) for each in made} == {(7, "specified in RFC 4122")}
    assert len(set(made)) == 5000
    assert [each.int >> 80 for each in made] == sorted(each.int >> 80 for each in made)


def test_a_process_that_is_forked_draws_ids_of_its_own() -> None:
    new_id()
    read, write = os.pipe()
    if os.fork() == 0:
        os.write(write, b"".join(new_id().bytes for _ in range(50)))
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as theirs:
        told = theirs.read()
    os.wait()
    chances = {told[at + 6 : at + 16] for at in range(0, len(told), 16)}
    assert len(chances) == 50
    assert not chances & {new_id().bytes[6:] for _ in range(300)}
