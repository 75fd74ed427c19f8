"""Mail servers that behave badly, each a real one on loopback."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP

from services.notifier.channels import Letter
from services.notifier.channels.mail import Mail, Mailbox, Security
from services.notifier.rules.delivery import Cause, ChannelName, Outcome
from services.notifier.schemas.post import EmailContact
from tests.notifier.channels.conftest import MailServer, certificate_for

OFFICER = EmailContact(channel=ChannelName.EMAIL, address="officer@luozhuang.example")
SILENT = Outcome("邮件服务器没有应答", cause=Cause.LINE)
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def mail_to(port: int, *, timeout_s: float = 5, security: Security = Security.NONE, host: str = "127.0.0.1") -> Mail:
    return Mail(Mailbox(host, port, security, "", "", "jishiyu@luozhuang.example"), timeout_s=timeout_s)


@asynccontextmanager
async def talking(talk: Talk) -> AsyncIterator[int]:
    """A server that does with each connection as it likes; its port."""
    writers: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        try:
            await talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for writer in writers:
            writer.close()
        await server.wait_closed()


async def says_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def drips(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A sign of the greeting every twentieth of a second: no single read of ours ever waits long."""
    while not writer.is_closing():
        writer.write(b"2")
        await writer.drain()
        try:
            await asyncio.wait_for(reader.read(1), timeout=0.05)
        except TimeoutError:
            continue
        return


async def drops_in_data(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Takes everything up to the text, and hangs up in the middle of it."""
    writer.write(b"220 ready\r\n")
    while line := await reader.readline():
        if line.upper().startswith(b"DATA"):
            writer.write(b"354 go on\r\n")
            await reader.readline()
            return
        writer.write(b"250 OK\r\n")


def greets(line: bytes) -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(line)
        await writer.drain()
        await reader.read()

    return talk


@pytest.mark.parametrize("talk", [says_nothing, drips])
async def test_a_server_that_lets_us_wait_is_left_after_the_time_limit_and_so_is_its_thread(letter: Letter, talk: Talk) -> None:
    """The answer comes when the thread is done, so an answer says that no thread stayed behind with the server."""
    async with talking(talk) as port, asyncio.timeout(20):
        assert await mail_to(port, timeout_s=0.3).send(letter, OFFICER) == SILENT


async def test_many_that_wait_for_a_server_that_says_nothing_do_not_wait_for_one_another(letter: Letter) -> None:
    async with talking(says_nothing) as port:
        mail = mail_to(port, timeout_s=0.5)
        async with asyncio.timeout(20):
            outcomes = await asyncio.gather(*(mail.send(letter, OFFICER) for _ in range(12)))
        assert outcomes == [SILENT] * 12
        # The threads that everybody shares are free: the duty log writes in one of them.
        assert await asyncio.wait_for(asyncio.to_thread(lambda: "free"), timeout=20) == "free"


async def test_a_line_that_is_cut_in_the_text_is_a_failure_that_may_heal(letter: Letter) -> None:
    async with talking(drops_in_data) as port:
        assert await mail_to(port).send(letter, OFFICER) == SILENT


@pytest.mark.parametrize(("line", "error"), [(b"421 too busy\r\n", "421"), (b"554 go away\r\n", "554")])
async def test_a_server_that_takes_nobody_in_fails_for_all_and_not_for_this_mail(letter: Letter, line: bytes, error: str) -> None:
    async with talking(greets(line)) as port:
        outcome = await mail_to(port).send(letter, OFFICER)
    assert outcome == Outcome(f"邮件服务器不接受连接（{error}）", cause=Cause.LINE)


async def test_what_is_no_mail_server_fails_for_all(letter: Letter) -> None:
    async with talking(greets(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as port:
        outcome = await mail_to(port).send(letter, OFFICER)
    assert outcome.cause is Cause.LINE


async def test_greylisting_is_of_this_mail_and_heals_by_waiting(letter: Letter, mail_server: MailServer) -> None:
    mail_server.answer = "450 4.2.0 greylisted, try again"
    mail = mail_to(mail_server.port)
    assert await mail.send(letter, OFFICER) == Outcome("邮件服务器拒收（450）")
    mail_server.answer = "250 OK"
    assert await mail.send(letter, OFFICER) == Outcome()
    assert len(mail_server.mails) == 1


async def test_a_server_that_closes_while_we_speak_fails_for_all(letter: Letter, mail_server: MailServer) -> None:
    mail_server.answer = "421 shutting down"
    outcome = await mail_to(mail_server.port).send(letter, OFFICER)
    assert outcome.cause is Cause.LINE


@asynccontextmanager
async def tls_mail_server(pem: Path) -> AsyncIterator[MailServer]:
    handler, tls = MailServer(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(pem)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(handler, hostname="mail.example"), "127.0.0.1", 0, ssl=tls)
    handler.port = server.sockets[0].getsockname()[1]
    yield handler
    server.close()
    await server.wait_closed()


async def test_over_tls_the_name_of_the_server_is_held_against_its_certificate(
    letter: Letter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem = certificate_for("localhost", tmp_path)
    async with tls_mail_server(pem) as server:
        mail = mail_to(server.port, security=Security.TLS, host="localhost")
        assert (await mail.send(letter, OFFICER)).error == "连不上邮件服务器（SSLCertVerificationError）", "nobody vouches for it"
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
        assert await mail.send(letter, OFFICER) == Outcome()
        by_address = await mail_to(server.port, security=Security.TLS).send(letter, OFFICER)
        assert by_address.error == "连不上邮件服务器（SSLCertVerificationError）"
    assert len(server.mails) == 1


async def test_a_server_that_does_not_speak_tls_fails_for_all(letter: Letter, mail_server: MailServer) -> None:
    outcome = await mail_to(mail_server.port, security=Security.TLS, timeout_s=1).send(letter, OFFICER)
    assert outcome.cause is Cause.LINE
    assert not mail_server.mails
