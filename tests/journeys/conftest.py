"""One running platform for all journeys: the gateway that JISHIYU_GATEWAY names, or an embedded one started for them."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.demo.platform import Platform
from deploy.demo.story import Story
from tests.journeys.crash import platform_in

PORT_BASE = 9400


@pytest.fixture(scope="session")
def platform() -> Iterator[Platform]:
    if os.environ.get("JISHIYU_GATEWAY"):
        yield Platform.running()
        return
    with tempfile.TemporaryDirectory(prefix="jishiyu-journeys-") as place:
        Path(place).chmod(0o755)  # as root, PostgreSQL runs as another user
        with platform_in(Path(place) / "state", port_base=PORT_BASE) as platform:
            yield platform


@pytest.fixture(scope="session")
def story(platform: Platform) -> Story:
    story = Story(platform)
    story.prepare()
    return story
