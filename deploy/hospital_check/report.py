"""The report: one line per check, passed or not, with what was seen where it was not."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


class Unmet(Exception):
    """The platform did not answer as it promises; its text is what was seen."""


def must(holds: bool, seen: object) -> None:
    """Raises Unmet."""
    if not holds:
        raise Unmet(str(seen)[:600])


@dataclass
class Report:
    """Counts as it prints."""

    say: Callable[[str], Any] = lambda line: sys.stdout.write(line + "\n")
    passed: int = 0
    failed: list[str] = field(default_factory=list)

    def title(self, text: str) -> None:
        self.say(f"\n{text}")

    @contextmanager
    def checking(self, promise: str) -> Iterator[None]:
        """Whatever goes wrong inside is this promise's failure; what depends on it will fail by itself."""
        try:
            yield
        except Exception as wrong:  # a broken answer must not end the report
            self.failed.append(promise)
            self.say(f"  [不通过] {promise}")
            self.say(f"           {type(wrong).__name__ if not isinstance(wrong, Unmet) else '实际'}:{wrong}")
        else:
            self.passed += 1
            self.say(f"  [通过]   {promise}")

    def conclude(self) -> int:
        """The exit code."""
        self.title(f"共 {self.passed + len(self.failed)} 项，通过 {self.passed} 项，不通过 {len(self.failed)} 项。")
        for promise in self.failed:
            self.say(f"  不通过：{promise}")
        return 1 if self.failed else 0
