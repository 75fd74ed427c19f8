"""A YAML file as plain text values, with the line of each: amounts and ratios never pass through a float."""

from collections.abc import Sequence
from dataclasses import dataclass

import yaml

Tree = dict[str, "Tree"] | list["Tree"] | str
Place = Sequence[str | int]


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong in a file, where, and how to mend it; in the words of whoever writes the file."""

    file: str
    line: int
    wrong: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.wrong}。改法：{self.mend}"


class PolicyFileRefused(Exception):
    """A policy file cannot be used; every complaint about it at once."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        self.complaints = tuple(sorted(complaints, key=lambda complaint: (complaint.file, complaint.line)))
        super().__init__("\n".join(map(str, self.complaints)))


class Source:
    """One file's text, its values and their lines."""

    def __init__(self, file: str, text: str) -> None:
        """Raises PolicyFileRefused for text that is no YAML, or names a key twice."""
        self.file = file
        self._twice: list[Complaint] = []
        self._seen: set[int] = set()
        try:
            self._root = _compose(text)
        except yaml.MarkedYAMLError as broken:
            mark = broken.problem_mark or broken.context_mark
            if broken.context == "while scanning a simple key" and broken.context_mark:
                mark = broken.context_mark  # a line without its colon is noticed only in the next
            line = mark.line + 1 if mark else 1
            mend = "检查这一行的缩进（只用空格）、引号是否成对，冒号、逗号、括号用半角（英文）的，冒号后面空一格"
            raise PolicyFileRefused([Complaint(file, line, f"不是正确的 YAML（{broken.problem}）", mend)]) from None
        except yaml.reader.ReaderError as broken:
            line = text.count("\n", 0, broken.position) + 1
            raise PolicyFileRefused([Complaint(file, line, "含有不可见的控制字符", "删去这一行里看不见的字符")]) from None
        self.tree = self._plain(self._root) if self._root is not None else {}
        if self._twice:
            raise PolicyFileRefused(self._twice)

    def complaint(self, place: Place, wrong: str, mend: str) -> Complaint:
        return Complaint(self.file, self.line_of(place), wrong, mend)

    def line_of(self, place: Place) -> int:
        """The line where the value at `place` (keys and positions from the root) begins, or its nearest parent's."""
        node, line = self._root, 1
        for step in place:
            if isinstance(node, yaml.MappingNode):
                found = next(((key, value) for key, value in node.value if key.value == str(step)), None)
                if found is None:
                    continue
                line, node = found[0].start_mark.line + 1, found[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                line = node.start_mark.line + 1
        return line

    def _plain(self, node: yaml.Node) -> Tree:
        if id(node) in self._seen:
            line = node.start_mark.line + 1
            raise PolicyFileRefused([Complaint(self.file, line, "用了 YAML 的引用（& 和 *）", "把引用的内容照写一遍")])
        self._seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(value) for value in node.value]
        if isinstance(node, yaml.MappingNode):
            plain: dict[str, Tree] = {}
            for key, value in node.value:
                if not isinstance(key, yaml.ScalarNode):
                    line = key.start_mark.line + 1
                    raise PolicyFileRefused([Complaint(self.file, line, "键应是一个词", "冒号前面写一个代码，不写列表")])
                if key.value in plain:
                    line = key.start_mark.line + 1
                    self._twice.append(Complaint(self.file, line, f"{key.value} 写了两次", "保留一个，删去另一个"))
                plain[key.value] = self._plain(value)
            return plain
        return str(node.value)


def _compose(text: str) -> yaml.Node | None:
    """The C parser is ten times as fast, the one in Python tells better what is wrong: it is asked after a refusal."""
    try:
        return yaml.compose(text, Loader=yaml.CBaseLoader)
    except yaml.YAMLError:
        return yaml.compose(text, Loader=yaml.BaseLoader)
