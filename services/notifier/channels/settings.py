"""What the channels need of their surroundings, read from the environment (`JISHIYU_…`)."""

from collections.abc import Mapping
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

import yaml
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.notifier.channels import Channels
from services.notifier.channels.duty_log import DutyLog
from services.notifier.channels.mail import Mail, Mailbox, Security
from services.notifier.channels.page import InPage
from services.notifier.channels.print_queue import PrintQueue
from services.notifier.channels.receivers import Receivers
from services.notifier.channels.robots import GroupRobot
from services.notifier.channels.sms import ShortMessages
from services.notifier.channels.webhook import Webhook
from services.notifier.rules.delivery import ChannelName
from services.notifier.rules.gateway import Gateway
from services.notifier.rules.line import ROBOTS


class GatewayFileRefused(Exception):
    """The short-message gateway's file is not there, is not as `rules/gateway.py` says, or asks for secrets that are not set."""


class ChannelSettings(BaseSettings):
    """The duty log and the print queue are always there; mail only with a server, short messages only with a gateway's file;
    robots at their makers' addresses alone; webhooks to public addresses and to the networks listed."""

    model_config = SettingsConfigDict(env_prefix="JISHIYU_", extra="ignore", frozen=True)

    message_log: Path = Field(default=Path(".jishiyu/messages.log"), description="the duty log's file")

    smtp_host: str = Field(default="", description="the mail server; without one, mail gives up at once")
    smtp_port: int = Field(default=465, ge=1, le=65535)
    smtp_security: Security = Security.TLS
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_from: str = Field(default="jishiyu@localhost", description="the sender's address")

    sms_gateway_file: Path | None = Field(
        default=None, description="how the gateway is spoken to; without it, short messages give up"
    )
    sms_secrets: dict[str, SecretStr] = Field(default={}, description='what stands for {secret.NAME} there: {"key": "..."}')
    sms_receipt_secret: SecretStr = Field(default=SecretStr(""), description="by which the gateway's receipts prove themselves")

    webhook_networks: list[IPv4Network | IPv6Network] = Field(
        default=[], description='internal networks that webhooks may point into, such as ["10.20.0.0/16"]'
    )
    send_timeout_s: float = Field(default=10, gt=0, le=20, description="of one attempt; a transaction waits for it")

    def gateway(self) -> Gateway | None:
        """The gateway, if there is one. Raises GatewayFileRefused."""
        path = self.sms_gateway_file
        if path is None:
            return None
        try:
            gateway = Gateway.model_validate(yaml.safe_load(path.read_text("utf-8")))
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as wrong:
            raise GatewayFileRefused(f"{path}：读不出来（{type(wrong).__name__}）") from wrong
        except ValidationError as wrong:
            told = "；".join(f"{'.'.join(map(str, each['loc']))}：{each['msg']}" for each in wrong.errors(include_input=False))
            raise GatewayFileRefused(f"{path}：{told}") from None
        if missing := sorted(gateway.secrets - self.sms_secrets.keys()):
            raise GatewayFileRefused(f"{path}：JISHIYU_SMS_SECRETS 中没有 {'、'.join(missing)}")
        return gateway

    def configured(self) -> Mapping[ChannelName, bool]:
        """Which channels can be used at all."""
        without = {ChannelName.EMAIL: bool(self.smtp_host), ChannelName.SMS: self.sms_gateway_file is not None}
        return {channel: without.get(channel, True) for channel in ChannelName}

    def channels(self) -> Channels:
        """The channels as these settings describe them. Raises GatewayFileRefused."""
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
            ChannelName.SMS: self.short_messages(),
            ChannelName.LETTER: PrintQueue(),
            **{channel: GroupRobot(channel, timeout_s=self.send_timeout_s) for channel in ROBOTS},
        }

    def short_messages(self) -> ShortMessages:
        """Raises GatewayFileRefused."""
        secrets = {name: value.get_secret_value() for name, value in self.sms_secrets.items()}
        return ShortMessages(self.gateway(), secrets=secrets, timeout_s=self.send_timeout_s)


@lru_cache
def current() -> ChannelSettings:
    """This process's settings."""
    return ChannelSettings()


@lru_cache
def channels() -> Channels:
    """This process's channels."""
    return current().channels()


@lru_cache
def gateway() -> Gateway | None:
    """This process's short-message gateway. Raises GatewayFileRefused."""
    return current().gateway()


@lru_cache
def short_messages() -> ShortMessages:
    """The same, to ask it what became of messages."""
    return current().short_messages()


@lru_cache
def receivers() -> Receivers:
    """The way to other systems that take events."""
    return Receivers(allowed=current().webhook_networks, timeout_s=current().send_timeout_s)
