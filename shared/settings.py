"""Everything that differs between a laptop and a cluster, read from the environment (`JISHIYU_…`) once per process."""

from functools import lru_cache
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

KIBIBYTE = 1024


class Settings(BaseSettings):
    """One service's surroundings. Secrets never print: they are SecretStr."""

    model_config = SettingsConfigDict(env_prefix="JISHIYU_", extra="ignore", frozen=True)

    database_url: SecretStr = Field(description="postgresql+asyncpg://user:password@host:port/database, this service's own")
    pool_size: int = Field(default=16, ge=2, le=200, description="database connections per process")
    statement_timeout_s: int = Field(default=30, ge=1)

    nats_url: str = "nats://127.0.0.1:4222"
    nats_user: str = ""
    nats_password: SecretStr = SecretStr("")

    jwks: str = Field(description="the issuer's key set: a file's path or an https address")
    issuer: str = "jishiyu"
    audience: str = "jishiyu"

    identity_key: SecretStr = Field(description="32 bytes in base64: seals and hashes ID numbers; the same for all services")
    seal_key_file: Path | None = Field(
        default=None, description="private JWK to which strangers seal: identities for registry, complaints for notifier"
    )

    base_url: str = Field(default="http://127.0.0.1:8100", description="where people reach the gateway; used in messages")
    tif_token: SecretStr = Field(default=SecretStr(""), description="the NHSA gateway's paasToken; empty: no TIF headers asked")
    body_limit_bytes: int = Field(default=1024 * KIBIBYTE, ge=KIBIBYTE, description="a request larger than this is refused")
    log_level: str = "INFO"


@lru_cache
def current() -> Settings:
    """This process's settings."""
    return Settings()
