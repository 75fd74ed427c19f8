"""Check the other files of registry, each with the reader that registry reads it with: its shape, its references,
and the examples of needs and lines."""

from datetime import UTC, datetime
from pathlib import Path

from services.registry.rules.campaign import CampaignPolicy
from services.registry.rules.case import Need, Part
from services.registry.rules.comparison import ComparisonPolicy
from services.registry.rules.double import DoublesPolicy
from services.registry.rules.field_list import FieldLists
from services.registry.rules.line import LinesPolicy, find_line
from services.registry.rules.need import Example, NeedsPolicy, Urgency, added
from services.registry.rules.watch import WatchPolicy
from services.registry.store import campaign_policy, comparison_policy, doubles_policy, field_lists, line, need, watch_policy
from services.registry.store.campaign_policy import list_campaign_policies
from services.registry.store.watch_policy import list_watch_policies
from shared.money import yuan
from shared.policy.document import Document, read_document
from shared.policy.source import PolicyFileRefused, Source

_KINDS: dict[Path, type[Document]] = {
    comparison_policy.FOLDER: ComparisonPolicy,
    campaign_policy.FOLDER: CampaignPolicy,
    doubles_policy.FOLDER: DoublesPolicy,
    need.FOLDER: NeedsPolicy,
    watch_policy.FOLDER: WatchPolicy,
    line.FOLDER: LinesPolicy,
    field_lists.FOLDER: FieldLists,
}
_ANY_INSTANT = datetime(2020, 6, 1, tzinfo=UTC)
"""Examples of needs say what is needed, not by when."""
REGISTRY = tuple(_KINDS)
_BY_NAME = {folder.name: kind for folder, kind in _KINDS.items()}


def is_registry(path: Path) -> bool:
    """Whether a file lies where such files lie."""
    return path.resolve().parent.name in _BY_NAME


def registry_summary(path: Path) -> list[str]:
    """What the file has, in a line. Raises PolicyFileRefused with every complaint."""
    policy, version = read_document(_BY_NAME[path.resolve().parent.name], path)
    source = Source(path.name, path.read_text("utf-8"))
    if unknown := _kept(policy) - _of_the_country(policy):
        told = f"全国文件没有 keeps 中的这些代码：{'、'.join(sorted(unknown))}"
        raise PolicyFileRefused([source.complaint(("keeps",), told, "只写全国文件中有的代码")])
    if wrong := [source.complaint(("examples", at), *told) for at, told in _otherwise(policy).items()]:
        raise PolicyFileRefused(wrong)
    return [f"{path.name}：{policy.title}（版本 {version}），{_counted(policy)}"]


def _kept(policy: Document) -> set[str]:
    return set(policy.keeps) if isinstance(policy, CampaignPolicy | WatchPolicy) else set()


def _of_the_country(policy: Document) -> set[str]:
    """What a place's file may keep."""
    if isinstance(policy, WatchPolicy):
        return {rule.rule for each in list_watch_policies() if not each.region for rule in each.rules}
    return {kind.kind for each in list_campaign_policies() if not each.region for kind in each.kinds}


def _otherwise(policy: Document) -> dict[int, tuple[str, str]]:
    """The examples that come out otherwise than they say, each with how and what to do."""
    wrong = dict[int, tuple[str, str]]()
    if isinstance(policy, NeedsPolicy):
        for at, example in enumerate(policy.examples):
            parts, urgency = _needed(policy, example)
            if (parts, urgency) != (set(example.expected), example.urgency):
                told = f"算例“{example.name}”得出 {'、'.join(sorted(parts))}（{urgency}）"
                wrong[at] = told, "核对环节的情形、人员类别和紧急程度"
    if isinstance(policy, LinesPolicy):
        for at, each in enumerate(policy.examples):
            found = find_line([policy], each.line, region=policy.region, year=each.year)
            if found is None or found.amount_fen != each.expected_fen:
                wrong[at] = f"算例“{each.name}”得出 {yuan(found.amount_fen) if found else '没有标准'}", "核对年份和选用的数值"
    return wrong


def _needed(policy: NeedsPolicy, example: Example) -> tuple[set[Part], Urgency]:
    """What a case has after the example's facts, one by one."""
    needs, urgency = list[Need](), Urgency.ORDINARY
    for kind in example.kinds:
        needed = policy.needed(kind, classes=example.classes, burden_fen=example.burden_fen, at=_ANY_INSTANT)
        needs += added(needs, needed)
        urgency = urgency.at_least(needed.urgency)
    return {need.part for need in needs}, urgency


def _counted(policy: Document) -> str:
    match policy:
        case ComparisonPolicy():
            return f"{len(policy.columns)} 列，{len(policy.rules)} 条差异规则"
        case CampaignPolicy():
            return f"{len(policy.kinds)} 种活动，沿用 {len(policy.keeps)} 种"
        case DoublesPolicy():
            return f"{len(policy.worths)} 种相似之处"
        case NeedsPolicy():
            return f"{len(policy.parts)} 个环节，{len(policy.examples)} 个算例相符"
        case WatchPolicy():
            return f"{len(policy.rules)} 条规则，沿用 {len(policy.keeps)} 条"
        case LinesPolicy():
            return f"{len(policy.lines)} 条标准线，{len(policy.examples)} 个算例相符"
        case FieldLists():
            return f"{len(policy.lists)} 张值列表"
        case _:
            return f"{len(policy.references)} 处出处"
