"""The import law is kept, and each of its contracts notices the sin it forbids."""

import configparser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

law = configparser.ConfigParser()
law.read(ROOT / ".importlinter")
NAMES = {section.rpartition(":")[2]: law[section]["name"] for section in law.sections() if ":contract:" in section}

# contract -> the file that sins and the line that it gains.
SINS = {
    "islands": ("services/funds/rules/__init__.py", "import services.medical.rules"),
    "downhill": ("services/funds/schemas.py", "import services.funds.store"),
    "street": ("shared/sin.py", "import services.funds.rules"),
    "outside": ("shared/sin.py", "import deploy.embedded.ports"),
    "pure": ("services/funds/rules/__init__.py", "import sqlalchemy"),
    "still": ("services/funds/rules/__init__.py", "import random"),
    "bus": ("shared/outbox.py", "import nats"),
    "web": ("shared/outbox.py", "import fastapi"),
    "tell": ("services/funds/schemas.py", "import shared.outbox"),
    "verbs": ("services/funds/operations/sin.py", "import services.funds.operations.another_sin"),
    "neighbours": ("services/medical/operations/admission/sin.py", "import services.medical.operations.admission.another_sin"),
    "acyclic": ("shared/settings.py", "import shared.database"),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The houses and the street, where sinning hurts nobody."""
    there = tmp_path_factory.mktemp("law")
    for part in ("services", "shared", "deploy"):
        shutil.copytree(ROOT / part, there / part, ignore=_all_but_python)
    shutil.copy(ROOT / ".importlinter", there)
    for noun in ("funds/operations", "medical/operations/admission"):
        (there / "services" / noun / "another_sin.py").touch()
    return there


def _all_but_python(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if not (Path(folder, name).is_dir() or name.endswith(".py")) or name == "__pycache__"}


def broken(there: Path) -> set[str]:
    """The names of the contracts that do not hold there."""
    linter = Path(sys.executable).with_name("lint-imports")
    wide = os.environ | {"PYTHONPATH": str(there), "COLUMNS": "200"}
    told = subprocess.run([linter, "--no-cache", "--no-logo"], cwd=there, env=wide, capture_output=True, text=True, check=False)
    assert re.search(r"Contracts: \d+ kept, \d+ broken", told.stdout), told.stdout + told.stderr
    return set(re.findall(r"^(.+) BROKEN", told.stdout, re.MULTILINE))


def test_the_import_law_is_kept(copy: Path) -> None:
    assert broken(copy) == set()


@pytest.mark.parametrize("contract", NAMES)
def test_a_contract_notices_its_sin(copy: Path, contract: str) -> None:
    file, line = SINS[contract]
    before = (copy / file).read_text("utf-8") if (copy / file).exists() else None
    try:
        (copy / file).write_text(f"{before or ''}\n{line}\n", "utf-8")
        assert broken(copy) == {NAMES[contract]}
    finally:
        (copy / file).unlink() if before is None else (copy / file).write_text(before, "utf-8")


def test_a_room_that_is_not_in_the_plan_is_noticed(copy: Path) -> None:
    stray = copy / "services/funds/helper.py"
    stray.touch()
    try:
        assert broken(copy) == {NAMES["downhill"]}
    finally:
        stray.unlink()
