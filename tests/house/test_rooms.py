"""Every file stands in a room of the plan, is short, and does nothing that belongs elsewhere."""

import ast
import re
from collections.abc import Callable, Collection
from pathlib import Path

import pytest

from tests.house.tree import ROOT, SERVICES, calls, house_of, modules, name_of, parsed

LINES_LIMIT = 300
DOORS = {"api", "app", "consumers", "jobs"}
ROOMS = DOORS | {"migrations", "operations", "policy", "rules", "schemas", "store", "tables", "templates"}
NO_ROOM = {"__init__.py", "__pycache__", "README.md", "decisions.md"}
ROOMS_OF_ONE = {
    "notifier": {
        "channels",  # the ways out to people: log file, e-mail, webhook, the inbox
        "telephone",  # the modules that run on the inbox's page: drafts, sending, what came meanwhile
    },
    "funds": {
        "channels",  # the ways out of the public log: its key, and the places that keep its heads
        "verifier",  # single files that citizens and auditors download and run without us
    },
    "housing": {
        "verifier",  # a single file: whoever has drawn a lot draws it again without us
        "telephone",  # the modules that run in a telephone's browser, where there is no network
    },
    "medical": {"national"},  # code lists and the cities' ways of writing the national transactions, as data
}
WITHOUT_PYTHON = {"policy", "templates", "national", "telephone"}
NOT_PACKAGES = {"migrations", "versions", "verifier"}  # run by alembic and by citizens, imported by nobody
NOBODYS = {"utils", "util", "helpers", "helper", "common", "constants", "managers", "manager", "types", "misc"}

CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
READS_THE_CLOCK = {"shared/clock.py", "shared/ids.py"}
SPEAKS_TO_A_TERMINAL = {
    *(f"services/funds/verifier/{name}.py" for name in ("check_ledger", "check_proof", "verify")),
    "services/housing/verifier/verify_lot.py",
}
ONE_FILE_BY_ITS_PURPOSE = {
    "services/funds/verifier/check_ledger.py",
    "services/funds/verifier/verify.py",
    "shared/events/funds.py",
    "shared/events/housing.py",
}
"""An auditor takes the verifiers along on their own: with the tree, the signature and the log in one, and the standard library
alone. A publisher's events are one module, because their subjects follow from its name."""
SECONDS = ("_s", "seconds", "minutes", "hours")


@pytest.mark.parametrize("service", SERVICES)
def test_a_house_has_only_rooms_of_the_plan(service: str) -> None:
    there = {path.name for path in (ROOT / "services" / service).iterdir()} - NO_ROOM
    assert {name.removesuffix(".py") for name in there} <= ROOMS | ROOMS_OF_ONE.get(service, set())


@pytest.mark.parametrize("service", SERVICES)
def test_a_house_says_at_its_door_what_it_owns(service: str) -> None:
    assert (ROOT / "services" / service / "README.md").exists()


def test_no_room_holds_what_nobody_placed() -> None:
    everywhere = [path for part in ("services", "shared", "deploy") for path in (ROOT / part).rglob("*")]
    assert [name_of(path) for path in everywhere if path.stem in NOBODYS] == []


def test_policies_and_templates_hold_no_python() -> None:
    code = [name_of(path) for room in WITHOUT_PYTHON for path in (ROOT / "services").glob(f"*/{room}/**/*.py")]
    assert code == []


def test_what_we_rest_on_is_named_as_public_documents_and_not_as_our_working_notes() -> None:
    policies = [path for path in (ROOT / "services").glob("*/policy/**/*.yaml")]
    policies += [*modules("services", "shared", "deploy"), *(ROOT / "services").glob("*/*.md")]
    notes = re.compile(r"policy_facts|systems S\d|handbook|interfaces\.md|address: *(平台)?基础文件 ?[0-9A-Z]")
    assert [name_of(path) for path in policies if notes.search(path.read_text(encoding="utf-8"))] == []


def test_every_folder_of_python_is_a_package_so_that_the_import_law_sees_it() -> None:
    folders = {path.parent for path in modules("services", "shared", "deploy")}
    unseen = [folder for folder in folders if folder.name not in NOT_PACKAGES and not (folder / "__init__.py").exists()]
    assert sorted(map(name_of, unseen)) == []


def test_no_file_is_longer_than_one_can_read() -> None:
    scripts = [*(ROOT / "services").glob("*/*/*.js"), *(ROOT / "shared").glob("*/*.js")]
    lines = {name_of(path): _lines(path) for path in [*modules("services", "shared", "deploy", "tests"), *scripts]}
    assert {name: count for name, count in lines.items() if count > LINES_LIMIT and name not in ONE_FILE_BY_ITS_PURPOSE} == {}


def _lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


VERBS = [path for path in modules("services") if "operations" in path.parts and path.name != "__init__.py"]


@pytest.mark.parametrize("path", VERBS, ids=name_of)
def test_an_operation_is_one_verb_of_the_file_s_name(path: Path) -> None:
    functions = [node.name for node in parsed(path).body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert [name for name in functions if not name.startswith("_")] == [path.stem]


@pytest.mark.parametrize("path", VERBS, ids=name_of)
def test_an_operation_has_a_test_of_its_own(path: Path) -> None:
    tests = ROOT / "tests" / house_of(path)
    assert list(tests.rglob(f"test_{path.stem}.py")), f"{name_of(tests)}/operations/test_{path.stem}.py is missing"


@pytest.mark.parametrize("path", sorted((ROOT / "services").glob("*/jobs.py")), ids=lambda path: path.parent.name)
def test_every_function_of_the_clock_is_wound_up(path: Path) -> None:
    """A job that lost its decorator, in a merge say, is called by nobody and missed by nobody."""
    used = {node.id for node in ast.walk(parsed(path)) if isinstance(node, ast.Name)}
    ticks = [node for node in parsed(path).body if isinstance(node, ast.AsyncFunctionDef) and node.name not in used]
    assert [tick.name for tick in ticks if not tick.decorator_list] == []


def test_only_the_street_commits() -> None:
    assert _calling(lambda called: called.endswith(".commit"), "services", "deploy") == []


def test_only_the_clock_knows_the_time() -> None:
    assert _calling(lambda called: called in CLOCKS, "services", "shared", allowed=READS_THE_CLOCK) == []


def test_nothing_is_printed() -> None:
    assert _calling(lambda called: called == "print", "services", "shared", allowed=SPEAKS_TO_A_TERMINAL) == []


def test_nothing_is_made_a_float() -> None:
    assert _calling(lambda called: called == "float", "services", "shared") == []


def test_what_is_declared_a_float_is_a_time_in_seconds() -> None:
    declared = [
        f"{name_of(path)}:{node.lineno} {name}"
        for path in modules("services", "shared")
        for node in ast.walk(parsed(path))
        if (name := _declared_float(node)) and not name.endswith(SECONDS)
    ]
    assert declared == []


def _declared_float(node: ast.AST) -> str | None:
    match node:
        case ast.arg(arg=name, annotation=ast.expr() as kind) | ast.AnnAssign(target=ast.Name(id=name), annotation=kind):
            return name if "float" in ast.unparse(kind) else None
        case ast.FunctionDef(name=name, returns=ast.expr() as kind) | ast.AsyncFunctionDef(name=name, returns=ast.expr() as kind):
            return name if "float" in ast.unparse(kind) else None
    return None


def test_rules_and_rows_hold_no_inexact_number() -> None:
    judged = [path for path in modules("services") if {"rules", "tables", "tables.py", "schemas", "schemas.py"} & set(path.parts)]
    inexact = [
        f"{name_of(path)}:{node.lineno} {node.value}"
        for path in judged
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, float)
    ]
    assert inexact == []


def _calling(wrong: Callable[[str], bool], *parts: str, allowed: Collection[str] = ()) -> list[str]:
    return [
        f"{name_of(path)}:{line} {called}"
        for path in modules(*parts)
        if name_of(path) not in allowed
        for line, called in calls(path)
        if wrong(called)
    ]
