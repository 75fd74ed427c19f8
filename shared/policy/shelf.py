"""The policy files of one subject, in one folder: read when they are first asked for, each with its version."""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Generic

from shared.errors import Refusal
from shared.policy.document import D, in_force, read_document
from shared.policy.source import Complaint, PolicyFileRefused


class Shelf(Generic[D]):
    """A file is never taken away: whatever was decided by one finds it again by its name."""

    def __init__(self, kind: type[D], folder: Path) -> None:
        self.kind, self.folder = kind, folder

    @cached_property
    def held(self) -> dict[str, tuple[D, str]]:
        """By name, each with its version. Raises PolicyFileRefused with the complaints about all files, and ValueError for two
        files of one name."""
        read: list[tuple[D, str]] = []
        complaints: list[Complaint] = []
        for path in sorted(self.folder.glob("*.yaml")):
            try:
                read.append(read_document(self.kind, path))
            except PolicyFileRefused as refused:
                complaints.extend(refused.complaints)
        if complaints:
            raise PolicyFileRefused(complaints)
        held = {policy.policy: (policy, version) for policy, version in read}
        if len(held) < len(read):
            raise ValueError(f"{self.folder}: policy 重复")
        return held

    def policies(self) -> list[D]:
        """Every file. Raises PolicyFileRefused with every complaint, each with file and line."""
        return [policy for policy, _ in self.held.values()]

    def find(self, region: str, on: date, *, which: Callable[[D], bool] = lambda _: True) -> tuple[D, str] | None:
        """Of those asked for (`which`) the one in force there and then, with its version."""
        policy = in_force(filter(which, self.policies()), region=region, on=on)
        return self.held[policy.policy] if policy else None

    def get(self, region: str, on: date, *, otherwise: type[Refusal]) -> tuple[D, str]:
        """The one in force there and then, with its version. Raises `otherwise`."""
        found = self.find(region, on)
        if found is None:
            raise otherwise(region=region, on=on.isoformat())
        return found

    def named(self, name: str) -> D:
        return self.held[name][0]

    def version_of(self, policy: D) -> str:
        return self.held[policy.policy][1]
