"""What the public log needs of its surroundings, read from the environment (`JISHIYU_…`)."""

from functools import lru_cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class LogSettings(BaseSettings):
    """Without a key nothing is taken into the log: what is published waits, and is taken in when a key is there."""

    model_config = SettingsConfigDict(env_prefix="JISHIYU_", extra="ignore", frozen=True)

    log_key_file: Path | None = Field(
        default=None, description="private JWK set (Ed25519): the first key signs heads, a second one endorses the first once"
    )
    log_origin: str = Field(
        default="jishiyu", pattern=r"^[^\s+]{1,60}$", description="the log's name, by which heads and keys know it; never changed"
    )
    head_file: Path | None = Field(default=None, description="signed heads are appended here, best on another machine's disk")
    head_urls: list[str] = Field(default=[], description="signed heads are posted to these addresses")
    head_timeout_s: float = Field(default=5, gt=0, le=20, description="of one post")
    witnesses: list[str] = Field(default=[], description="public keys of witnesses: name+id+base64, of kind 4 (tlog-cosignature)")


@lru_cache
def current() -> LogSettings:
    """This process's settings."""
    return LogSettings()
