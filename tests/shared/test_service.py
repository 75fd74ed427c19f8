"""What every service answers to those who watch it, and how it behaves when what it holds is gone."""

import re

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from deploy.embedded.postgres import Postgres
from shared.security import Role
from tests.conftest import Api, _administer
from tests.shared.test_door import WANT


async def test_alive_needs_nothing_and_ready_needs_everything(api: Api) -> None:
    assert (await api.get("/healthz")).json() == {"service": "funds", "status": "alive"}
    ready = await api.get("/readyz")
    assert (ready.status_code, ready.json()["holds"]) == (503, {"database": True, "bus": False})


async def test_the_metrics_show_the_debt_of_the_outbox_and_no_ids(api: Api) -> None:
    bought = (await api.as_(Role.TOWN).post("/umbrellas", json=WANT)).json()
    metrics = (await api.get("/metrics")).text
    assert 'jishiyu_outbox_rows{service="funds"} 1.0' in metrics
    assert 'jishiyu_http_seconds_count{method="POST",route="/umbrellas",service="funds",status="201"}' in metrics
    assert bought["id"] not in metrics


async def test_the_documents_open_on_a_closed_network(api: Api) -> None:
    page = (await api.get("/docs")).text
    assert not re.findall(r"https?://[^\"' ]+", page)
    for asset in re.findall(r'(?:src|href)="([^"]+)"', page):
        assert (await api.get(asset)).status_code == 200, asset


async def test_a_database_that_is_away_is_said_so_and_the_same_key_works_later(
    api: Api, app: FastAPI, database_url: str, postgres: Postgres, session: AsyncSession
) -> None:
    town, key = api.as_(Role.TOWN), {"Idempotency-Key": "k1"}
    await session.close()
    name = database_url.rpartition("/")[2]
    await _administer(
        postgres,
        f"ALTER DATABASE {name} ALLOW_CONNECTIONS false",
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
    )
    away = await town.post("/umbrellas", json=WANT, headers=key)
    assert (away.status_code, away.json()["code"], away.headers["Retry-After"]) == (503, "temporarily-unavailable", "1")
    await _administer(postgres, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert (await town.post("/umbrellas", json=WANT, headers=key)).status_code == 201


async def test_audit_and_outbox_rows_cannot_be_rewritten(api: Api, session: AsyncSession) -> None:
    await api.as_(Role.TOWN).post("/umbrellas", json=WANT)
    with pytest.raises(Exception, match="only ever added to"):
        await session.execute(text("UPDATE audit SET by = 'nobody'"))
