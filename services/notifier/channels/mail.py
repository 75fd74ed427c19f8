"""E-mail over SMTP. The standard library's client in threads of its own: nothing to install, and a server that lets us wait
holds up nobody but other mail."""

import asyncio
import smtplib
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from enum import StrEnum

from services.notifier.channels import Letter
from services.notifier.channels.kept import Connection, Kept
from services.notifier.rules.delivery import Cause, Outcome
from services.notifier.schemas.post import EmailContact
from shared import clock


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


AT_ONCE = 16
"""Mails on their way from one process; as many threads."""
OK, SHUT_DOWN = 250, 421
"""The server says good-bye (RFC 5321 3.8): it is no answer to this mail."""


@dataclass
class _Call:
    """The connection of one mail, so that it can be cut from outside."""

    server: smtplib.SMTP | None = None
    is_cut: bool = False

    def cut(self) -> None:
        """Whoever reads from it gets its end: a limit for each read alone would let a server that drips hold us for hours."""
        self.is_cut = True
        connection = self.server.sock if self.server else None
        if connection is not None:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class Mail:
    """A connection takes one message after another while a round of sending lasts, and ends with it."""

    def __init__(self, mailbox: Mailbox, *, timeout_s: float) -> None:
        self._mailbox, self._timeout_s = mailbox, timeout_s
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="mail")
        self.kept: Kept[smtplib.SMTP] = Kept(self._quit)

    async def send(self, letter: Letter, to: EmailContact) -> Outcome:
        if not self._mailbox.host:
            return Outcome("平台没有配置邮件服务器", is_final=True)
        call, kept = _Call(), await self.kept.take(self._mailbox.host)
        mail = self._compose(letter, to)
        sending = asyncio.get_running_loop().run_in_executor(self._threads, self._deliver, mail, call, kept)
        try:
            async with asyncio.timeout(self._timeout_s):
                used = await asyncio.shield(sending)
        except TimeoutError:
            call.cut()
            with suppress(OSError, smtplib.SMTPException):
                (await sending).way.close()
            return Outcome("邮件服务器没有应答", cause=Cause.LINE)
        except smtplib.SMTPAuthenticationError as refused:
            # Our own password is wrong: the operator can mend that while the message waits.
            return Outcome(f"邮件服务器拒绝登录（{refused.smtp_code}）", cause=Cause.LINE)
        except smtplib.SMTPConnectError as refused:
            return Outcome(f"邮件服务器不接受连接（{refused.smtp_code}）", cause=Cause.LINE)
        except smtplib.SMTPRecipientsRefused as refused:
            return _judge(min(code for code, _ in refused.recipients.values()))
        except smtplib.SMTPResponseException as refused:
            return _judge(refused.smtp_code)
        except smtplib.SMTPServerDisconnected:
            return Outcome("邮件服务器没有应答", cause=Cause.LINE)
        except (OSError, smtplib.SMTPException) as failure:
            return Outcome(f"连不上邮件服务器（{type(failure).__name__}）", cause=Cause.LINE)
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

    def _deliver(self, mail: EmailMessage, call: _Call, kept: Connection[smtplib.SMTP] | None) -> Connection[smtplib.SMTP]:
        """Over the connection that was kept, if it still lives: that is asked before, for a mail is never sent twice for it."""
        used = kept if kept and _lives(kept.way, call) else Connection(self._connected(call))
        try:
            if call.is_cut:
                # Nobody waits for it any more, and it will be tried again: better not sent than sent twice.
                raise smtplib.SMTPServerDisconnected
            used.way.send_message(mail)
        except BaseException:
            used.way.close()
            raise
        return used

    def _connected(self, call: _Call) -> smtplib.SMTP:
        mailbox = self._mailbox
        if mailbox.security is Security.TLS:
            server: smtplib.SMTP = smtplib.SMTP_SSL(timeout=self._timeout_s, context=ssl.create_default_context())
        else:
            server = smtplib.SMTP(timeout=self._timeout_s)
        server._host = mailbox.host  # type: ignore[attr-defined]  # what the certificate is held against; `connect` leaves it out
        call.server = server
        try:
            code, _ = server.connect(mailbox.host, mailbox.port)
            if code != 220:
                raise smtplib.SMTPConnectError(code, "")
            if mailbox.security is Security.STARTTLS:
                server.starttls(context=ssl.create_default_context())
            if mailbox.user:
                server.login(mailbox.user, mailbox.password)
        except BaseException:
            server.close()
            raise
        return server

    async def _quit(self, server: smtplib.SMTP) -> None:
        """Good manners, and no more than that."""
        with suppress(OSError, smtplib.SMTPException):
            await asyncio.get_running_loop().run_in_executor(self._threads, server.quit)
        server.close()


def _lives(server: smtplib.SMTP, call: _Call) -> bool:
    call.server = server
    with suppress(OSError, smtplib.SMTPException):
        if server.rset()[0] == OK:
            return True
    server.close()
    return False


def _judge(code: int) -> Outcome:
    """A server's answer by its class: 4xx means later, 5xx means never (RFC 5321 4.2.1). Its own words may hold an address."""
    if code == SHUT_DOWN:
        return Outcome(f"邮件服务器暂停服务（{code}）", cause=Cause.LINE)
    return Outcome(f"邮件服务器拒收（{code}）", is_final=code >= 500)
