"""The command: a draft's complaints are told all at once, before any database is asked."""

from deploy.whatif.__main__ import main
from services.medical.store.policies import FOLDER

LINYI = (FOLDER / "linyi_2020.yaml").read_text(encoding="utf-8")


def test_every_complaint_about_the_draft_is_told_with_its_line(tmp_path, capsys):
    draft = tmp_path / "draft.yaml"
    draft.write_text(LINYI.replace("reference: zai-jiuzhu", "reference: nowhere"), encoding="utf-8")

    assert main([str(draft), "2020"]) == 1

    told = capsys.readouterr().out
    lines = [line for line in told.splitlines() if line.startswith("draft.yaml:")]
    assert len(lines) >= LINYI.count("reference: zai-jiuzhu") and all("nowhere" in line for line in lines)
    assert f"共 {len(lines)} 处需要更正" in told


def test_a_draft_that_breaks_its_own_examples_is_not_tried(tmp_path, capsys):
    draft = tmp_path / "draft.yaml"
    draft.write_text(LINYI.replace("limit: 10000\n", "limit: 9000\n"), encoding="utf-8")

    assert main([str(draft), "2020"]) == 1
    assert "算例" in capsys.readouterr().out


def test_a_file_that_is_not_there_is_said(tmp_path, capsys):
    assert main([str(tmp_path / "none.yaml"), "2020"]) == 1
    assert "没有这个文件" in capsys.readouterr().out
