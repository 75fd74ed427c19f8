"""A quote as a sheet in the terminal: who pays what, how it was reckoned, by which clause."""

import re
from typing import Any
from unicodedata import east_asian_width

from shared.money import yuan_grouped
from shared.policy import counters
from shared.policy.clauses import Policy, Stay
from shared.policy.explain import is_inferred

WIDTH = 88
_PIECE = re.compile(r"[0-9][0-9,.]*[0-9]%?|.", re.DOTALL)
_RULE = "─" * WIDTH


def sheet(policy: Policy, stay: Stay, told: dict[str, Any]) -> str:
    """`told` is what `shared.policy.explain.explained` says of the bill."""
    said = told["policy"]
    lines = [
        f"{said['title']}（测算）",
        f"政策文件 {said['name']}，版本 {said['version']}，自 {said['in_force_from']} 起施行",
        _RULE,
        _facts(told),
        _row("医疗费总额", told["total_fen"]),
        _row("其中政策范围内", told["in_policy_fen"]),
    ]
    for name, part in stay.classes.items():
        title = policy.words.classes.get(name, name)
        lines.append(_row(f"　　{title}（政策范围内 {yuan_grouped(part.in_policy_fen)}）", part.amount_fen))
    for name, part in stay.items.items():
        lines.append(_row(f"　　项目：{policy.words.items.get(name, name)}", part.amount_fen))
    sources: list[dict[str, str]] = []
    lines.append(_RULE)
    for at, share in enumerate(told["shares"], 1):
        marks = "".join(f"[{number}]" for number in _numbers(share, sources))
        lines += [_row(f"{at}. {share['title']} {marks}", share["paid_fen"]), *_wrapped(f"{share['sentence']}", "   ")]
        for ceiling in share["ceilings"]:
            before, after = yuan_grouped(ceiling["before_fen"]), yuan_grouped(ceiling["after_fen"])
            lines += _wrapped(f"{ceiling['title']}余额：{before} → {after} 元", "   ")
    paid_fen = sum(share["paid_fen"] for share in told["shares"])
    lines += [
        _RULE,
        _row("各方支付合计", paid_fen),
        _row("个人负担", told["patient_fen"]),
        _row("　　政策范围内", told["patient_in_policy_fen"]),
        _row("　　政策范围外", told["patient_out_of_policy_fen"]),
    ]
    if told["shortfall_fen"]:
        lines.append(_row("　　其中待追补", told["shortfall_fen"]))
    lines += [_RULE, "依据"]
    for number, source in enumerate(sources, 1):
        reason = f"【推断】{source['reason']}" if is_inferred(source) else ""
        lines += _wrapped(f"[{number}] {source['document']}：{source['clause']}。{source['address']}。{reason}", "    ")
    counted = "，".join(f"{name} {counters.shown(name, fen)}" for name, fen in told["drawn"].items())
    lines += [_RULE, *_wrapped(f"计入累计：{counted or '无'}", "  ")]
    return "\n".join(lines)


def _facts(told: dict[str, Any]) -> str:
    said = [told["level_title"], told["scheme_title"], told["visit_title"], told["place_title"]]
    said += [*told["person_titles"], *told["disease_titles"], *told["trait_titles"]]
    return f"参保地 {told['region']}　" + "　".join(filter(None, said))


def _numbers(share: dict[str, Any], sources: list[dict[str, str]]) -> list[int]:
    """The numbers of a share's references, in the list that grows by those that are new."""
    found = [share["reference"]] if share["is_entitled"] else []
    found += [part["reference"] for part in (share["deductible"], *share["steps"], *share["limits"], *share["ceilings"]) if part]
    numbers = []
    for reference in found:
        if reference is None:
            continue
        if reference not in sources:
            sources.append(reference)
        number = sources.index(reference) + 1
        if number not in numbers:
            numbers.append(number)
    return numbers


def _row(title: str, fen: int) -> str:
    amount = yuan_grouped(fen)
    return title + " " * max(1, WIDTH - _width(title) - len(amount)) + amount


def _wrapped(text: str, indent: str) -> list[str]:
    """Broken anywhere but inside a number: `5,662.50` stays in one line."""
    lines, line = [], indent
    for piece in _PIECE.findall(text):
        if _width(line) + _width(piece) > WIDTH and line.strip():
            lines.append(line)
            line = indent
        line += piece
    return [*lines, line]


def _width(text: str) -> int:
    """Columns in a terminal: a Chinese character takes two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
