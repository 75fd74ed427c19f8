"""The inbox is notifier's."""

import pytest

from services.notifier.api import inbox_hub


@pytest.fixture
def service() -> str:
    return "notifier"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox_hub, "LOOK_S", 0.05)
