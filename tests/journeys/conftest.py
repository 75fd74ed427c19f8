"""One running platform for all journeys: the gateway that JISHIYU_GATEWAY names, or an embedded one started for them."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nats
import pytest
from nats.aio.client import Client

from deploy.demo.platform import Platform
from deploy.demo.story import Story
from deploy.embedded.nats import Nats
from deploy.embedded.ports import LOOPBACK
from deploy.embedded.state import Run, state_folder
from deploy.nats.users import every_user, password_variable
from tests.journeys.crash import platform_in
from tests.journeys.notices import Notices
from tests.workers import WORKER

PORT_BASE = 9400 + 1000 * WORKER


@pytest.fixture(scope="session")
def platform() -> Iterator[Platform]:
    if os.environ.get("JISHIYU_GATEWAY"):
        with Platform.running() as platform:
            yield platform
        return
    with tempfile.TemporaryDirectory(prefix="jishiyu-journeys-") as place:
        Path(place).chmod(0o755)  # as root, PostgreSQL runs as another user
        with platform_in(Path(place) / "state", port_base=PORT_BASE) as platform:
            yield platform


@dataclass(frozen=True)
class Bus:
    """Where the broker listens, and each user's password."""

    url: str
    passwords: dict[str, str]

    async def connect(self, user: str) -> Client:
        return await nats.connect(self.url, user=user, password=self.passwords[user], inbox_prefix=f"_INBOX_{user}".encode())


@pytest.fixture(scope="session")
def bus(platform: Platform) -> Bus:
    """The platform's broker, as an outsider reaches it."""
    if os.environ.get("JISHIYU_GATEWAY"):
        kept = dict(line.split("=", 1) for line in (state_folder() / "compose.env").read_text().splitlines())
        passwords = {user: kept[password_variable(user)] for user in every_user()}
        return Bus(f"nats://{LOOPBACK}:{os.environ['JISHIYU_NATS_PORT']}", passwords)
    run = Run.read(state_folder())
    assert run is not None
    return Bus(f"nats://{LOOPBACK}:{run.ports['nats']}", Nats(state_folder() / "nats").passwords)


@pytest.fixture(scope="session")
def story(platform: Platform) -> Story:
    story = Story(platform)
    story.prepare()
    return story


@pytest.fixture
def notices(bus: Bus) -> Notices:
    return Notices(bus)
