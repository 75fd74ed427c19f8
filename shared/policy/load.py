"""Read policy files: all of a file's mistakes at once, each with file, line and a mend; and find the file that applies."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from hashlib import sha256
from itertools import combinations
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from shared.errors import Unprocessable
from shared.patterns import meaning
from shared.policy.clauses import AppliesBy, Policy
from shared.policy.compile import Compiler
from shared.policy.draft import PolicyDraft
from shared.policy.shape import known_keys
from shared.policy.source import Complaint, PolicyFileRefused, Source, Tree


class NoPolicyInForce(Unprocessable):
    """该地区在这一天没有已发布的政策文件"""

    mend = "请核对参保地区和日期；如确有政策，请联系平台管理员补录政策文件"


RESIDENT = "resident"
"""The scheme that is meant where none is named."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The policies of one service, found by place and day."""

    policies: tuple[Policy, ...]

    def find(self, region: str, on: date, *, scheme: str = RESIDENT) -> Policy:
        """The policy of the narrowest place around `region` (a county's own before its city's) in force on a day.

        A scheme may have a file of its own; where none speaks of it, the others' file says what it knows. For questions about a
        day; a stay has two, see `find_for`. Raises NoPolicyInForce.
        """
        around = [policy for policy in self.policies if region.startswith(policy.region)]
        fitting = _of_scheme([policy for policy in around if policy.term.covers(on)], scheme)
        if not fitting:
            raise NoPolicyInForce(region=region, on=on.isoformat())
        return max(fitting, key=lambda policy: len(policy.region))

    def find_for(self, region: str, *, admitted_on: date, discharged_on: date, scheme: str = RESIDENT) -> Policy:
        """The policy that a stay is settled by: of the narrowest place, in force on the day that the file itself says counts.

        Where one file ends by discharge and its successor begins by admission, a stay over the change fits both or neither: the
        newer fits first, and what none claims is settled by the file in force on the day of admission. Raises NoPolicyInForce.
        """
        around = [policy for policy in self.policies if region.startswith(policy.region)]
        claiming = [
            policy
            for policy in around
            if policy.term.covers(admitted_on if policy.applies_by is AppliesBy.ADMISSION else discharged_on)
        ]
        fitting = _of_scheme(claiming, scheme) or _of_scheme([one for one in around if one.term.covers(admitted_on)], scheme)
        if not fitting:
            raise NoPolicyInForce(region=region, admitted_on=admitted_on.isoformat(), discharged_on=discharged_on.isoformat())
        return max(fitting, key=lambda policy: (len(policy.region), policy.term.start))


def _of_scheme(policies: list[Policy], scheme: str) -> list[Policy]:
    """Those that speak of a scheme; all of them where none does."""
    return [policy for policy in policies if scheme in policy.words.schemes] or policies


def load_folder(folder: Path) -> Shelf:
    """Every `*.yaml` of a folder. Raises PolicyFileRefused with the complaints about all of them."""
    policies: dict[Path, Policy] = {}
    complaints: list[Complaint] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            policies[path] = load_file(path)
        except PolicyFileRefused as refused:
            complaints.extend(refused.complaints)
    complaints.extend(_overlaps(policies.items()))
    if complaints:
        raise PolicyFileRefused(complaints)
    return Shelf(tuple(policies.values()))


def load_file(path: Path) -> Policy:
    """One file. Raises PolicyFileRefused."""
    return load_text(text_of(path), file=path.name)


def text_of(path: Path) -> str:
    """A file's text, with or without a byte order mark. Raises PolicyFileRefused for what is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as broken:
        line = path.read_bytes()[: broken.start].count(b"\n") + 1
        raise PolicyFileRefused(
            [Complaint(path.name, line, "文件不是 UTF-8 编码", "用编辑器的“另存为”选择 UTF-8 编码后保存")]
        ) from None


def load_text(text: str, *, file: str) -> Policy:
    """One file's text; `file` is what complaints call it. Raises PolicyFileRefused."""
    source = Source(file, text)
    try:
        draft = PolicyDraft.model_validate(source.tree)
    except ValidationError as wrong:
        raise PolicyFileRefused(complaints_of(source, wrong)) from None
    return Compiler(draft, source).policy(version_of(source.tree))


def version_of(tree: Tree) -> str:
    """A hash of what the file says; comments, layout and examples may change without making another version."""
    said = {key: value for key, value in tree.items() if key != "examples"} if isinstance(tree, dict) else tree
    canonical = json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return sha256(canonical.encode()).hexdigest()[:16]


def complaints_of(source: Source, wrong: ValidationError) -> list[Complaint]:
    """What a shape found wrong with a file, each with its line and a mend."""
    return [_complaint(source, error) for error in wrong.errors()]


def _complaint(source: Source, error: ErrorDetails) -> Complaint:
    key, context = str(error["loc"][-1]) if error["loc"] else "文件", error.get("ctx", {})
    match error["type"]:
        case "missing":
            wrong, mend = f"缺少 {key}", f"在这一段加上 {key}"
        case "extra_forbidden":
            close = get_close_matches(key, known_keys(), n=1)
            wrong, mend = f"不认识 {key}", f"是否想写 {close[0]}?" if close else "删去，或查阅字段表"
            if key.replace(".", "").isdigit():
                mend = "金额不写千分号（写 150000，不写 150,000）；单独的数值写成 is: 数值"
        case "enum":
            wrong, mend = f"{key} 的值 {error['input']} 不可用", f"改为以下之一：{_listed(context['expected'])}"
        case "string_pattern_mismatch":
            wrong, mend = f"{key} 的值 {error['input']} 不合格式", meaning(context["pattern"]) or f"应符合 {context['pattern']}"
        case "literal_error":
            wrong, mend = f"{key} 的值 {error['input']} 不可用", f"改为以下之一：{_listed(context['expected'])}"
        case kind if kind.startswith("date"):
            wrong, mend = f"{key} 的值 {error['input']} 不是日期", "写成 2020-01-31 的样子"
        case "model_type" | "dict_type" | "model_attributes_type":
            wrong, mend = f"{key} 应是一组“键: 值”", f"按格式说明写 {key} 之下的各个键"
        case "list_type" | "tuple_type":
            wrong, mend = f"{key} 应是一个列表", "写成 [甲, 乙]，或每项一行、以“- ”开头"
        case "string_type":
            wrong, mend = f"{key} 应是一个值", "写成一个值，不写列表或下级的键"
        case "string_too_short" | "too_short":
            wrong, mend = f"{key} 是空的", f"写上 {key} 的内容"
        case "int_parsing" | "int_type" | "int_from_float":
            wrong, mend = f"{key} 的值 {error['input']} 不是整数", "写成整数，例如 2"
        case "bool_parsing" | "bool_type":
            wrong, mend = f"{key} 的值 {error['input']} 不可用", "写 true 或 false"
        case _:
            # Our own complaints are Chinese; what a library says in English is said again in words.
            is_ours = any("\u4e00" <= letter <= "\u9fff" for letter in error["msg"])
            wrong = error["msg"] if is_ours else f"{key} 的值 {error['input']} 不可用"
            mend = str(context.get("mend", f"对照格式说明检查 {key} 的写法"))
    return source.complaint(error["loc"], wrong, mend)


def _listed(expected: str) -> str:
    """`'a', 'b' or 'c'` -> `a、b、c`."""
    return "、".join(each.strip("'") for each in expected.replace("' or '", "', '").split(", "))


def _overlaps(policies: Iterable[tuple[Path, Policy]]) -> list[Complaint]:
    """Two files of one place and scheme must not be in force on the same day."""
    complaints = []
    by_start = sorted(policies, key=lambda pair: (pair[1].region, pair[1].term.start))
    for (path, policy), (next_path, successor) in combinations(by_start, 2):
        is_of_same = policy.region == successor.region and not policy.words.schemes.keys().isdisjoint(successor.words.schemes)
        if is_of_same and policy.term.covers(successor.term.start):
            wrong = f"与 {next_path.name} 的有效期重叠"
            complaints.append(Complaint(path.name, 1, wrong, f"在 in_force 写上 to，早于 {successor.term.start}"))
    return complaints
