"""Check the files of registry that plan help: measures with their examples, targets with their sums, credit grades, alignment."""

from pathlib import Path

from services.registry.rules.alignment import AlignmentPolicy
from services.registry.rules.credit_standard import CreditPolicy
from services.registry.rules.measure import MeasuresPolicy, example_failures
from services.registry.rules.target_table import TargetsPolicy
from services.registry.store import alignment, credit, measure, target
from shared.policy.document import read_document
from shared.policy.source import PolicyFileRefused, Source

PLANNING = (measure.FOLDER, target.FOLDER, credit.FOLDER, alignment.FOLDER)


def is_planning(path: Path) -> bool:
    """Whether a file lies where such files lie."""
    return path.resolve().parent.name in {folder.name for folder in PLANNING}


def planning_summary(path: Path) -> list[str]:
    """What the file has, in a line each. Raises PolicyFileRefused with every complaint."""
    match path.resolve().parent.name:
        case measure.FOLDER.name:
            return _measures(path)
        case target.FOLDER.name:
            return _targets(path)
        case credit.FOLDER.name:
            policy, version = read_document(CreditPolicy, path)
            grades = "、".join(f"{each.title} {each.at_least} 分起" for each in policy.grades)
            return [f"{path.name}：{policy.title}（版本 {version}），{len(policy.examples)} 个算例相符", f"  {grades}"]
        case _:
            standard, version = read_document(AlignmentPolicy, path)
            return [f"{path.name}：{standard.title}（版本 {version}），七项齐全"]


def _measures(path: Path) -> list[str]:
    policy, version = read_document(MeasuresPolicy, path)
    source = Source(path.name, path.read_text("utf-8"))
    if failures := example_failures(policy):
        mend = "核对规则的原因、家庭情况和户类型"
        raise PolicyFileRefused([source.complaint(("examples", at, "expected"), told, mend) for at, told in failures.items()])
    return [
        f"{path.name}：{policy.title}（版本 {version}），{len(policy.examples)} 个算例相符",
        f"  {len(policy.measures)} 项措施",
    ]


def _targets(path: Path) -> list[str]:
    policy, version = read_document(TargetsPolicy, path)
    lines = [f"{path.name}：{policy.title}（版本 {version}）"]
    for table in policy.tables:
        columns = 3 + len(table.total.by_year)
        lines.append(f"  {table.title}：{len(table.counties)} 行、{columns} 列的合计都相符")
    lines += [f"  不一致之处：{each.says}，相差 {each.difference}" for each in policy.oddities if each.difference]
    return lines
