"""One database and one role per service, which owns it and can enter no other. Run again, it changes nothing but passwords."""

import asyncpg

from deploy import SERVICES


async def provide(address: str, passwords: dict[str, str]) -> None:
    """Make what is missing on the server at `address` (a plain libpq address of a superuser); `passwords` by service."""
    connection = await asyncpg.connect(address)
    try:
        for service in SERVICES:
            await _provide_one(connection, service, passwords[service])
    finally:
        await connection.close()


async def _provide_one(connection: asyncpg.Connection, service: str, password: str) -> None:
    """A role that is no superuser: row-level security binds it even in its own tables once they force it."""
    quoted = await connection.fetchval("SELECT quote_literal($1)", password)
    if not await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", service):
        await connection.execute(f"CREATE ROLE {service}")
    await connection.execute(
        f"ALTER ROLE {service} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD {quoted}"
    )
    if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", service):
        await connection.execute(f"CREATE DATABASE {service} OWNER {service} ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0")
    await connection.execute(f"REVOKE ALL ON DATABASE {service} FROM PUBLIC")
