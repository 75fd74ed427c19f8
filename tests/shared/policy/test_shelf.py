"""The files of a subject: found by place, day and name, complained about all at once, and never two of one name."""

from datetime import date
from pathlib import Path

import pytest

from shared.errors import Unprocessable
from shared.policy.document import Document
from shared.policy.shelf import Shelf
from shared.policy.source import PolicyFileRefused


class NoSuchRule(Unprocessable):
    """没有规则"""


def shelf_of(folder: Path, **files: str) -> Shelf[Document]:
    for name, region in files.items():
        (folder / f"{name}.yaml").write_text(
            f'policy: {name}\ntitle: 某地的规则\nregion: "{region}"\nin_force: {{from: 2020-01-01}}\n'
            "references:\n  a: {document: 某文件, clause: 第一条, address: 某报, trust: printed}\n",
            "utf-8",
        )
    return Shelf(Document, folder)


def test_the_narrowest_place_s_file_holds_and_is_found_again_by_its_name(tmp_path: Path) -> None:
    shelf = shelf_of(tmp_path, nation="", county="371311")

    policy, version = shelf.get("371311001", date(2020, 6, 1), otherwise=NoSuchRule)

    assert (policy.policy, shelf.named("county"), shelf.version_of(policy)) == ("county", policy, version)
    found = shelf.find("371311001", date(2020, 6, 1), which=lambda each: not each.region)
    assert found and found[0].policy == "nation"


def test_before_the_first_file_there_is_no_rule(tmp_path: Path) -> None:
    shelf = shelf_of(tmp_path, nation="")
    assert shelf.find("371311", date(2019, 6, 1)) is None
    with pytest.raises(NoSuchRule):
        shelf.get("371311", date(2019, 6, 1), otherwise=NoSuchRule)


def test_whatever_is_wrong_with_any_file_is_said_at_once(tmp_path: Path) -> None:
    shelf = shelf_of(tmp_path, first="37x", second="371")
    with pytest.raises(PolicyFileRefused) as refused:
        shelf.policies()
    assert {complaint.file for complaint in refused.value.complaints} == {"first.yaml", "second.yaml"}


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    shelf = shelf_of(tmp_path, nation="")
    (tmp_path / "again.yaml").write_text((tmp_path / "nation.yaml").read_text("utf-8"), "utf-8")
    with pytest.raises(ValueError, match="重复"):
        shelf.policies()
