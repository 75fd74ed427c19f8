"""From the rows of monitoring to what people read."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.registry.rules.alert import HELP_NAMES, OUTCOME_NAMES
from services.registry.rules.watch import HOUSEHOLD_CLASS_NAMES
from services.registry.schemas.alert import AlertLine, AlertView, RuleView, SweepView, TallyView, VisitView
from services.registry.store.alert import RuleTally
from services.registry.store.watch_policy import RuleInPlace, find_rule
from services.registry.tables import Alert, AlertVisit, WatchSweep
from shared import regions
from shared.events.civil_affairs import TRIGGER_NAMES


def alert_line(alert: Alert, *, on: date) -> AlertLine:
    return AlertLine.model_validate(_line(alert, on))


def alert_view(alert: Alert, *, visits: Sequence[AlertVisit], case_id: UUID | None, on: date) -> AlertView:
    told = {"visits": [VisitView.model_validate(visit) for visit in visits], "case_id": case_id}
    return AlertView.model_validate(_line(alert, on) | told)


def _line(alert: Alert, on: date) -> dict[str, object]:
    return alert.model_dump() | {
        "alert_id": alert.id,
        "region_name": regions.name_of(alert.region),
        "trigger_name": TRIGGER_NAMES[alert.trigger],
        "help_name": HELP_NAMES[alert.help],
        "is_overdue": alert.decided_at is None and alert.due_on < on,
        "outcome_name": OUTCOME_NAMES[alert.outcome] if alert.outcome else "待核实",
    }


def rule_view(held: RuleInPlace) -> RuleView:
    below = "；".join(f"{year} 年 {fen // 100} 元" for year, fen in held.below_fen.items())
    return RuleView(
        rule=held.rule.rule,
        title=held.rule.title,
        of=[HOUSEHOLD_CLASS_NAMES[each] for each in held.rule.of],
        help_name=HELP_NAMES[held.rule.help],
        verify_in_working_days=held.rule.verify_in_working_days,
        threshold=held.over_spoken or below,
        is_idle=held.is_idle,
        clause=held.clause,
        policy=held.policy,
    )


def tally_view(tally: RuleTally) -> TallyView:
    judged = tally.confirmed + tally.dismissed
    rule = find_rule(tally.rule)
    return TallyView(
        **vars(tally),
        title=rule.title if rule else tally.rule,
        precision_per_mille=tally.confirmed * 1000 // judged if judged else None,
    )


def sweep_view(sweep: WatchSweep) -> SweepView:
    took = sweep.finished_at - sweep.started_at if sweep.finished_at else None
    return SweepView(**sweep.model_dump(exclude={"id", "region", "reached"}), took_s=int(took.total_seconds()) if took else None)
