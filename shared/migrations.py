"""Migrations: one alembic history per service, and the tables, row-level security and audit that all of them share.

python -m shared.migrations upgrade medical            # to the newest, at JISHIYU_DATABASE_URL
python -m shared.migrations revision medical "Add …"   # a new file from what the models changed
"""

import asyncio
import sys
from pathlib import Path
from typing import Any

from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, MetaData, pool
from sqlalchemy.ext.asyncio import create_async_engine

from shared import settings

SERVICES = Path(__file__).parent.parent / "services"
STREET = frozenset({"inbox", "outbox", "audit", "alembic_version"})
"""Tables that every service has and no service models."""

# One statement a paragraph: asyncpg prepares one at a time.
_STREET_SQL = """
CREATE TABLE inbox (
    handler text NOT NULL, id text NOT NULL, fingerprint bytea NOT NULL DEFAULT '',
    status integer, media_type text, answer bytea, claimed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (handler, id)
);

CREATE TABLE outbox (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id uuid NOT NULL UNIQUE, subject text NOT NULL, body bytea NOT NULL, traceparent text,
    recorded_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE audit (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    by text NOT NULL, role text NOT NULL, region text NOT NULL, org text NOT NULL,
    why text NOT NULL, action text NOT NULL, thing text NOT NULL, thing_id text, before jsonb, after jsonb
);

CREATE INDEX audit_thing ON audit (thing, thing_id);

CREATE FUNCTION setting(name text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
    $$ SELECT coalesce(current_setting('jishiyu.' || name, true), '') $$;

-- An empty or missing scope sees nothing: '' || '%' would see everything. A hospital sees its own rows and what is opened to
-- it by name, never a region's: it treats people of the county, it does not govern them.
CREATE FUNCTION may_see(region text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
    $$ SELECT setting('role') <> 'hospital'
        AND (setting('region') = '*' OR (setting('region') <> '' AND starts_with(region, setting('region')))) $$;

CREATE FUNCTION write_audit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE old_row jsonb; new_row jsonb;
BEGIN
    IF TG_OP <> 'INSERT' THEN old_row := to_jsonb(OLD) - coalesce(TG_ARGV, '{}'); END IF;
    IF TG_OP <> 'DELETE' THEN new_row := to_jsonb(NEW) - coalesce(TG_ARGV, '{}'); END IF;
    INSERT INTO audit (by, role, region, org, why, action, thing, thing_id, before, after)
    VALUES (setting('by'), setting('role'), setting('region'), setting('org'), setting('why'), lower(TG_OP), TG_TABLE_NAME,
            coalesce(new_row, old_row) ->> 'id', old_row, new_row);
    RETURN NULL;
END $$;

CREATE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();

CREATE FUNCTION wake_relay() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_notify('outbox', ''); RETURN NULL; END $$;

CREATE TRIGGER wake_relay AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION wake_relay();
"""


def see_what_was_succeeded(op: Any) -> None:
    """Whoever governs a division sees what lies in those that became part of it, under the codes of then (`shared.regions`)."""
    op.execute("""
        CREATE OR REPLACE FUNCTION may_see(region text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
            $$ SELECT setting('role') <> 'hospital' AND (setting('region') = '*' OR (setting('region') <> ''
                AND (starts_with(region, setting('region'))
                     OR (setting('also') <> '' AND region LIKE ANY (string_to_array(setting('also'), ',')))))) $$
    """)


def lay_street(op: Any) -> None:
    """The tables that every service has: inbox, outbox, audit. First thing in a service's first migration."""
    for statement in _STREET_SQL.strip().split("\n\n"):
        op.get_bind().exec_driver_sql(statement)


def guard(
    op: Any,
    table: str,
    *,
    region: str = "region",
    org: str | None = None,
    roles: tuple[str, ...] = (),
    part_of: tuple[str, str] | None = None,
    readers: tuple[str, ...] = (),
    open_to: tuple[str, ...] = (),
    is_public: bool = False,
    unaudited: tuple[str, ...] = (),
) -> None:
    """Row-level security and audit on a table: who acts sees the rows whose region lies in theirs.

    `org`: a column with a hospital's or department's code; the role `hospital` then sees its own rows, wherever the patient
    lives. `roles`: only these see a region's rows (and the platform's own jobs); every other role sees none of them, auditors
    among them, so what such a table says must not stand in the audit either: name those columns in `unaudited`.
    `part_of`: a foreign key and the table it leads to; whoever sees the whole sees its parts, and nobody else.
    `readers`: roles that may read a region's rows besides, and not write them.
    `open_to`: roles that may read every row (a hospital looks a person up by hash). `is_public`: anyone may read.
    `unaudited`: see `open_to_all`.
    """
    sees = f"may_see({region})"
    if roles:
        named = ", ".join(f"'{role}'" for role in ("platform", *roles))
        sees = f"(setting('role') IN ({named}) AND {sees})"
    if org:
        sees = f"CASE WHEN setting('role') = 'hospital' THEN {org} = setting('org') ELSE {sees} END"
    if part_of:
        # The whole's own row-level security is asked, so a part cannot be seen where the whole is hidden.
        key, whole = part_of
        sees = f"EXISTS (SELECT FROM {whole} WHERE {whole}.id = {table}.{key})"
    looks = [f"(setting('role') = '{role}' AND may_see({region}))" for role in readers]
    looks += [f"setting('role') = '{role}'" for role in open_to] + (["true"] if is_public else [])
    reads = " OR ".join([f"({sees})", *looks])
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")  # the owner too: the service owns its tables
    op.execute(f"CREATE POLICY writes ON {table} USING ({sees}) WITH CHECK ({sees})")
    op.execute(f"CREATE POLICY reads ON {table} FOR SELECT USING ({reads})")
    open_to_all(op, table, unaudited=unaudited)


def open_to_all(op: Any, table: str, *, unaudited: tuple[str, ...] = ()) -> None:
    """Audit alone, for a table whose rows belong to no region. `unaudited`: columns that are large and never change, or that
    auditors must not read; the row itself, and the log that its table keeps, is their record."""
    columns = ", ".join(f"'{column}'" for column in unaudited)
    op.execute(
        f"CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION write_audit({columns})"
    )


_AUDITS = """
CREATE FUNCTION write_audits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    hidden text[] := coalesce(TG_ARGV, '{}'); act text := lower(TG_OP); act_by text := setting('by');
    act_role text := setting('role'); act_region text := setting('region'); act_org text := setting('org');
    act_why text := setting('why');
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO audit (by, role, region, org, why, action, thing, thing_id, after)
        SELECT act_by, act_role, act_region, act_org, act_why, act, TG_TABLE_NAME, fresh.id::text, to_jsonb(fresh) - hidden
        FROM fresh;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO audit (by, role, region, org, why, action, thing, thing_id, before, after)
        SELECT act_by, act_role, act_region, act_org, act_why, act, TG_TABLE_NAME, fresh.id::text,
               to_jsonb(gone) - hidden, to_jsonb(fresh) - hidden
        FROM gone JOIN fresh ON fresh.id = gone.id;
    ELSE
        INSERT INTO audit (by, role, region, org, why, action, thing, thing_id, before)
        SELECT act_by, act_role, act_region, act_org, act_why, act, TG_TABLE_NAME, gone.id::text, to_jsonb(gone) - hidden
        FROM gone;
    END IF;
    RETURN NULL;
END $$
"""
_SEEN_BY = {"insert": "NEW TABLE AS fresh", "update": "OLD TABLE AS gone NEW TABLE AS fresh", "delete": "OLD TABLE AS gone"}


def lay_audits(op: Any) -> None:
    """The audit for tables that take thousands of rows in one statement; once in a service, before `audit_by_statement`."""
    op.get_bind().exec_driver_sql(_AUDITS)


def audit_by_statement(op: Any, table: str, *, unaudited: tuple[str, ...] = ()) -> None:
    """Audit a guarded table once a statement instead of once a row: the same rows in the audit, at less than half the price.

    The table's `id` never changes, or what an update made of a row would not be found.
    """
    columns = ", ".join(f"'{column}'" for column in unaudited)
    op.execute(f"DROP TRIGGER audit ON {table}")
    for act, seen in _SEEN_BY.items():
        op.execute(
            f"CREATE TRIGGER audit_{act} AFTER {act.upper()} ON {table} REFERENCING {seen}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION write_audits({columns})"
        )


def guard_audit(op: Any) -> None:
    """The audit is written by whoever acts, and read by the platform and by auditors of the region whose row it was.

    It holds whole rows, health and class of people among them, so no other role needs to see it, not even of its own deeds.
    What belongs to no region is read by those alone who see every region.
    """
    _guard_trace(op, "audit", region="coalesce(after ->> 'region', before ->> 'region', '')")


def guard_trace(op: Any, table: str, *, region: str = "region") -> None:
    """A trace of who did what besides the audit (of readings, say): left by whoever acts, never changed, and read like the audit.

    It has no audit of its own: it is one.
    """
    _guard_trace(op, table, region=region)
    append_only(op, table)


def _guard_trace(op: Any, table: str, *, region: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY writes ON {table} FOR INSERT WITH CHECK (true)")
    op.execute(
        f"CREATE POLICY reads ON {table} FOR SELECT USING (setting('role') IN ('platform', 'auditor') AND may_see({region}))"
    )


def append_only(op: Any, table: str) -> None:
    """Rows of this table are never changed or removed, by anyone."""
    op.execute(
        f"CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION forbid_change()"
    )


def config(service: str) -> Config:
    alembic = Config()
    alembic.set_main_option("script_location", str(SERVICES / service / "migrations"))
    alembic.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return alembic


def run(metadata: MetaData) -> None:
    """What each service's migrations/env.py calls."""
    given = context.config.attributes.get("connection")
    if given is not None:
        _migrate(given, metadata)
        return
    url = context.config.attributes.get("url") or settings.current().database_url.get_secret_value()
    asyncio.run(_migrate_at(url, metadata))


async def _migrate_at(url: str, metadata: MetaData) -> None:
    engine = create_async_engine(url, poolclass=pool.NullPool, hide_parameters=True)
    async with engine.connect() as connection:
        await connection.run_sync(_migrate, metadata)
        await connection.commit()
    await engine.dispose()


def _migrate(connection: Connection, metadata: MetaData) -> None:
    context.configure(connection=connection, target_metadata=metadata, include_object=is_modelled, compare_server_default=False)
    with context.begin_transaction():
        context.run_migrations()


def is_modelled(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
    """Whether alembic should compare this: the street's tables have no model."""
    return not (kind == "table" and name in STREET)


def upgrade(service: str, url: str | None = None) -> None:
    """Bring one service's database to its newest migration."""
    alembic = config(service)
    alembic.attributes["url"] = url
    command.upgrade(alembic, "head")


def main(arguments: list[str]) -> int:
    match arguments:
        case ["upgrade", service]:
            upgrade(service)
        case ["revision", service, message]:
            command.revision(config(service), message, autogenerate=True)
        case _:
            sys.stderr.write(__doc__ or "")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
