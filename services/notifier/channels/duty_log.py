"""The duty log: one JSON line per message in a file that the desk on duty reads, and the last resort when nothing else works."""

import asyncio
import json
import os
from pathlib import Path

from services.notifier.channels import Letter
from services.notifier.rules.delivery import Outcome
from services.notifier.schemas.post import LogContact
from shared import clock


class DutyLog:
    """Appends to a file; a line is written whole and has reached the disk before it counts as sent."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def send(self, letter: Letter, to: LogContact) -> Outcome:
        line = {
            "message_id": str(letter.message_id),
            "at": clock.china(clock.now()).isoformat(timespec="seconds"),
            "to": to.address,
            "subject": letter.subject,
            "body": letter.body,
        }
        try:
            await asyncio.to_thread(self._append, json.dumps(line, ensure_ascii=False) + "\n")
        except OSError as failure:
            return Outcome(f"值班日志写不进去（{failure.strerror}）")
        return Outcome()

    def _append(self, line: str) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # One write to a file opened for appending: lines of two processes do not mix.
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        try:
            os.write(descriptor, line.encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
