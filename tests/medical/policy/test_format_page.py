"""The format page: every block on it loads, its examples come out, and the tutorial's words build a working city."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.policy.__main__ import main
from services.medical.store.policies import FOLDER
from shared.money import yuan
from shared.policy.load import load_text
from shared.policy.prove import differences
from shared.policy.shape import Draft

PAGE = (FOLDER / "README.md").read_text("utf-8")
REFERENCE, TUTORIAL = PAGE.split("## 教程：从零写一个新城市", 1)
BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SKELETON, *FRAGMENTS = BLOCK.findall(REFERENCE)
STEPS = [block for block in BLOCK.findall(TUTORIAL) if not block.startswith("# 账单")]
CASE = next(block for block in BLOCK.findall(TUTORIAL) if block.startswith("# 账单"))
SAID = re.findall(r"^```text\n(.*?)^```$", TUTORIAL, re.DOTALL | re.MULTILINE)


def completed(fragment: str) -> str:
    """A fragment put into the skeleton: what it says replaces what the skeleton says."""
    whole: dict[str, Any] = yaml.load(SKELETON, Loader=yaml.BaseLoader)  # noqa: S506 BaseLoader makes only text
    said: dict[str, Any] = yaml.load(fragment, Loader=yaml.BaseLoader)  # noqa: S506
    if "layers" in said:
        whole["examples"][0]["expected"] = {"patient": "0"}
    whole |= said
    return yaml.safe_dump(whole, allow_unicode=True, sort_keys=False)


@pytest.mark.parametrize("block", [SKELETON, *(completed(fragment) for fragment in FRAGMENTS)])
def test_every_block_of_the_page_loads(block: str):
    policy = load_text(block, file="block.yaml")
    for example in policy.examples if block.count("expected: {patient: '0'}") == 0 else ():
        if dict(example.expected) != {"patient": 0}:
            wrong = {name: (yuan(want), yuan(got)) for name, (want, got) in differences(policy, example).items()}
            assert not wrong, f"{example.name}: {wrong}"


def test_every_key_of_a_file_is_explained():
    keys = {
        field.alias or name
        for shape in _shapes(Draft)
        if shape.__module__ in ("shared.policy.draft", "shared.policy.shape")
        for name, field in shape.model_fields.items()
    }
    assert {key for key in keys if not re.search(rf"(?<![a-z_]){key}(?![a-z_])", REFERENCE)} == set()


def _shapes(shape: type[Draft]) -> list[type[Draft]]:
    return [shape, *(inner for below in shape.__subclasses__() for inner in _shapes(below))]


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """The file that comes of doing what the tutorial says."""
    path = tmp_path / "qingshi_2024.yaml"
    path.write_text("".join(STEPS), "utf-8")
    return path


def test_the_tutorial_ends_in_a_city_that_passes(city: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["check", str(city)]) == 0

    told = re.sub(r"版本 \w+", "版本 ……", capsys.readouterr().out)
    assert told.startswith(SAID[0].partition("\n")[2].rstrip("\n"))


@pytest.mark.parametrize(("ratio", "said"), [("750%", SAID[1]), ("70%", SAID[2])])
def test_a_mistake_is_told_as_the_tutorial_says(city: Path, capsys: pytest.CaptureFixture[str], ratio: str, said: str):
    city.write_text(
        city.read_text("utf-8").replace('{when: {levels: ["2"]}, is: 75%}', f'{{when: {{levels: ["2"]}}, is: {ratio}}}')
    )

    assert main(["check", str(city)]) == 1
    assert said.rstrip("\n") in capsys.readouterr().out


def test_the_tutorial_s_case_is_reckoned(city: Path, capsys: pytest.CaptureFixture[str]):
    case = city.with_name("zhangdan.yaml")
    case.write_text(CASE, "utf-8")

    assert main(["quote", str(city), str(case)]) == 0
    sheet = re.sub(r"\s", "", capsys.readouterr().out)  # a long sentence goes on in the next line
    assert "青石市居民住院费用一站式结算" in sheet
    assert "扣除起付线250.00元（本次住院），7,550.00元×75%=5,662.50元" in sheet
