"""Real receivers on loopback: a mail server and a web server that answer as they are told."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from services.notifier.channels import Letter
from services.notifier.rules.message import MessageKind
from shared.ids import uuid7
from tests.builders.notifier import MONDAY, VILLAGE


@pytest.fixture
def letter() -> Letter:
    return Letter(
        message_id=uuid7(),
        case_id=uuid7(),
        errand_id=None,
        order_id=None,
        region=VILLAGE,
        kind=MessageKind.CASE_OPENED,
        subject="【及时雨】龙潭社区居民委员会有新的即时帮扶任务",
        body="请您做：上门看望核实。\n最迟：6月2日（周二）09:00。",
        written_at=MONDAY,
    )


@dataclass
class MailServer:
    """An SMTP server: `answer` is what it says to a recipient; `hangs` keeps it from ever answering."""

    port: int = 0
    answer: str = "250 OK"
    hangs: bool = False
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.hangs:
            await asyncio.Event().wait()
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.recipients.extend(envelope.rcpt_tos)
        return "250 OK"


@pytest.fixture
async def mail_server() -> AsyncIterator[MailServer]:
    handler = MailServer()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(handler, hostname="mail.example"), "127.0.0.1", 0)
    handler.port = server.sockets[0].getsockname()[1]
    yield handler
    server.close()
    await server.wait_closed()


@dataclass
class WebServer:
    """An HTTP server: `status` is what it answers; `hangs` keeps it from ever answering."""

    port: int = 0
    status: int = 204
    hangs: bool = False
    location: str = ""
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        line, *lines = head.strip().split("\r\n")
        headers: dict[str, str] = {name.lower(): value for name, _, value in (each.partition(": ") for each in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.requests.append((line, headers, body))
        if self.hangs:
            await reader.read()
        else:
            location = f"Location: {self.location}\r\n" if self.location else ""
            writer.write(f"HTTP/1.1 {self.status} X\r\n{location}Content-Length: 0\r\nConnection: close\r\n\r\n".encode())
            await writer.drain()
        writer.close()


@pytest.fixture
async def web_server() -> AsyncIterator[WebServer]:
    handler = WebServer()
    server: Any = await asyncio.start_server(handler.serve, "127.0.0.1", 0)
    handler.port = server.sockets[0].getsockname()[1]
    yield handler
    server.close()
    await server.wait_closed()


def certificate_for(name: str, folder: Path) -> Path:
    """A certificate and its key in one file, signed by itself, good for this name alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    day, now = timedelta(days=1), datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number(), now - day, now + day)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + signed.public_bytes(Encoding.PEM)
    path = folder / f"{name}.pem"
    path.write_bytes(pem)
    return path


@pytest.fixture
async def tls_server(tmp_path: Path) -> AsyncIterator[tuple[WebServer, Path]]:
    """An HTTPS server whose certificate is for the name `localhost`, and that certificate's file."""
    handler, pem = WebServer(), certificate_for("localhost", tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(pem)
    server: Any = await asyncio.start_server(handler.serve, "127.0.0.1", 0, ssl=tls)
    handler.port = server.sockets[0].getsockname()[1]
    yield handler, pem
    server.close()
    await server.wait_closed()
