"""The suite may run across midnight in China."""

from datetime import UTC, datetime, timedelta

import pytest

from shared import clock
from tests import midnight

pytest_plugins = ["pytester"]
QUIETLY = ("-o", "asyncio_default_fixture_loop_scope=function")
EVENING = datetime(2026, 11, 27, 15, 59, tzinfo=UTC)
WHAT_READS_THE_DAY_TWICE = """
    from datetime import timedelta
    from shared import clock

    def test_it():
        before = clock.today()
        at = clock._frozen.get()
        clock._frozen.set(at + timedelta(minutes=1))
        assert clock.today() == before
"""


def test_what_only_midnight_broke_is_tried_on_the_new_day(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(WHAT_READS_THE_DAY_TWICE)
    with clock.frozen(EVENING):
        pytester.inline_run(*QUIETLY, plugins=[midnight]).assertoutcome(passed=1)


def test_what_is_broken_fails_on_the_new_day_as_well_and_is_told_once(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(WHAT_READS_THE_DAY_TWICE + "        assert False\n")
    with clock.frozen(EVENING):
        pytester.inline_run(*QUIETLY, plugins=[midnight]).assertoutcome(failed=1)


def test_what_fails_within_a_day_is_not_tried_again(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        def test_it(tried=[]):
            tried.append(1)
            assert len(tried) > 1
    """)
    with clock.frozen(EVENING - timedelta(hours=1)):
        pytester.inline_run(*QUIETLY, plugins=[midnight]).assertoutcome(failed=1)
