"""No function hands out health records without taking in why."""

import inspect

import pytest

from services.medical.store.health import boards, contents, contracts, examinations, files
from services.medical.store.health.reads import Reading

OF_A_FILE_THAT_WAS_READ = {"list_entries", "list_steps", "list_ticks"}
"""They take the file itself, which was read (and traced) before."""
FOR_A_CHANGE = {"find_overlapping"}
"""Asked by a verb that signs a contract; its answer is a refusal with a number."""
PART_OF_A_BOARD = {"count_examined"}
"""Numbers on the page whose list of people is traced beside it."""


@pytest.mark.parametrize(
    "room", [files, contracts, examinations, boards, contents], ids=lambda room: room.__name__.split(".")[-1]
)
def test_every_reading_function_takes_a_reading(room):
    bare = {
        name
        for name, function in inspect.getmembers(room, inspect.iscoroutinefunction)
        if function.__module__ == room.__name__
        and name.startswith(("get_", "find_", "list_", "count_", "is_"))
        and Reading not in inspect.get_annotations(function).values()
    }
    assert bare <= OF_A_FILE_THAT_WAS_READ | FOR_A_CHANGE | PART_OF_A_BOARD
