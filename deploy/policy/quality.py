"""Check a file of data-quality rules: its shape, its references, its lists, and what its own examples come to."""

from pathlib import Path

from services.registry.rules.quality import SEVERITY_NAMES, HeldRule, QualityPolicy, Ruleset, Severity
from services.registry.rules.quality_example import ON, example_of
from services.registry.store.quality_policy import FOLDER, every_listed_value
from shared.policy.document import read_document
from shared.policy.source import Complaint, PolicyFileRefused, Source


def is_quality(path: Path) -> bool:
    """Whether a file lies where files of quality rules lie."""
    return path.resolve().parent.name == FOLDER.name


def quality_summary(path: Path) -> list[str]:
    """What the file has, in a line. Raises PolicyFileRefused with every complaint."""
    policy, version = read_document(QualityPolicy, path)
    source = Source(path.name, path.read_text("utf-8"))
    wrong, examples = list[Complaint](), 0
    for at, rule in enumerate(policy.rules):
        try:
            held = Ruleset([HeldRule.of(rule, policy, version, every_listed_value())])
        except ValueError as refused:
            wrong.append(source.complaint(("rules", at, "when"), str(refused), "写 policy/file 中有的表"))
            continue
        for kind, given in (("odd", rule.examples.odd), ("fine", rule.examples.fine)):
            for number, changes in enumerate(given):
                examples += 1
                if bool(held.find(example_of(changes))) != (kind == "odd"):
                    told = f"{rule.rule} 的例子应当{'发现问题而没有发现' if kind == 'odd' else '没有问题而发现了问题'}"
                    place = ("rules", at, "examples", kind, number)
                    wrong.append(source.complaint(place, told, f"核对条件和例子（例子的日期是 {ON}）"))
        if held.find(example_of({})):
            wrong.append(source.complaint(("rules", at, "when"), f"{rule.rule} 在没有问题的一户也有发现", "核对条件"))
    if wrong:
        raise PolicyFileRefused(wrong)
    counts = "、".join(
        f"{SEVERITY_NAMES[severity]} {sum(rule.severity is severity for rule in policy.rules)} 条" for severity in Severity
    )
    return [f"{path.name}：{policy.title}（版本 {version}），{counts}，{examples} 个例子相符"]
