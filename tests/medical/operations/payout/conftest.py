"""罗庄 in 2020, ruled by the sample with year-end rules, as for top-ups."""

from tests.medical.operations.top_up.conftest import _sample  # noqa: F401  a fixture is found by its name
