"""Whatever somebody writes into a file: it loads, or every complaint is Chinese with a line and a mend. Never a crash."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from shared.policy.load import load_file, load_text
from shared.policy.source import PolicyFileRefused
from tests.shared.policy.files import CEILINGS, WHOLE, rich

LAYERS = """\
- layer: waiver
  base: items
  items: [registration, ct]
  ratio: 50%
  portions: [{title: 挂号费, items: [registration], ratio: 100%}]
- layer: basic
  for: {any_of: [{persons: [poor]}, {amounts: {total: {over: 5}}}], not: {traits: [referred]}}
  base: in_policy
  deductible: [{when: {stay_of_year: {from: 2}}, is: 5}, {is: {share: 1%, of: total}}]
  deducted_from: {classes: [B], before_pre_pay: true}
  ratio: 60%
  at_most: {share: 90%, of: total, counting: all_layers}
  draws_on: [by_year]
- {layer: big, base: in_policy, per: year, tiers: {0: 1%, 5: 2%}, tiers_are: flat, rounding: down}
"""
FILES = [yaml.load(WHOLE, Loader=yaml.BaseLoader), yaml.load(rich(LAYERS, more=CEILINGS), Loader=yaml.BaseLoader)]  # noqa: S506
ODD = ["", "x", "-1", "1.5", "101%", "2020-13-01", "true", "null", [], {}, ["x"], {"x": "y"}, [[]], [{}], "甲" * 3, "unlimited"]


def places(tree: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [at, *(place for key, value in inner for place in places(value, (*at, key)))]


def spoiled(tree: Any, place: tuple[Any, ...], value: Any, rename: bool) -> Any:
    if not place:
        return value
    step, *rest = place
    if isinstance(tree, list):
        return [spoiled(one, tuple(rest), value, rename) if at == step else one for at, one in enumerate(tree)]
    if rename and not rest:
        return {("odd" if key == step else key): one for key, one in tree.items()}
    return {key: (spoiled(one, tuple(rest), value, rename) if key == step else one) for key, one in tree.items()}


@given(st.data())
def test_a_spoiled_file_is_complained_of_in_words(data: st.DataObject):
    tree = data.draw(st.sampled_from(FILES))
    place = data.draw(st.sampled_from(places(tree)))
    text = yaml.safe_dump(spoiled(tree, place, data.draw(st.sampled_from(ODD)), data.draw(st.booleans())), allow_unicode=True)

    try:
        load_text(text, file="odd.yaml")
    except PolicyFileRefused as refused:
        for complaint in refused.complaints:
            assert 1 <= complaint.line <= text.count("\n") + 1
            assert is_chinese(complaint.wrong) and is_chinese(complaint.mend), str(complaint)


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


@given(st.text(max_size=60))
def test_any_text_at_all_is_answered(text: str):
    with pytest.raises(PolicyFileRefused):
        load_text(text, file="any.yaml")


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("policy: a\ntitle: \x07", "含有不可见的控制字符"),
        ("policy: &a [*a]", "用了 YAML 的引用"),
        ("? [a, b]\n: c", "键应是一个词"),
        ("a:\n\tb: c", "不是正确的 YAML"),
        ("- a\n- b", "应是一组“键: 值”"),
    ],
)
def test_what_yaml_allows_and_we_do_not_is_said(text: str, wrong: str):
    with pytest.raises(PolicyFileRefused, match=wrong):
        load_text(text, file="any.yaml")


def test_a_file_of_another_encoding_is_named_with_its_line(tmp_path: Path):
    (tmp_path / "gbk.yaml").write_bytes(b"policy: a\n" + "title: 青石市".encode("gb18030"))

    with pytest.raises(PolicyFileRefused, match=r"gbk.yaml:2: 文件不是 UTF-8 编码.*另存为"):
        load_file(tmp_path / "gbk.yaml")


def test_a_byte_order_mark_does_no_harm(tmp_path: Path):
    (tmp_path / "bom.yaml").write_text(WHOLE, "utf-8-sig")

    assert load_file(tmp_path / "bom.yaml").version == load_text(WHOLE, file="t.yaml").version
