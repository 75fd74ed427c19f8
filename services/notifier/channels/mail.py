"""E-mail over SMTP. The standard library's client in a thread: nothing to install, and its time limit ends the thread too."""

import asyncio
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from enum import StrEnum

from services.notifier.channels import Letter
from services.notifier.channels.kept import Connection, Kept
from services.notifier.rules.delivery import Outcome
from services.notifier.schemas.post import EmailContact
from shared import clock

OK = 250


class Security(StrEnum):
    """How the way to the mail server is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True)
class Mailbox:
    """Our account on a mail server."""

    host: str
    port: int
    security: Security
    user: str
    password: str = field(repr=False)
    sender: str


class Mail:
    """A connection takes one message after another while a round of sending lasts, and ends with it."""

    def __init__(self, mailbox: Mailbox, *, timeout_s: float) -> None:
        self._mailbox, self._timeout_s = mailbox, timeout_s
        self.kept: Kept[smtplib.SMTP] = Kept(_quit)

    async def send(self, letter: Letter, to: EmailContact) -> Outcome:
        if not self._mailbox.host:
            return Outcome("平台没有配置邮件服务器", is_final=True)
        try:
            kept = await self.kept.take(self._mailbox.host)
            used = await asyncio.to_thread(self._deliver, letter, to, kept)
        except smtplib.SMTPAuthenticationError as refused:
            # Our own password is wrong: the operator can mend that while the message waits.
            return Outcome(f"邮件服务器拒绝登录（{refused.smtp_code}）")
        except smtplib.SMTPRecipientsRefused as refused:
            return _judge(min(code for code, _ in refused.recipients.values()))
        except smtplib.SMTPResponseException as refused:
            return _judge(refused.smtp_code)
        except (TimeoutError, smtplib.SMTPServerDisconnected):
            return Outcome("邮件服务器没有应答")
        except (OSError, smtplib.SMTPException) as failure:
            return Outcome(f"连不上邮件服务器（{type(failure).__name__}）")
        await self.kept.give_back(self._mailbox.host, used)
        return Outcome()

    def _compose(self, letter: Letter, to: EmailContact) -> EmailMessage:
        mail = EmailMessage()
        mail["Message-ID"] = f"<{letter.message_id}@jishiyu>"
        mail["Date"] = format_datetime(clock.china(letter.written_at))
        mail["From"] = Address("及时雨", addr_spec=self._mailbox.sender)
        mail["To"] = to.address
        mail["Subject"] = letter.subject
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(letter.body)
        return mail

    def _deliver(self, letter: Letter, to: EmailContact, kept: Connection[smtplib.SMTP] | None) -> Connection[smtplib.SMTP]:
        """Over the connection that was kept, if it still lives: that is asked before, for a mail is never sent twice for it."""
        mail = self._compose(letter, to)
        used = kept if kept and _lives(kept.way) else Connection(self._connected())
        try:
            used.way.send_message(mail)
        except BaseException:
            used.way.close()
            raise
        return used

    def _connected(self) -> smtplib.SMTP:
        mailbox = self._mailbox
        if mailbox.security is Security.TLS:
            context = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(mailbox.host, mailbox.port, timeout=self._timeout_s, context=context)
        else:
            server = smtplib.SMTP(mailbox.host, mailbox.port, timeout=self._timeout_s)
        try:
            if mailbox.security is Security.STARTTLS:
                server.starttls(context=ssl.create_default_context())
            if mailbox.user:
                server.login(mailbox.user, mailbox.password)
        except BaseException:
            server.close()
            raise
        return server


def _lives(server: smtplib.SMTP) -> bool:
    with suppress(OSError, smtplib.SMTPException):
        if server.rset()[0] == OK:
            return True
    server.close()
    return False


async def _quit(server: smtplib.SMTP) -> None:
    """Good manners, and no more than that."""
    with suppress(OSError, smtplib.SMTPException):
        await asyncio.to_thread(server.quit)
    server.close()


def _judge(code: int) -> Outcome:
    """A server's answer by its class: 4xx means later, 5xx means never (RFC 5321 4.2.1). Its own words may hold an address."""
    return Outcome(f"邮件服务器拒收（{code}）", is_final=code >= 500)
