"""What a fresh PostgreSQL and NATS need before the services start: `python -m deploy.setup`. Run again, it changes nothing.

Three steps: a database and role per service, the streams, each service's migrations. Reads from the environment
- `JISHIYU_ADMIN_DATABASE_URL`: a superuser's libpq address;
- `JISHIYU_DATABASE_URL_<SERVICE>` for each service, from which its password is taken;
- `JISHIYU_NATS_URL` and `JISHIYU_NATS_PASSWORD_OPERATOR`.
"""

import asyncio
import os
from urllib.parse import unquote, urlsplit

from deploy import SERVICES
from deploy.databases import provide
from deploy.nats.users import FEED_SUBSCRIBERS
from shared import migrations
from shared.bus import connected
from shared.settings import Settings


def address_of(service: str) -> str:
    """Where this service keeps its rows."""
    return os.environ[f"JISHIYU_DATABASE_URL_{service.upper()}"]


def password_of(service: str) -> str:
    """The password inside the service's database address."""
    password = urlsplit(address_of(service)).password
    if not password:
        raise SystemExit(f"JISHIYU_DATABASE_URL_{service.upper()} 缺少密码 / holds no password")
    return unquote(password)


async def lay_streams() -> None:
    """Create the streams and the subscribers' durables as the operator, the only user who may."""
    operator = Settings(
        database_url="",
        jwks="",
        identity_key="",
        nats_url=os.environ["JISHIYU_NATS_URL"],
        nats_user="operator",
        nats_password=os.environ["JISHIYU_NATS_PASSWORD_OPERATOR"],
    )
    async with connected(operator) as bus:
        await bus.lay_streams()
        await bus.lay_feeds(FEED_SUBSCRIBERS)


def main() -> None:
    """All three steps, in order."""
    asyncio.run(provide(os.environ["JISHIYU_ADMIN_DATABASE_URL"], {service: password_of(service) for service in SERVICES}))
    asyncio.run(lay_streams())
    for service in SERVICES:
        migrations.upgrade(service, address_of(service))


if __name__ == "__main__":
    main()
