"""From findings, rules and figures of supervision to what people read; and whose money somebody may ask for."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.funds.rules.money_finding import FINDING_ENDING_NAMES, MONEY_FINDING_STATE_NAMES
from services.funds.rules.supervision_fact import SUBJECT_NAMES, Subject
from services.funds.rules.supervision_rule import LEVEL_NAMES, THEME_NAMES, HeldRule, Level
from services.funds.schemas.supervision import FindingCountView, MoneyFindingView, SupervisionRuleView
from services.funds.store.supervision_board import FindingCount
from services.funds.store.supervision_policy import find_held, find_rule
from services.funds.tables import MoneyFinding
from shared.database import EVERYWHERE
from shared.html import wall_clock
from shared.regions import UnknownRegion, exists, name_of
from shared.security import ROLE_NAMES, Principal, Role, may

Supervisor = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
InRegion = Annotated[str | None, Query(title="区划代码", description="不写为本人辖区", pattern=r"^([0-9]{2,12})?$")]
LEVELS = (4, 6, 9, 12)
"""Digits of a city, a county, a town and a village."""

_PAGES = {
    Subject.PAYMENT: "households/{about}/received/page",
    Subject.PAYEE: "households/{about}/received/page",
    Subject.PROJECT: "projects/{about}/page",
    Subject.CONTRACT: "projects/{about}/page",
    Subject.SUPPLIER_PAYMENT: "projects/{about}/page",
    Subject.ASSET_DUE: "assets/{about}/page",
    Subject.ACCOUNT: "accounts/{id}/statement.xlsx",
    Subject.LINE: "budget-lines/page?region={region}",
    Subject.RECEIPT: "budget-lines/page?region={region}",
    Subject.SUPPLIER: "supervision/concentration/page?of=supplier&region={region}",
    Subject.VILLAGE: "supervision/concentration/page?of=village&region={region}",
}


def link_of(subject: Subject, id: UUID, about_id: UUID | None, region: str) -> str:
    """Where the thing itself is to be seen, from the service's root."""
    return _PAGES[subject].format(id=id, about=about_id, region=region)


def within(by: Principal, region: str | None) -> str:
    """The place that is asked for, else the asker's own; empty for everything. Raises UnknownRegion, OutsideRegion."""
    if region:
        if not exists(region):
            raise UnknownRegion(pointer="/region", region=region)
        by.must_cover(region, pointer="/region")
        return region
    return by.region.removesuffix(EVERYWHERE)


def named(region: str) -> str:
    return name_of(region) if region else "全部辖区"


def digits_below(region: str) -> int:
    """The digits of the places of the next level down; a village's own for a village."""
    return next((digits for digits in LEVELS if digits > len(region)), LEVELS[-1])


def finding_view(finding: MoneyFinding) -> MoneyFindingView:
    """The rule speaks as it does today; of one that no file has any more, its code is all."""
    held = find_held(finding.rule)
    return MoneyFindingView.model_validate(
        finding.model_dump()
        | {
            "region_name": name_of(finding.region),
            "title": held.rule.title if held else finding.rule,
            "mend": held.rule.mend if held else "",
            "clause": held.clause if held else "",
            "theme_name": THEME_NAMES[finding.theme],
            "level_name": LEVEL_NAMES[finding.level],
            "subject_name": SUBJECT_NAMES[finding.subject],
            "link": link_of(finding.subject, finding.subject_id, finding.about_id, finding.region),
            "state_name": MONEY_FINDING_STATE_NAMES[finding.state],
            "ending_name": FINDING_ENDING_NAMES[finding.ending] if finding.ending else "",
        }
    )


def rule_view(held: HeldRule) -> SupervisionRuleView:
    rule = held.rule
    return SupervisionRuleView(
        rule=rule.rule,
        theme=rule.theme,
        theme_name=THEME_NAMES[rule.theme],
        title=rule.title,
        about=rule.about,
        about_name=SUBJECT_NAMES[rule.about],
        level=rule.level,
        level_name=LEVEL_NAMES[rule.level],
        mend=rule.mend,
        clause=held.clause,
        policy=held.policy,
        policy_version=held.version,
    )


def rule_counts(counts: Iterable[FindingCount]) -> list[FindingCountView]:
    """The gravest first, by theme, those with the most first."""
    views = []
    for count in counts:
        rule = find_rule(count.key)
        told = {"name": rule.title if rule else count.key, "theme_name": THEME_NAMES[rule.theme] if rule else ""}
        level = {"level": rule.level.value, "level_name": LEVEL_NAMES[rule.level]} if rule else {}
        views.append(FindingCountView.model_validate(_columns(count) | told | level))
    order = {level.value: place for place, level in enumerate(Level)}
    return sorted(views, key=lambda view: (order.get(view.level, len(order)), -view.open, -view.standing, view.key))


def place_counts(counts: Iterable[FindingCount], *, digits: int) -> list[FindingCountView]:
    return [
        FindingCountView.model_validate(_columns(count) | {"name": name_of(count.key), "is_own": len(count.key) < digits})
        for count in counts
    ]


def _columns(count: FindingCount) -> dict[str, object]:
    return {name: getattr(count, name) for name in FindingCount.__slots__}


def who_asked(by: Principal, region: str, at: datetime) -> list[tuple[str, str]]:
    """The last lines of a workbook."""
    return [("辖区", named(region)), ("统计人", f"{by.subject}（{ROLE_NAMES[by.role]}）"), ("统计时间", wall_clock(at))]
