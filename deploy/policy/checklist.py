"""Check a checklist of registry: its shape, its references, and the verdicts that its own examples come to."""

from pathlib import Path

from services.registry.rules.checklist import SUBJECT_NAMES, Checklist, FillingExample
from services.registry.rules.filling import Answer, judge
from services.registry.rules.household_look import Known
from services.registry.store.checklist import FOLDER, read_checklist
from shared.policy.source import Complaint, PolicyFileRefused, Source


def is_checklist(path: Path) -> bool:
    """Whether a file lies where checklists lie."""
    return path.resolve().parent.name == FOLDER.name


def come_to(checklist: Checklist, example: FillingExample) -> dict[str, str]:
    """By verdict, what an example's answers come to; its household is taken to have given reasons and photos."""
    answers = {key: Answer(value, "算例", is_confirmed=True) for key, value in checklist.answers_of(example).items()}
    known = {key: Known("是", "算例") for key in example.known}
    return {verdict: says.value for verdict, says in judge(checklist, answers, known).says.items()}


def checklist_summary(path: Path) -> list[str]:
    """What the file asks, in a line each. Raises PolicyFileRefused with every complaint."""
    checklist, version = read_checklist(path)
    source = Source(path.name, path.read_text("utf-8"))
    wrong: list[Complaint] = []
    for at, example in enumerate(checklist.examples):
        got = come_to(checklist, example)
        for verdict in sorted(got.keys() | example.verdicts.keys()):
            if got.get(verdict) != example.verdicts.get(verdict):
                told = f"算例“{example.title}”的 {verdict} 应为 {got.get(verdict)}，文件写 {example.verdicts.get(verdict)}"
                wrong.append(source.complaint(("examples", at, "verdicts"), told, "核对回答、条件和结论所用的问题"))
    if wrong:
        raise PolicyFileRefused(wrong)
    return [
        f"{path.name}：{checklist.title}（版本 {version}），{len(checklist.examples)} 个算例相符",
        f"  {SUBJECT_NAMES[checklist.of]}：{len(checklist.questions)} 个问题，{len(checklist.verdicts)} 项结论",
    ]
