"""The command that checks policy files knows those that plan help, and says what is wrong with one."""

from pathlib import Path

import pytest

from deploy.policy.__main__ import main
from deploy.policy.planning import PLANNING

FILES = [path for folder in PLANNING for path in sorted(folder.glob("*.yaml"))]


def test_every_planning_file_is_checked_with_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", *map(str, FILES)]) == 0
    told = capsys.readouterr().out
    assert "三明市2015-2018年减贫任务安排表：12 行、7 列的合计都相符" in told
    assert "帮扶措施（罗庄区）" in told
    assert "优秀 85 分起" in told
    assert "七项齐全" in told


def test_an_example_that_comes_out_otherwise_is_told_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "measures"
    folder.mkdir()
    text = FILES[0].read_text("utf-8")
    path = folder / FILES[0].name
    path.write_text(text.replace("causes: [因病]\n    members", "causes: [因残]\n    members", 1), "utf-8")
    assert main(["check", str(path)]) == 1
    told = capsys.readouterr().out
    assert f"{path.name}:" in told
    assert "算例“因病，一名劳动力在家，一名患慢性病”得出 rehabilitation" in told
