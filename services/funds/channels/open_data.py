"""Under which names and licence a county publishes its open data, read from the environment (`JISHIYU_OPEN_…`)."""

from functools import lru_cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.funds.rules.giving import Funder
from services.funds.rules.ocds import Naming
from services.funds.rules.open_package import Publishing
from shared.settings import current as surroundings

UNREGISTERED_OCID = "ocds-000000"
UNREGISTERED_FUNDER = "360G-unregistered"


class OpenDataSettings(BaseSettings):
    """Without prefixes of its own a county's data say by their prefix that nobody has registered it."""

    model_config = SettingsConfigDict(env_prefix="JISHIYU_OPEN_", extra="ignore", frozen=True)

    publisher: str = Field(default="及时雨平台", min_length=1, description="who publishes, as packages name it")
    ocid_prefix: str = Field(
        default=UNREGISTERED_OCID,
        pattern=r"^ocds-[a-z0-9]{6}$",
        description="the prefix that the Open Contracting Partnership gave this publisher; never changed, it is in every ocid",
    )
    funder_prefix: str = Field(
        default=UNREGISTERED_FUNDER,
        pattern=r"^360G-[A-Za-z0-9]{1,40}$",
        description="the prefix that 360Giving gave this publisher; never changed, it is in every grant's id",
    )
    licence: str = Field(default="https://creativecommons.org/licenses/by/4.0/", pattern=r"^https?://\S+$")
    licence_title: str = Field(default="知识共享 署名 4.0 国际（CC BY 4.0）")

    @property
    def publishing(self) -> Publishing:
        return Publishing(self.publisher, self.licence, self.licence_title, f"{address()}/open-data")

    @property
    def naming(self) -> Naming:
        return Naming(self.ocid_prefix, address())

    @property
    def funder(self) -> Funder:
        return Funder(self.funder_prefix, address())


def address() -> str:
    """Where people reach the public pages of funds, through the gateway."""
    return f"{surroundings().base_url.rstrip('/')}/funds"


@lru_cache
def current() -> OpenDataSettings:
    """This process's settings."""
    return OpenDataSettings()
