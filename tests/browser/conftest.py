"""A service for real, a network that can be cut, and a telephone."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI

from tests.browser.network import Network, network_to
from tests.browser.telephone import Telephone

START = {"housing": "surveys/round/page", "notifier": "inbox/page"}


@pytest.fixture
def service() -> str:
    return "housing"


@pytest.fixture
async def network(app: FastAPI, service: str) -> AsyncIterator[Network]:
    """To the service over real HTTP; its background work, which needs a broker, is not started."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None, access_log=False, root_path=f"/{service}"))
        running = asyncio.create_task(server.serve(sockets=[listening]))
        async with network_to(listening.getsockname()[1], service) as network:
            yield network
        server.should_exit = True
        await running


@pytest.fixture
async def telephone(network: Network, tmp_path: Path) -> AsyncIterator[Telephone]:
    """Switched on, and nobody signed in."""
    from playwright.async_api import async_playwright  # only where `make test-browser` has installed it

    async with async_playwright() as play:
        telephone = Telephone(play, tmp_path / "telephone", network, start=START[network.service])
        await telephone.switch_on()
        yield telephone
        await telephone.switch_off()
