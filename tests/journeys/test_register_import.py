"""`make register-import`: a file sent from a terminal is previewed, comes in, and what goes back lies beside it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from deploy.demo.platform import COUNTY
from deploy.demo.story import Story
from deploy.embedded.issuer import token
from deploy.embedded.state import CHECKOUT
from services.registry.api.imports import AT_ONCE_BYTES
from shared.grid import read_grid
from shared.security import Role
from tests.builders.registry import a_household, an_xlsx

pytestmark = pytest.mark.journey
GOOD, BAD = "3713110099990001", "3713110099990002"


def a_large_file(folder: Path) -> Path:
    """Of two households, one of them with a mistake; what is not the sheet makes it so large that the job reads it."""
    lines = [*a_household(3, code=GOOD, first_sequence=701), *a_household(2, code=BAD, first_sequence=801)]
    lines[-1] = lines[-1] | {"姓名": ""}
    file = folder / "罗庄街道.xlsx"
    file.write_bytes(an_xlsx(lines))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/media/image1.png", os.urandom(AT_ONCE_BYTES + 1))
    return file


def send(story: Story, file: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """What the Makefile runs."""
    command = [sys.executable, "-m", "deploy.register_import", f"{story.platform.gateway}/registry", str(file), *options]
    surroundings = os.environ | {"TOKEN": token(story.platform.keys, Role.COUNTY, region=COUNTY)}
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=CHECKOUT, env=surroundings, timeout=120)


def test_a_file_from_the_terminal_is_previewed_comes_in_and_gives_back_what_is_to_be_mended(story: Story, tmp_path: Path) -> None:
    file = a_large_file(tmp_path)
    previewed = send(story, file)
    assert previewed.returncode == 1, previewed.stderr
    assert "预览：新增 1 户，更新 0 户，无变化 0 户，退回 1 户；录入 3 人，退回 2 人" in previewed.stdout

    taken = send(story, file, "--commit")
    assert "录入：新增 1 户，更新 0 户，无变化 0 户，退回 1 户；录入 3 人，退回 2 人" in taken.stdout, taken.stderr
    back = read_grid((tmp_path / "罗庄街道-需更正的行.xlsx").read_bytes())
    assert sum(BAD in line for line in back) == 2

    again = send(story, file, "--commit")
    assert "预览：新增 0 户，更新 0 户，无变化 1 户，退回 1 户" in again.stdout


def test_without_a_token_it_says_what_is_missing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "deploy.register_import", "http://127.0.0.1:1/registry", str(tmp_path / "罗庄街道.xlsx")]
    surroundings = os.environ | {"TOKEN": ""}
    told = subprocess.run(command, capture_output=True, text=True, check=False, cwd=CHECKOUT, env=surroundings, timeout=60)
    assert told.returncode == 1
    assert "缺少 TOKEN" in told.stderr
