"""From the seven unities, lines and differences to what people read."""

from collections.abc import Mapping

from services.registry.rules.alignment import (
    ALIGNMENT_STANDING_NAMES,
    DIFFERENCE_NAMES,
    UNITY_NAMES,
    AlignmentPolicy,
    Standing,
    Test,
    Unity,
    UnityRule,
    judge_lines,
    judge_registers,
)
from services.registry.rules.line import Line, LineKind, find_line, list_lines
from services.registry.schemas.alignment import AlignmentView, DifferenceCount, DifferingView, RatioView, UnityView, YearLineView
from services.registry.store.alignment import Differing, Registers
from services.registry.store.line import list_line_policies
from services.registry.tables import AlignmentAnswer
from shared import regions

_SIDE_BY_SIDE = (LineKind.POVERTY, LineKind.DIBAO, LineKind.RURAL_URBAN)


def alignment_view(
    policy: AlignmentPolicy, registers: Registers, answers: Mapping[Unity, AlignmentAnswer], *, region: str, year: int
) -> AlignmentView:
    unities = [_unity(policy, rule, registers, answers.get(rule.unity), region, year) for rule in policy.unities]
    return AlignmentView(
        region=region,
        policy=policy.policy,
        title=policy.title,
        unities=unities,
        met=sum(one.standing == Standing.MET for one in unities),
        lines=_lines(region),
        ratios=[RatioView(year=each.year, per_mille=each.per_mille, clause=policy.source(each).spoken) for each in policy.ratios],
        households=registers.households,
        enrolled=registers.enrolled,
        in_dibao=registers.in_dibao,
        in_both=registers.in_both,
        differences=[
            DifferenceCount(
                kind=each.kind,
                name=DIFFERENCE_NAMES[each.kind],
                ask=each.ask,
                clause=policy.source(each).spoken,
                households=registers.counts[each.kind],
            )
            for each in policy.differences
        ],
    )


def _unity(
    policy: AlignmentPolicy, rule: UnityRule, registers: Registers, answer: AlignmentAnswer | None, region: str, year: int
) -> UnityView:
    match rule.test:
        case Test.LINES:
            standing, shows = judge_lines(policy, dibao=_line(LineKind.DIBAO, region, year), poverty=_beside(region, year))
        case Test.REGISTERS:
            asked = {each.kind: registers.counts[each.kind] for each in policy.differences}
            standing, shows = judge_registers(asked, households=registers.households)
        case Test.ANSWER if answer is None:
            standing, shows = Standing.UNKNOWN, "当地没有答复"
        case Test.ANSWER:
            standing = Standing.MET if answer and answer.is_met else Standing.UNMET
            shows = "；".join(filter(None, [answer.source, answer.note])) if answer else ""
    told = answer if rule.test is Test.ANSWER else None
    return UnityView(
        unity=rule.unity,
        name=UNITY_NAMES[rule.unity],
        means=rule.means,
        clause=policy.source(rule).spoken,
        standing=standing,
        standing_name=ALIGNMENT_STANDING_NAMES[standing],
        shows=shows,
        version=told.version if told else None,
        answered_by=told.recorded_by if told else "",
        answered_at=told.recorded_at if told else None,
    )


def _line(kind: LineKind, region: str, year: int) -> Line | None:
    return find_line(list_line_policies(), kind, region=region, year=year, latest=True)


def _beside(region: str, year: int) -> Line | None:
    """The relief standard of the year of the newest dibao line, or the newest there is."""
    dibao = _line(LineKind.DIBAO, region, year)
    same = find_line(list_line_policies(), LineKind.POVERTY, region=region, year=dibao.year) if dibao else None
    return same or _line(LineKind.POVERTY, region, year)


def _lines(region: str) -> list[YearLineView]:
    held = list_lines(list_line_policies(), region=region, year=None)
    views = []
    for year in sorted({line.year for line in held if line.kind in _SIDE_BY_SIDE}):
        by_kind = {line.kind: line for line in held if line.year == year}
        poverty, dibao, both = (by_kind.get(kind) for kind in _SIDE_BY_SIDE)
        views.append(
            YearLineView(
                year=year,
                poverty_fen=poverty.amount_fen if poverty else None,
                dibao_fen=dibao.amount_fen if dibao else None,
                rural_urban_fen=both.amount_fen if both else None,
                difference_fen=dibao.amount_fen - poverty.amount_fen if dibao and poverty else None,
                sources=[line.source for line in (poverty, dibao, both) if line],
            )
        )
    return views


def differing_view(differing: Differing) -> DifferingView:
    return DifferingView.model_validate(vars(differing) | {"region_name": regions.name_of(differing.region)})
