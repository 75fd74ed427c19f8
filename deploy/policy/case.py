"""A case file: the facts of one bill as a person writes them down, with amounts or with charge lines."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from services.medical.rules.line import cost, parts_of
from services.medical.schemas.charge import PricedLine
from shared.errors import Refusal
from shared.policy.catalogue import LineValues
from shared.policy.clauses import Policy, Stay
from shared.policy.draft import FactsDraft
from shared.policy.facts import stay_from
from shared.policy.load import complaints_of, text_of
from shared.policy.source import PolicyFileRefused, Source


class CaseDraft(FactsDraft):
    """一张账单：事实，以及金额或者费用行"""

    lines: Annotated[list[PricedLine], Field(title="费用行")] = []
    at_year_end: Annotated[bool, Field(title="算年终")] = False


def read_case(path: Path, policy: Policy) -> tuple[Stay, bool]:
    """The bill of a case file (YAML, of which JSON is a part), and whether it closes a year. Raises PolicyFileRefused."""
    source = Source(path.name, text_of(path))
    try:
        draft = CaseDraft.model_validate(source.tree)
    except ValidationError as wrong:
        raise PolicyFileRefused(complaints_of(source, wrong)) from None
    complaints = []
    if not policy.term.covers(draft.on):
        wrong_day = f"{draft.on} 不在政策 {policy.name} 的有效期内"
        complaints.append(source.complaint(("on",), wrong_day, f"改为 {policy.term.start} 起的日期，或换一个政策文件"))
    if not draft.region.startswith(policy.region):
        wrong_place = f"参保地 {draft.region} 不在政策 {policy.name} 的地区 {policy.region} 之内"
        complaints.append(source.complaint(("region",), wrong_place, "改为本地区内的代码，或换一个政策文件"))
    for key, known in (("persons", policy.persons), ("diseases", policy.words.diseases), ("traits", policy.words.traits)):
        for at, name in enumerate(getattr(draft, key)):
            if name not in known:
                defined = "、".join(known) or "没有"
                complaints.append(source.complaint((key, at), f"政策没有定义 {name}", f"改为其中之一：{defined}"))
    if complaints:
        raise PolicyFileRefused(complaints)
    stay = stay_from(draft)
    return (_with_lines(draft, policy, stay, source) if draft.lines else stay), draft.at_year_end


def _with_lines(draft: CaseDraft, policy: Policy, stay: Stay, source: Source) -> Stay:
    if draft.total or draft.in_policy or draft.classes or draft.items:
        raise PolicyFileRefused([source.complaint(("lines",), "写了 lines 又写了金额", "二者只写其一")])
    values, costed = LineValues(policy, stay), []
    for at, line in enumerate(draft.lines):
        charged = line.charged(at + 1)
        try:
            costed.append((charged, cost(charged, values=values)))
        except Refusal as refusal:
            facts = "，".join(f"{name} {value}" for name, value in refusal.facts.items())
            raise PolicyFileRefused([source.complaint(("lines", at), f"{refusal.title}（{facts}）", refusal.mend)]) from None
    classes, items = parts_of(costed)
    amounts: dict[str, Any] = {
        "total_fen": sum(parts.total_fen for _, parts in costed),
        "in_policy_fen": sum(parts.in_policy_fen for _, parts in costed),
    }
    return Stay(
        region=stay.region,
        level=stay.level,
        persons=stay.persons,
        so_far=stay.so_far,
        given=stay.given,
        scheme=stay.scheme,
        visit=stay.visit,
        place=stay.place,
        diseases=stay.diseases,
        traits=stay.traits,
        classes=classes,
        items=items,
        year=stay.year,
        income_fen=stay.income_fen,
        members=stay.members,
        **amounts,
    )
