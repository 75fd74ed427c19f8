"""Every cellar is built by its own history, equals its models, audits each write, and shows nobody what is not theirs."""

import importlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData
from sqlalchemy.ext.asyncio import create_async_engine

from deploy.embedded.postgres import Postgres
from shared import migrations
from shared.migrations import STREET
from tests.house.tree import SERVICES

each_service = pytest.mark.parametrize("service", SERVICES)

OF_NO_REGION = {
    (
        "funds",
        "number_series",
    ): "the last number of a kind, county and year; whoever registers counts it, a village too",
    ("housing", "number_series"): "the last number of a kind and place; a county's series is taken from by its villages",
    ("funds", "cosignature"): "a witness signs the log of everybody",
    ("funds", "head_place"): "how far that log's heads got; it names nobody and no place of the country",
    ("funds", "flow"): "lines of public totals, which say their place",
    ("funds", "flow_pending"): "ids of public records, and nothing else",
    ("funds", "log_entry"): "one log over the whole public disclosure, its order and its salts are public",
    ("funds", "log_head"): "the same log's heads",
    ("funds", "log_key"): "the same log's public keys",
    ("funds", "log_node"): "the same log's tree",
    ("funds", "log_pending"): "ids of public records, and nothing else",
    ("funds", "seal"): "one seal a day over the whole public disclosure",
    ("notifier", "feed"): "how far the feed of events goes: two numbers",
    ("notifier", "line"): "how a way out is, which messages of all places share; it names nobody and bears no address",
    ("notifier", "stray_receipt"): "a gateway's number of a message that we do not know yet",
    ("medical", "family_account"): "a family's year is one, wherever its members lie in hospital; it names nobody and no place",
    ("medical", "year_account"): "a person's year is one, wherever they lie in hospital; it names nobody and no place",
}
IS_A_TRACE_ITSELF = {
    ("funds", "paper_read"): "who looked at which paper: only ever added, and read like the audit",
    ("funds", "batch_file_read"): "who took which file with whole account numbers out: the same",
    ("funds", "ledger_export"): "who took a county's whole ledger out: the same",
    ("funds", "log_entry"): "a log is a trace: only ever added to, published whole, and checked by outsiders",
    ("funds", "log_head"): "the same",
    ("funds", "log_key"): "the same",
    ("funds", "log_node"): "the same",
    ("housing", "paper_read"): "who looked at which paper of a house: the same",
    ("notifier", "order_paper_read"): "who looked at which paper of an order: the same",
    ("medical", "health_read"): "who read which health record: only ever added, and read like the audit",
    ("notifier", "complaint_paper_read"): "who at the desk of 12317 opened which paper: the same",
    ("notifier", "complaint_reading"): "who at the desk of 12317 read which letter: the same",
    ("registry", "household_paper_read"): "who looked at which paper of a household: the same",
    ("registry", "list_export"): "who took which list out: the same",
    ("registry", "person_search"): "who looked for whom: the same",
}
FOLLOWS_ANOTHER = {
    ("funds", "flow"): "laid out from public records, which are audited, and nothing else; it can be laid again",
    ("funds", "flow_name"): "the same",
    ("funds", "flow_pending"): "laid by a trigger with a record, which is audited, and gone when the record is laid out",
    ("funds", "flow_total"): "the same as its lines",
    ("funds", "posting"): "written with its transfer, whose audit says who and why, and never changed: it is a record itself",
    ("funds", "log_pending"): "laid by a trigger with a record, which is audited, and gone when the record stands in the log",
    ("notifier", "feed"): "counts the events that are kept",
    ("notifier", "waiting_call"): "a copy of an event that waits to be acted on, like a row of the inbox; the acts are audited",
    ("notifier", "fed_event"): "made of an event that its publisher owed and audits, and nothing else; kept for thirty days",
    ("notifier", "progress"): "what came of each event stands in push, a pause in the subscription, and both are audited",
    ("notifier", "line"): "what came of each message stands in delivery, which is audited; this changes by the second",
    ("notifier", "stray_receipt"): "kept until its delivery is known, whose change is audited",
    ("notifier", "inbox_change"): "laid by triggers with orders, errands, messages and tasks, which are audited; gone in a day",
    ("registry", "person_mark"): "made of a person's row and nothing else, and that row's changes are audited",
}
ADDED_WITH_ITS_CHANGE = {"registry": {"household_version", "person_version", "membership"}}
"""A history, of which each row names the change that said it, which tells who, when and why: that one is audited, and that a row
is closed."""
NEVER_FOLLOWED_BACK = {
    ("notifier", "message_order_id_fkey"): "messages are listed by case; an order is never removed",
    ("registry", "household_version_change_id_fkey"): "a version leads to the change that said it; a change is never removed",
    ("registry", "household_version_closed_by_id_fkey"): "the same of the change that closed it",
    ("registry", "membership_change_id_fkey"): "a membership leads to its change; a change is never removed",
    ("registry", "membership_closed_by_id_fkey"): "the same of the change that closed it",
    ("registry", "person_version_change_id_fkey"): "a version leads to the change that said it; a change is never removed",
    ("registry", "person_version_closed_by_id_fkey"): "the same of the change that closed it",
    ("registry", "relief_report_case_id_fkey"): "a report leads to its case; a case is never removed",
}
NAMES_OF_THINGS = {("medical", "charge.name"), ("housing", "contractor.name")}  # a medicine or a service; a business

Ask = Callable[..., Any]


@pytest.fixture
def migrated(service: str, template: Callable[[str], str]) -> str:
    """The name of the service's database as its history makes it."""
    return template(service)


@pytest.fixture
async def ask(migrated: str, postgres: Postgres) -> AsyncIterator[Ask]:
    """Put a question to the service's freshly migrated database; answers are lists of text."""
    connection = await asyncpg.connect(postgres.url(database=migrated, driver=""))

    async def told(question: str) -> list[str]:
        return [" ".join(map(str, row)) for row in await connection.fetch(question, list(STREET))]

    yield told
    await connection.close()


@each_service
def test_the_history_of_a_database_is_one_line(service: str) -> None:
    history = ScriptDirectory.from_config(migrations.config(service))
    assert len(history.get_heads()) == len(history.get_bases()) == 1
    assert [one.revision for one in history.walk_revisions() if one.is_branch_point or one.is_merge_point] == []


@each_service
async def test_the_history_leads_to_the_models(service: str, migrated: str, postgres: Postgres) -> None:
    metadata = importlib.import_module(f"services.{service}.tables").Row.metadata
    engine = create_async_engine(postgres.url(database=migrated))
    async with engine.connect() as connection:
        assert await connection.run_sync(differences, metadata) == []
    await engine.dispose()


def differences(connection: Connection, metadata: MetaData) -> list[Any]:
    options = {"include_object": migrations.is_modelled, "compare_type": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


TABLES = "pg_class t WHERE t.relkind IN ('r', 'p') AND t.relnamespace = 'public'::regnamespace AND t.relname <> ALL ($1)"
AUDITED = """(SELECT coalesce(bit_or(g.tgtype::int), 0) & 28 FROM pg_trigger g JOIN pg_proc f ON f.oid = g.tgfoid
              WHERE g.tgrelid = t.oid AND g.tgenabled = 'O' AND g.tgtype & 2 = 0  -- after it
                AND (f.proname, g.tgtype & 1) IN (('write_audit', 1), ('write_audits', 0)))  -- by row, or by statement
          """
"""At which acts on a table an audit is written: 4 an insert, 8 a delete, 16 an update."""
COLUMNS = "information_schema.columns WHERE table_schema = 'public' AND NOT table_name = ANY ($1)"


@each_service
async def test_every_table_is_audited(service: str, ask: Ask) -> None:
    wrong = await ask(f"SELECT t.relname FROM {TABLES} AND 28 <> {AUDITED}")  # on insert, update and delete
    others = {table for house, table in IS_A_TRACE_ITSELF | FOLLOWS_ANOTHER if house == service}
    assert set(wrong) == others | ADDED_WITH_ITS_CHANGE.get(service, set())


@each_service
async def test_a_history_is_added_to_by_changes_and_audited_when_it_is_closed(service: str, ask: Ask) -> None:
    added = ADDED_WITH_ITS_CHANGE.get(service, set())
    kept = await ask(f"""
        SELECT t.relname FROM {TABLES} AND t.relname = ANY (ARRAY{sorted(added)}::text[]) AND 24 = {AUDITED} AND EXISTS (
            SELECT FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = c.conkey[1]
            WHERE c.conrelid = t.oid AND c.contype = 'f' AND a.attname = 'change_id' AND a.attnotnull)
        """)
    assert set(kept) == added


@each_service
async def test_every_table_shows_rows_by_region_or_says_why_not(service: str, ask: Ask) -> None:
    open_tables = set(await ask(f"SELECT t.relname FROM {TABLES} AND NOT (t.relrowsecurity AND t.relforcerowsecurity)"))
    assert open_tables == {table for house, table in OF_NO_REGION if house == service}


@each_service
async def test_the_audit_is_read_by_auditors_and_the_platform_alone(service: str, ask: Ask) -> None:
    rules = await ask("SELECT cmd, qual FROM pg_policies WHERE tablename = 'audit' AND 'x' <> ALL ($1) ORDER BY cmd")
    assert [rule.partition(" ")[0] for rule in rules] == ["INSERT", "SELECT"]
    assert "'auditor'" in rules[1] and "'platform'" in rules[1] and "may_see(" in rules[1]
    hidden = await ask("SELECT relforcerowsecurity FROM pg_class WHERE relname = 'audit' AND 'x' <> ALL ($1)")
    assert hidden == ["True"]


@each_service
async def test_a_trace_is_only_ever_added_to(service: str, ask: Ask) -> None:
    traces = [table for house, table in IS_A_TRACE_ITSELF if house == service]
    kept = await ask(f"""
        SELECT t.relname FROM {TABLES} AND t.relname = ANY (ARRAY{traces}::text[]) AND EXISTS (
            SELECT FROM pg_trigger g JOIN pg_proc f ON f.oid = g.tgfoid
            WHERE g.tgrelid = t.oid AND f.proname = 'forbid_change' AND g.tgenabled = 'O')
        """)
    assert sorted(kept) == sorted(traces)


@each_service
async def test_nobody_who_serves_can_go_round_row_level_security(service: str, ask: Ask) -> None:
    wrong = await ask(f"""
        SELECT rolname FROM pg_roles WHERE rolname = '{service}' AND (rolsuper OR rolbypassrls) AND 'x' <> ALL ($1)
        """)
    assert wrong == []


@each_service
async def test_money_is_whole_fen(service: str, ask: Ask) -> None:
    wrong = await ask(f"""
        SELECT table_name, column_name, data_type FROM {COLUMNS}
        AND (column_name ~ '_fen$' AND data_type NOT IN ('bigint', 'integer') OR column_name LIKE '%yuan%')
        """)
    assert wrong == []


@each_service
async def test_no_column_is_inexact(service: str, ask: Ask) -> None:
    wrong = await ask(f"""
        SELECT table_name, column_name, data_type FROM {COLUMNS} AND data_type IN ('real', 'double precision', 'money')
        """)
    assert wrong == []


@each_service
async def test_instants_have_a_zone_and_days_have_none(service: str, ask: Ask) -> None:
    wrong = await ask(f"""
        SELECT table_name, column_name, data_type FROM {COLUMNS}
        AND (column_name ~ '_at$' AND data_type <> 'timestamp with time zone' OR column_name ~ '_on$' AND data_type <> 'date'
             OR data_type = 'timestamp without time zone')
        """)
    assert wrong == []


@each_service
async def test_every_foreign_key_has_an_index_or_a_reason(service: str, ask: Ask) -> None:
    bare = set(
        await ask("""
        SELECT k.conname FROM pg_constraint k
        WHERE k.contype = 'f' AND k.conrelid::regclass::text <> ALL ($1) AND NOT EXISTS (
            SELECT FROM pg_index i WHERE i.indrelid = k.conrelid
            AND (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey)
        """)
    )
    assert bare == {key for house, key in NEVER_FOLLOWED_BACK if house == service}


@each_service
async def test_what_is_secret_is_stored_sealed(service: str, ask: Ask) -> None:
    named = set(
        await ask(f"""
        SELECT table_name || '.' || column_name FROM {COLUMNS}
        AND (column_name ~ '(^|_)(id_number|name|phone|telephone|bank_account)$'
             OR column_name ~ '_sealed$' AND data_type <> 'bytea')
        """)
    )
    assert named == {column for house, column in NAMES_OF_THINGS if house == service}
