"""What the broker acknowledges must be on the disk: read from the running server, not from the file that it was given."""

import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy.embedded.nats import Nats
from deploy.embedded.ports import LOOPBACK


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nats]:
    with Nats(tmp_path_factory.mktemp("nats")) as server:
        yield server


def effective(broker: Nats, page: str) -> Any:
    """What the server says of itself on its monitoring port."""
    connection = http.client.HTTPConnection(LOOPBACK, broker.monitor, timeout=30)
    try:
        connection.request("GET", page)
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


def test_a_single_node_writes_through_before_it_acknowledges(broker: Nats) -> None:
    running = effective(broker, "/varz")
    assert running["cluster"].get("name") is None, "a cluster relies on three replicas; this test speaks of one node"
    assert running["jetstream"]["config"]["sync_always"] is True


def test_streams_lie_in_the_folder_of_the_installation(broker: Nats) -> None:
    assert Path(effective(broker, "/varz")["jetstream"]["config"]["store_dir"]).is_relative_to(broker.folder)
