"""Check one policy file: its shape, its names, its references, and whether its own examples come out."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from deploy.policy.trust import values
from shared.errors import Refusal
from shared.money import yuan
from shared.policy.clauses import Policy, Trust
from shared.policy.load import load_file
from shared.policy.prove import differences, paid_by
from shared.policy.source import Complaint, PolicyFileRefused


def checked(path: Path) -> Policy:
    """The policy of a file that holds together. Raises PolicyFileRefused with every complaint about it."""
    policy = load_file(path)
    complaints = [Complaint(path.name, line, wrong, mend) for line, wrong, mend in _broken_promises(policy)]
    if complaints:
        raise PolicyFileRefused(complaints)
    return policy


def _broken_promises(policy: Policy) -> Iterator[tuple[int, str, str]]:
    for example in policy.examples:
        try:
            wrong = differences(policy, example)
        except Refusal as refusal:
            yield example.line, f"算例“{example.name}”不能计算：{refusal.title}", refusal.mend
            continue
        for name, (want_fen, got_fen) in wrong.items():
            said = f"算例“{example.name}”的 {name} 写的是 {yuan(want_fen)} 元，按本文件算出 {yuan(got_fen)} 元"
            yield example.line, said, "核对依据：算例错了改 expected，规定写错了改相应的一层；make quote 可看逐步计算"


def summary(policy: Policy) -> list[str]:
    """What was checked, for whoever wrote the file."""
    counted = Counter(reference.trust for reference in values(policy))
    until = policy.term.end.isoformat() if policy.term.end else "后续文件生效前"
    lines = [
        f"OK：{policy.title}（{policy.name}，版本 {policy.version}）",
        f"  地区 {policy.region}，有效期 {policy.term.start} 至 {until}，按{_BY[policy.applies_by.value]}日期执行",
        f"  保障项目 {len(policy.layers)} 个，年终项目 {len(policy.year_end)} 个，算例 {len(policy.examples)} 个全部相符",
        f"  数值 {counted.total()} 个：见于公开文件 {counted[Trust.PRINTED]} 个、平台基础文件 {counted[Trust.SEED]} 个，"
        f"推断的 {counted[Trust.INFERRED]} 个",
    ]
    never = _never_paid(policy)
    if never:
        lines.append(f"  提示：没有算例用到 {'、'.join(never)}，建议各补一个")
    return lines


_BY = {"admission": "入院", "discharge": "出院"}


def _never_paid(policy: Policy) -> list[str]:
    paid = {name for example in policy.examples for name, fen in paid_by(policy, example).items() if fen}
    return [layer.title for layer in (*policy.layers, *policy.year_end) if layer.name not in paid]
