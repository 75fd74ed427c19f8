"""Chinese that people read has full-width punctuation: finds what has not; `python -m tests.house.punctuation --fix` mends it.

Looked at are the string literals and docstrings of services, shared and deploy, their templates, the values and comments of their
policy files, and the Chinese README. A sign
is Chinese where it stands beside a Chinese character, so that `1,000`, codes, paths and JSON stay as they are. Left alone: raw
strings (patterns), docstrings in English, what stands in braces of an f-string or between backticks, and the words of EXTERNAL
files and folders, which others write.
"""

import argparse
import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.house.tree import ROOT, is_chinese, modules, name_of

FULL = dict(zip(",;:?!()", "，；：？！（）", strict=True))
EXTERNAL = {
    "services/registry/rules/export.py",  # column names of the national export
    "services/registry/rules/vocabulary.py",  # values of its cells
    "services/registry/policy/file/register_lists.yaml",
    "services/registry/policy/quality/health.yaml",
    "services/registry/policy/compare/business.yaml",  # columns and values of another office's list
    "services/medical/national/",  # names as the national standard prints them
    "deploy/demo/register.py",  # writes such an export
}
AS_THEY_STAND = ("务工时间(月)", "公益性岗位(月数)", "是否参加新农合(城乡居民医保)", "县(区)内", "键: 值", "[甲, 乙]")
"""Columns of the national export, and YAML that somebody is told to write."""

_BLANK = "\ue000"
"""Stands for what is not text: a placeholder, an escape, code."""
_CHINESE = re.compile(r"[\u3001-\u303f\u4e00-\u9fff\uff01-\uff60“”‘’]")
_LETTER = re.compile(r"[\u4e00-\u9fff]")
_PREFIX = re.compile(r"([A-Za-z]*)('''|\"\"\"|'|\")")
_NOT_PROSE = re.compile(
    r"<style.*?</style>|<pre.*?</pre>|<code.*?</code>|```.*?```|`[^`\n]*`|\]\([^)\s]*\)|<[^>\u4e00-\u9fff]*>", re.DOTALL
)
_ASIDE = re.compile(r"\\.|`[^`\n]*`|\]\([^)\s]*\)", re.DOTALL)
_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}")


@dataclass(frozen=True, slots=True)
class Slip:
    """A half-width sign in Chinese, and what stands in its place when it is mended (with the blank beside it)."""

    path: Path
    line: int
    start: int
    end: int
    mended: str
    around: str

    def __str__(self) -> str:
        return f"{name_of(self.path)}:{self.line}: …{self.around}…"


def slips_of(path: Path) -> list[Slip]:
    """Every slip of a file, in order."""
    if name_of(path).startswith(tuple(EXTERNAL)):
        return []
    text = path.read_text("utf-8")
    slips = []
    for signs in _signs_of(path.suffix, text):
        for start, end, mended in _mends(signs):
            around = text[max(0, start - 12) : end + 12].replace("\n", " ")
            slips.append(Slip(path, text.count("\n", 0, start) + 1, start, end, mended, around))
    return sorted(slips, key=lambda slip: slip.start)


def _signs_of(suffix: str, text: str) -> Iterator["Signs"]:
    match suffix:
        case ".py":
            yield from _python(text)
        case ".yaml":
            yield from _policy(text)
        case _:
            yield _template(text, calls=suffix == ".typ")


def read_files() -> Iterator[Path]:
    """What people may read Chinese in."""
    yield from modules("services", "shared", "deploy")
    for part in ("services", "shared", "deploy"):
        yield from sorted(path for path in (ROOT / part).rglob("*") if path.suffix in (".html", ".typ", ".yaml"))
    yield ROOT / "README.zh-CN.md"


Signs = list[tuple[str, int]]
"""The characters of one text with their places in the file."""


def _python(text: str) -> Iterator[Signs]:
    """The string literals of a module; those that are written side by side are one text."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    english = _english_docstrings(text)
    joined: Signs = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.STRING:
            if token.start[0] not in english:
                joined += _literal(token.string, starts[token.start[0] - 1] + token.start[1])
        elif token.type not in (tokenize.NL, tokenize.COMMENT):
            if joined:
                yield joined
            joined = []


def _english_docstrings(text: str) -> set[int]:
    """The lines on which docstrings begin that are English with some Chinese words."""
    begins = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(told := node.value.value, str):
            words, letters = len(re.findall(r"\b[A-Za-z]{2,}\b", told)), len(re.findall(r"[\u4e00-\u9fff]", told))
            if words * 2 > letters:
                begins.add(node.lineno)
    return begins


def _literal(source: str, at: int) -> Signs:
    found = _PREFIX.match(source)
    assert found, source
    prefix, quote = found[1].lower(), found[2]
    if "r" in prefix or "b" in prefix:
        return []
    body, begin = source[found.end() : -len(quote)], at + found.end()
    hidden = [match.span() for match in _ASIDE.finditer(body)]
    hidden += [match.span() for match in _PLACEHOLDER.finditer(body)] if "f" in prefix else []
    return _masked(body, begin, hidden)


def _policy(text: str) -> Iterator[Signs]:
    """The values of a YAML file, not its keys, and the comments."""
    values, is_key = list[tuple[int, int]](), False
    for token in yaml.scan(text, Loader=yaml.CSafeLoader):
        if isinstance(token, yaml.ScalarToken) and not is_key:
            values.append((token.start_mark.index, token.end_mark.index))
        is_key = isinstance(token, yaml.KeyToken)
    for start, end in values:
        yield _masked(text[start:end], start, [match.span() for match in _ASIDE.finditer(text[start:end])])
    for comment in re.finditer(r"(?:^|(?<=\s))#.*$", text, re.MULTILINE):
        if not any(start <= comment.start() < end for start, end in values):
            yield _masked(comment[0], comment.start(), [match.span() for match in _ASIDE.finditer(comment[0])])


def _template(text: str, *, calls: bool) -> Signs:
    """`calls`: brackets belong to the language, as in `#text(size: 8pt)`."""
    hidden = [match.span() for match in _NOT_PROSE.finditer(text)]
    return _masked(text, 0, [*hidden, *(match.span() for match in re.finditer(r"[()]", text))] if calls else hidden)


def _masked(body: str, begin: int, hidden: Sequence[tuple[int, int]]) -> Signs:
    for word in AS_THEY_STAND:
        hidden = [*hidden, *(match.span() for match in re.finditer(re.escape(word), body))]
    blank = {at for start, end in hidden for at in range(start, end)}
    return [(_BLANK if at in blank else sign, begin + at) for at, sign in enumerate(body)]


def _mends(signs: Signs) -> Iterator[tuple[int, int, str]]:
    """Places in the file, and what belongs there."""
    told = "".join(sign for sign, _ in signs)
    if not is_chinese(told):
        return
    wrong = {at for at, sign in enumerate(told) if sign in ",;:?!" and _stands_in_chinese(told, at)}
    wrong |= {at for pair in _pairs(told) if _is_chinese_pair(told, *pair) for at in pair}
    for at in sorted(wrong):
        start = end = signs[at][1]
        end += 1
        # The blank beside a half-width sign has had its day; more than one are there for the looks of it.
        behind, before = told[at + 1 : at + 3], told[max(0, at - 2) : at]
        if told[at] != "(" and behind[:1] == " " and behind[1:].strip() and signs[at + 1][1] == end:
            end += 1
        if told[at] == "(" and before[1:] == " " and before[:1].strip() and signs[at - 1][1] == start - 1:
            start -= 1
        yield start, end, FULL[told[at]]


def _stands_in_chinese(told: str, at: int) -> bool:
    """A Chinese character before it, also a bracket that closes after one, or directly behind it."""
    before = told[:at].rstrip(")")[-1:]
    return bool(_CHINESE.match(before) or _CHINESE.match(told[at + 1 : at + 2]))


def _pairs(told: str) -> Iterator[tuple[int, int]]:
    opened: list[int] = []
    for at, sign in enumerate(told):
        if sign == "(":
            opened.append(at)
        elif sign == ")" and opened:
            yield opened.pop(), at


def _is_chinese_pair(told: str, start: int, end: int) -> bool:
    """Chinese on either side of either bracket. A sign behind it does not count: `SHA-256(x)，` is a formula in a sentence."""
    beside = (told[:start].rstrip(" ")[-1:], told[start + 1 : start + 2], told[end - 1])
    return any(_CHINESE.match(sign) for sign in beside) or bool(_LETTER.match(told[end + 1 : end + 2]))


def fix(path: Path) -> int:
    """Mend a file in place; the number of slips that there were."""
    slips = slips_of(path)
    text = path.read_text("utf-8")
    for slip in reversed(slips):
        text = text[: slip.start] + slip.mended + text[slip.end :]
    if slips:
        path.write_text(text, "utf-8")
    return len(slips)


def main() -> int:
    """Print every slip, or mend them all; 1 where some were found and left."""
    words = argparse.ArgumentParser(prog="python -m tests.house.punctuation", description=__doc__)
    words.add_argument("--fix", action="store_true", help="mend in place")
    words.add_argument("paths", nargs="*", type=Path, help="these files only")
    asked = words.parse_args()
    paths = [path.resolve() for path in asked.paths] or list(read_files())
    if asked.fix:
        sys.stdout.write(f"{sum(fix(path) for path in paths)} mended\n")
        return 0
    found = [slip for path in paths for slip in slips_of(path)]
    sys.stdout.writelines(f"{slip}\n" for slip in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
