"""The command that checks policy files knows every folder of registry's, and says what is wrong with a file."""

from pathlib import Path

import pytest

from deploy.policy.__main__ import main
from deploy.policy.registry import REGISTRY
from services.registry.store import line, need, watch_policy


def drafted(tmp_path: Path, file: Path, old: str, new: str) -> Path:
    text = file.read_text("utf-8")
    assert old in text
    path = tmp_path / file.parent.name / file.name
    path.parent.mkdir()
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


def test_every_file_is_checked_in_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    files = [path for folder in REGISTRY for path in sorted(folder.glob("*.yaml"))]
    assert main(["check", *map(str, files)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert [said.split("：")[0] for said in told] == [path.name for path in files]


def test_no_folder_of_registry_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    told = capsys.readouterr().out
    for path in need.FOLDER.parent.glob("*/*.yaml"):
        assert path.name in told


def test_a_place_cannot_keep_what_the_country_does_not_have(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = drafted(tmp_path, watch_policy.FOLDER / "xian_2025.yaml", "keeps: [", "keeps: [no-such-rule, ")
    assert main(["check", str(path)]) == 1
    assert "全国文件没有 keeps 中的这些代码：no-such-rule" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (need.FOLDER / "zibo.yaml", "    urgency: urgent\n", "    urgency: ordinary\n", "算例“因病，四件事一齐启动”得出"),
        (line.FOLDER / "gansu.yaml", "expected: ", "expected: 1", "算例“甘肃2020年扶贫标准”得出 4000.00"),
    ],
    ids=["needs", "lines"],
)
def test_an_example_that_comes_out_otherwise_is_told_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], file: Path, old: str, new: str, told: str
) -> None:
    path = drafted(tmp_path, file, old, new)
    assert main(["check", str(path)]) == 1
    said = capsys.readouterr().out
    assert said.startswith(f"{file.name}:")
    assert told in said
