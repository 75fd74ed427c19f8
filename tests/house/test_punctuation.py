"""Chinese that people read has full-width punctuation, everywhere."""

from pathlib import Path

import pytest

from tests.house.punctuation import fix, read_files, slips_of


def test_chinese_has_full_width_punctuation() -> None:
    slips = [str(slip) for path in read_files() for slip in slips_of(path)]
    assert slips == [], "mend them with: .venv/bin/python -m tests.house.punctuation --fix"


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ('"没有这张清算单,请核对"', '"没有这张清算单，请核对"'),
        ('"合计(元)"', '"合计（元）"'),
        ('"标题: 内容"', '"标题：内容"'),
        ('f"第 {n} 行,{m} 元 (含退费)"', 'f"第 {n} 行，{m} 元（含退费）"'),
        ('("前半句," "后半句(如 0.1)")', '("前半句，" "后半句（如 0.1）")'),
        ('"""HTTP 200 即有结论:见下"""', '"""HTTP 200 即有结论：见下"""'),
    ],
)
def test_a_half_width_sign_beside_chinese_is_mended(tmp_path: Path, written: str, mended: str, monkeypatch) -> None:
    assert mended_of(tmp_path, f"told = {written}\n", monkeypatch) == f"told = {mended}\n"


@pytest.mark.parametrize(
    "written",
    [
        '"共 1,000 行"',
        'r"^\\d+日?$"',
        'f"{a:,}、{b[0]}"',
        '"见 `[甲, 乙]`"',
        '\'{"name": "王"}\'',
        '"务工时间(月)"',
        '"见 [说明](README.md)"',
    ],
)
def test_numbers_patterns_codes_and_the_words_of_others_stay(tmp_path: Path, written: str, monkeypatch) -> None:
    assert mended_of(tmp_path, f"told = {written}\n", monkeypatch) == f"told = {written}\n"


def test_an_english_docstring_may_speak_of_a_chinese_word(tmp_path: Path, monkeypatch) -> None:
    written = '"""A clearing statement (清算单): made by one person."""\n'
    assert mended_of(tmp_path, written, monkeypatch) == written


def mended_of(folder: Path, text: str, monkeypatch) -> str:
    """What the fixer makes of a module."""
    monkeypatch.setattr("tests.house.punctuation.name_of", lambda path: path.name)
    path = folder / "module.py"
    path.write_text(text, "utf-8")
    fix(path)
    return path.read_text("utf-8")
