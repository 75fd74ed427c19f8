"""E-mail against a real SMTP server."""

import pytest

from services.notifier.channels import Letter
from services.notifier.channels.mail import Mail, Mailbox, Security
from services.notifier.rules.delivery import Cause, ChannelName, Outcome
from services.notifier.schemas.post import EmailContact
from tests.notifier.channels.conftest import MailServer

OFFICER = EmailContact(channel=ChannelName.EMAIL, address="officer@luozhuang.example")


def mail_over(server: MailServer, *, timeout_s: float = 5, security: Security = Security.NONE, user: str = "") -> Mail:
    mailbox = Mailbox("127.0.0.1", server.port, security, user, "secret", "jishiyu@luozhuang.example")
    return Mail(mailbox, timeout_s=timeout_s)


async def test_a_mail_arrives_with_its_chinese_text_and_an_id_to_tell_repeats_by(letter: Letter, mail_server: MailServer) -> None:
    assert await mail_over(mail_server).send(letter, OFFICER) == Outcome()
    [mail] = mail_server.mails
    assert mail_server.recipients == ["officer@luozhuang.example"]
    assert mail["Subject"] == letter.subject
    assert mail["Message-ID"] == f"<{letter.message_id}@jishiyu>"
    assert mail["From"] == "及时雨 <jishiyu@luozhuang.example>"
    assert mail["Date"] == "Mon, 01 Jun 2020 09:00:00 +0800"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content().splitlines() == letter.body.splitlines()


async def test_a_mailbox_that_does_not_exist_is_final(letter: Letter, mail_server: MailServer) -> None:
    mail_server.answer = "550 officer@luozhuang.example unknown"
    outcome = await mail_over(mail_server).send(letter, OFFICER)
    assert outcome == Outcome("邮件服务器拒收（550）", is_final=True), (
        "and the server's words, which hold the address, are not kept"
    )


async def test_a_mailbox_that_is_full_may_heal(letter: Letter, mail_server: MailServer) -> None:
    mail_server.answer = "452 mailbox full"
    assert await mail_over(mail_server).send(letter, OFFICER) == Outcome("邮件服务器拒收（452）")


async def test_a_server_that_does_not_answer_is_left_after_the_time_limit(letter: Letter, mail_server: MailServer) -> None:
    mail_server.hangs = True
    assert await mail_over(mail_server, timeout_s=0.3).send(letter, OFFICER) == Outcome("邮件服务器没有应答", cause=Cause.LINE)


async def test_a_server_that_is_not_there_is_a_failure_that_may_heal(letter: Letter, mail_server: MailServer) -> None:
    nowhere = MailServer(port=1)
    outcome = await mail_over(nowhere).send(letter, OFFICER)
    assert outcome == Outcome("连不上邮件服务器（ConnectionRefusedError）", cause=Cause.LINE)


async def test_a_server_without_the_protection_asked_for_gets_no_mail(letter: Letter, mail_server: MailServer) -> None:
    outcome = await mail_over(mail_server, security=Security.STARTTLS).send(letter, OFFICER)
    assert outcome.error == "连不上邮件服务器（SMTPNotSupportedError）"
    assert not mail_server.mails


async def test_a_password_is_not_sent_to_a_server_that_does_not_ask_for_one(letter: Letter, mail_server: MailServer) -> None:
    outcome = await mail_over(mail_server, user="jishiyu").send(letter, OFFICER)
    assert outcome.error == "连不上邮件服务器（SMTPNotSupportedError）"


async def test_without_a_mail_server_mail_gives_up_at_once(letter: Letter) -> None:
    mailbox = Mailbox("", 465, Security.TLS, "", "", "jishiyu@localhost")
    outcome = await Mail(mailbox, timeout_s=1).send(letter, OFFICER)
    assert outcome == Outcome("平台没有配置邮件服务器", is_final=True)


def test_a_mailbox_does_not_print_its_password() -> None:
    assert "hush" not in repr(Mailbox("mail", 465, Security.TLS, "user", "hush", "a@b"))


@pytest.mark.parametrize("address", ["not-an-address", "a@b\r\nBcc: c@d", "王 <wang@luozhuang.example>", "a@@b", "a,b@c"])
def test_an_address_that_is_more_or_less_than_one_mailbox_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        EmailContact(channel=ChannelName.EMAIL, address=address)
