"""Check a judging file of registry: its shape, its references, and the days that its own examples come to."""

from pathlib import Path

from services.registry.rules.judging import reckoned
from services.registry.rules.poverty import PROCEDURE_NAMES
from services.registry.store.judging import FOLDER, read_policy
from shared.policy.source import Complaint, PolicyFileRefused, Source


def is_judging(path: Path) -> bool:
    """Whether a file lies where judging files lie."""
    return path.resolve().parent.name == FOLDER.name


def judging_summary(path: Path) -> list[str]:
    """What the file has, in a line each. Raises PolicyFileRefused with every complaint."""
    policy, version = read_policy(path)
    source = Source(path.name, path.read_text("utf-8"))
    wrong: list[Complaint] = []
    for at, example in enumerate(policy.examples):
        try:
            last = reckoned(policy, example)
        except (StopIteration, ValueError):
            wrong.append(source.complaint(("examples", at, "stage"), f"{example.stage} 不是公示环节", "写公示或公告环节的代码"))
            continue
        if last != example.last_day:
            told = f"算例“{example.title}”应为 {last}，文件写 {example.last_day}"
            wrong.append(source.complaint(("examples", at, "last_day"), told, "核对公示期、暂停的日子和节假日"))
    if wrong:
        raise PolicyFileRefused(wrong)
    stages = [
        f"  {PROCEDURE_NAMES[kind.procedure]}：{len(rule.stages)} 个环节"
        for kind in policy.procedures
        if (rule := policy.find_rule(kind.procedure))
    ]
    return [f"{path.name}：{policy.title}（版本 {version}），{len(policy.examples)} 个算例相符", *stages]
