"""A day that people read is China's: at six in the morning it is still yesterday in Greenwich."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
_SPOKEN = re.compile(r"\{(?P<what>[\w.()]*(?:_at|\bat|now\(\)))(?:!\w)?:%")


def test_no_instant_is_written_out_before_it_was_put_on_a_chinese_clock() -> None:
    """`{at:%Y%m%d}` of an instant is the day of Greenwich; `{china(at):%Y%m%d}` is ours."""
    code = [path for folder in ("services", "shared") for path in sorted((ROOT / folder).rglob("*.py"))]
    wrong = [f"{path.relative_to(ROOT)}: {found['what']}" for path in code for found in _SPOKEN.finditer(path.read_text("utf-8"))]
    assert wrong == []


def test_the_law_knows_an_instant_when_it_sees_one() -> None:
    assert [_SPOKEN.search(text) is not None for text in ("{at:%Y}", "{file.uploaded_at:%Y}", "{now():%H}")] == [True] * 3
    assert [_SPOKEN.search(text) is not None for text in ("{china(at):%Y}", "{today():%Y}", "{board.on:%Y}")] == [False] * 3
