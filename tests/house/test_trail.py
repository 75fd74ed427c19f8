"""Every service keeps an audit, and shows it to auditors by the same door, with a Chinese name for everything in it."""

import importlib

import pytest

from shared.trail import SERVICES, _Names
from tests.house.test_doors import app_of, each_service, ways_into

NOT_AUDITED = {
    "registry": {"household_paper_read", "list_export", "person_search", "double_key", "person_mark"},
    "medical": {"health_read"},
    "housing": set[str](),
    "notifier": {
        "feed",
        "fed_event",
        "progress",
        "order_paper_read",
        "complaint_paper_read",
        "complaint_reading",
        "inbox_change",
        "line",
        "stray_receipt",
        "waiting_call",
    },
    "funds": {"posting", "log_entry", "log_head", "log_key", "log_node", "log_pending", "paper_read", "batch_file_read"}
    | {"ledger_export"},
}
"""Tables whose rows are a trace of their own, or proved in another way: they need no name, and may have one."""


def tables_of(service: str) -> set[str]:
    return set(importlib.import_module(f"services.{service}.tables").Row.metadata.tables)


@each_service
def test_every_table_that_is_audited_has_a_chinese_name_and_no_other_has(service: str) -> None:
    named = set(importlib.import_module(f"services.{service}.rules.trail").THING_NAMES)
    assert tables_of(service) - NOT_AUDITED[service] - named == set()
    assert named - tables_of(service) == set()


@each_service
def test_auditors_alone_enter_the_trail_of_each_service(service: str) -> None:
    ways = [way for way in ways_into(service) if " /trail" in way.name]
    assert {way.name for way in ways} == {"GET /trail", "GET /trail/page", "GET /trail/{position}"}
    assert {role for way in ways for rule in way.rules for role in rule.roles} == {"auditor"}
    assert app_of(service) and service in SERVICES


@pytest.mark.parametrize("service", ["registry", "medical"])
def test_what_is_not_told_is_a_column_of_ours(service: str) -> None:
    """Or a column that was renamed would be told again."""
    tables = importlib.import_module(f"services.{service}.tables").Row.metadata.tables.values()
    untold = importlib.import_module(f"services.{service}.rules.trail").UNTOLD
    assert untold - {column.name for table in tables for column in table.columns} == set()


def test_columns_are_called_as_forms_and_views_call_them() -> None:
    from services.notifier import schemas as one_module
    from services.registry import schemas as a_package

    assert _Names({}, a_package, {}).titles("person")["region"]
    assert _Names({}, one_module, {}).titles("post")["region"]
