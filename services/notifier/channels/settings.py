"""What the channels need of their surroundings, read from the environment (`JISHIYU_…`)."""

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.notifier.channels import Channels
from services.notifier.channels.duty_log import DutyLog
from services.notifier.channels.mail import Mail, Mailbox, Security
from services.notifier.channels.page import InPage
from services.notifier.channels.receivers import Receivers
from services.notifier.channels.webhook import Webhook
from services.notifier.rules.delivery import ChannelName


class ChannelSettings(BaseSettings):
    """The duty log is always there; mail only with a server; webhooks to public addresses and to the networks listed."""

    model_config = SettingsConfigDict(env_prefix="JISHIYU_", extra="ignore", frozen=True)

    message_log: Path = Field(default=Path(".jishiyu/messages.log"), description="the duty log's file")

    smtp_host: str = Field(default="", description="the mail server; without one, mail gives up at once")
    smtp_port: int = Field(default=465, ge=1, le=65535)
    smtp_security: Security = Security.TLS
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_from: str = Field(default="jishiyu@localhost", description="the sender's address")

    webhook_networks: list[IPv4Network | IPv6Network] = Field(
        default=[], description='internal networks that webhooks may point into, such as ["10.20.0.0/16"]'
    )
    send_timeout_s: float = Field(default=10, gt=0, le=20, description="of one attempt; a transaction waits for it")

    def channels(self) -> Channels:
        """The channels as these settings describe them."""
        mailbox = Mailbox(
            host=self.smtp_host,
            port=self.smtp_port,
            security=self.smtp_security,
            user=self.smtp_user,
            password=self.smtp_password.get_secret_value(),
            sender=self.smtp_from,
        )
        return {
            ChannelName.LOG: DutyLog(self.message_log),
            ChannelName.PAGE: InPage(),
            ChannelName.EMAIL: Mail(mailbox, timeout_s=self.send_timeout_s),
            ChannelName.WEBHOOK: Webhook(allowed=self.webhook_networks, timeout_s=self.send_timeout_s),
        }


@lru_cache
def current() -> ChannelSettings:
    """This process's settings."""
    return ChannelSettings()


@lru_cache
def channels() -> Channels:
    """This process's channels."""
    return current().channels()


@lru_cache
def receivers() -> Receivers:
    """The way to other systems that take events."""
    return Receivers(allowed=current().webhook_networks, timeout_s=current().send_timeout_s)
