"""From findings and rules to what people read."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from services.registry.rules.finding import ENDING_NAMES, Seen
from services.registry.rules.quality import SEVERITY_NAMES, HeldRule
from services.registry.schemas.quality import AdviceView, FindingView, QualityCountView, QualityRuleView, QualityWeekView
from services.registry.schemas.spoken import said
from services.registry.store.finding import Listed
from services.registry.store.finding_board import Count, Week
from services.registry.store.quality_policy import find_rule
from shared import regions
from shared.vault import unseal


def finding_view(listed: Listed, *, to_auditor: bool) -> FindingView:
    """The rule speaks as it does today; of one that no file has any more, its code is all."""
    finding, rule = listed.finding, find_rule(listed.finding.rule)
    name = unseal(listed.name_sealed) if listed.name_sealed else ""
    return FindingView.model_validate(
        finding.model_dump()
        | {
            "finding_id": finding.id,
            "title": rule.title if rule else finding.rule,
            "mend": rule.mend if rule else "",
            "severity_name": SEVERITY_NAMES[finding.severity],
            "household_code": listed.household_code,
            "person_name": said("name", name, to_auditor=to_auditor),
            "region_name": regions.name_of(finding.region),
            "state_name": "已消除" if finding.gone_at else "已接受" if finding.accepted_at else "待改正",
            "ending_name": ENDING_NAMES[finding.ending] if finding.ending else "",
        }
    )


def advice_view(seen: Seen) -> AdviceView:
    rule = find_rule(seen.rule)
    assert rule is not None, "found by a rule of a file"
    return AdviceView(
        rule=rule.rule,
        severity=rule.severity,
        severity_name=SEVERITY_NAMES[rule.severity],
        title=rule.title,
        field=rule.field,
        value=seen.value,
        person_id=seen.person_id,
        mend=rule.mend,
    )


def quality_rule_view(held: HeldRule) -> QualityRuleView:
    rule = held.rule
    return QualityRuleView(
        rule=rule.rule,
        title=rule.title,
        about=rule.about,
        severity=rule.severity,
        severity_name=SEVERITY_NAMES[rule.severity],
        field=rule.field,
        mend=rule.mend,
        clause=held.clause,
        policy=held.policy,
    )


def place_views(counts: Iterable[Count], households: Mapping[str, int]) -> list[QualityCountView]:
    """Places without a finding too: that is what they want to be seen by."""
    counted = {count.key: count for count in counts}
    clean = [Count(key, 0, 0, 0, 0, None) for key in sorted(households) if key not in counted]
    return [
        QualityCountView(**vars(count), name=regions.name_of(count.key), of_households=households.get(count.key, 0))
        for count in [*counted.values(), *clean]
    ]


def rule_count_views(counts: Iterable[Count]) -> list[QualityCountView]:
    views = []
    for count in counts:
        rule = find_rule(count.key)
        severity = SEVERITY_NAMES[rule.severity] if rule else ""
        views.append(QualityCountView(**vars(count), name=rule.title if rule else count.key, severity_name=severity))
    return views


def week_views(weeks: Iterable[Week]) -> list[QualityWeekView]:
    return [QualityWeekView(**vars(week)) for week in weeks]


def of_person(seen: Seen, person_id: UUID | None) -> bool:
    """Whether this concerns the person or the household as a whole; without a person, everything does."""
    return person_id is None or seen.person_id in (None, person_id)
