"""罗庄 in 2020, ruled by the sample with year-end rules."""

import pytest

from tests.builders.top_up import SAMPLE, ruled_by


@pytest.fixture(autouse=True)
def _sample(tmp_path):
    (tmp_path / "sample_2020.yaml").write_text(SAMPLE, "utf-8")
    with ruled_by(tmp_path):
        yield
