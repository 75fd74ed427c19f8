"""The public log's surroundings: a key of this test's own, and a file that a witness keeps."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.funds.api import open_data
from services.funds.channels import settings
from tests.builders.log import Surroundings, a_key_file


@pytest.fixture
def log_around(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Surroundings]:
    """Settings of the log, which a test may change: `log_around.set(head_urls=…)`."""
    around = Surroundings(tmp_path, monkeypatch)
    around.set(log_key_file=a_key_file(tmp_path / "log.json", b"1"), head_file=tmp_path / "heads.jsonl", log_origin="linyi.test")
    yield around
    settings.current.cache_clear()


@pytest.fixture(autouse=True)
def nobody_has_downloaded() -> None:
    """How often one may ask for open data in a minute is counted by the process, and the tests of a file are one caller."""
    for throttle in (open_data.downloads, open_data.books):
        throttle._calls.clear()
