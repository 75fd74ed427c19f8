"""The duty log: whole lines, on the disk before they count."""

import asyncio
import json
from pathlib import Path

from services.notifier.channels import Letter
from services.notifier.channels.duty_log import DutyLog
from services.notifier.rules.delivery import ChannelName, Outcome
from services.notifier.schemas.post import LogContact

DESK = LogContact(channel=ChannelName.LOG, address="罗庄街道值班室")


async def test_a_message_is_one_line_that_a_person_can_read(letter: Letter, tmp_path: Path, frozen_at) -> None:
    path = tmp_path / "duty" / "messages.log"
    with frozen_at("2020-06-01T01:00:03+00:00"):
        assert await DutyLog(path).send(letter, DESK) == Outcome()
    [line] = path.read_text("utf-8").splitlines()
    assert "请您做：上门看望核实" in line
    assert json.loads(line) == {
        "message_id": str(letter.message_id),
        "at": "2020-06-01T09:00:03+08:00",
        "to": "罗庄街道值班室",
        "subject": letter.subject,
        "body": letter.body,
    }


async def test_lines_written_at_once_do_not_mix(letter: Letter, tmp_path: Path) -> None:
    path = tmp_path / "messages.log"
    await asyncio.gather(*(DutyLog(path).send(letter, DESK) for _ in range(40)))
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert len(lines) == 40


async def test_a_file_that_cannot_be_written_is_a_failure_that_may_heal(letter: Letter, tmp_path: Path) -> None:
    outcome = await DutyLog(tmp_path).send(letter, DESK)
    assert outcome.error == "值班日志写不进去（Is a directory）"
    assert not outcome.is_final
