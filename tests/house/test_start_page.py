"""The page where everybody begins leads to every page that can be opened without knowing a number first."""

import importlib
import re
from functools import cache
from pathlib import Path

from shared.settings import Settings
from tests.builders.pages import faults_of
from tests.conftest import SERVICES

START = (Path(__file__).parents[2] / "deploy/gateway/index.html").read_text(encoding="utf-8")
LINKS = {link.partition("#")[0] for link in re.findall(r'(?:href|action)="(/[^"]+)"', START)}
FROM_ANOTHER = {
    "/funds/portal/entries",
    "/notifier/complaint-desk/new/page",
    "/notifier/complaints/statistics/page",
    "/notifier/messages/preview/page",
    "/notifier/orders/today/page",  # leads to the inbox itself
    "/funds/portal/project",
    "/funds/supervision/speed/page",
    "/notifier/boards/orders/list/page",
    "/notifier/boards/waiting/list/page",
    "/funds/supervision/idle/page",
    "/funds/supervision/late/page",
    "/funds/supervision/concentration/page",
    "/registry/alignment/differences/page",
    "/registry/boards/register/households/page",
    "/registry/comparisons/differences/board/page",
    "/registry/quality/findings/page",
    *(f"/{service}/trail/page" for service in SERVICES if service != "funds"),
}
"""Reached from a page that the start page leads to, with what was chosen there."""


@cache
def _ways() -> dict[str, bool]:
    """Of all services, every address that is read, and whether it is a page with nothing to be filled in."""
    found = {}
    for service in SERVICES:
        app = importlib.import_module(f"services.{service}.app").create(Settings())
        for path, ways in app.openapi()["paths"].items():
            answers = ways.get("get", {}).get("responses", {}).values()
            is_page = any("text/html" in each.get("content", {}) for each in answers)
            found[f"/{service}{path}"] = is_page and "{" not in path and path != "/problems"
    return found


def test_the_start_page_has_no_fault():
    assert faults_of(START) == []


def test_every_page_is_found_from_the_start():
    assert {address for address, is_page in _ways().items() if is_page} - LINKS - FROM_ANOTHER == set()


def test_no_link_of_the_start_page_leads_nowhere():
    beside = {f"/{service}/{path}" for service in SERVICES for path in ("docs", "openapi.json", "readyz", "session")}
    # A checklist's pages stand under its name.
    beside.add("/registry/checklists/five-assurances/progress/page")
    assert LINKS - _ways().keys() - beside == set()
