"""From compared lists and their differences to what people read."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from services.registry.rules.comparison import SEVERITY_NAMES, SIDE_NAMES, ComparisonPolicy
from services.registry.rules.difference import SETTLEMENT_NAMES
from services.registry.rules.judging import OFFICER_NAMES
from services.registry.schemas.comparison import (
    ColumnView,
    ComparedListView,
    DifferenceBoard,
    DifferenceLine,
    DifferenceRuleView,
    DifferenceView,
    ListKindView,
    TallyRow,
)
from services.registry.schemas.register_import import first_faults
from services.registry.schemas.spoken import said
from services.registry.store.comparison_policy import find_difference_rule, list_comparison_policies
from services.registry.store.difference import Tally
from services.registry.tables import ComparedList, ListDifference, Person
from shared import regions
from shared.identity import masked, masked_name
from shared.security import Principal, Role
from shared.vault import unseal

STATE_NAMES = {"open": "待办", "settled": "已有结论", "ended": "已随名单消失"}
NAME = "姓名"
COUNTED = ("open", "late", "put_right", "theirs_wrong", "known", "ended")


def kind_name(kind: str) -> str:
    """What people call a kind of list; one that no file knows any more is called by its code."""
    return next((policy.title for policy in list_comparison_policies() if policy.kind == kind), kind)


def place_name(region: str) -> str:
    return regions.name_of(region) if regions.exists(region) else region or "全部辖区"


def kind_view(policy: ComparisonPolicy) -> ListKindView:
    return ListKindView(
        kind=policy.kind,
        title=policy.title,
        department=policy.department,
        columns=[
            ColumnView(heads=list(column.heads), is_needed=column.is_needed, is_day=column.is_day)
            for column in policy.columns.values()
        ],
        rules=[
            DifferenceRuleView(
                rule=rule.rule,
                title=rule.title,
                severity=rule.severity,
                severity_name=SEVERITY_NAMES[rule.severity],
                side_name=SIDE_NAMES[rule.side],
                task=rule.task,
                who=rule.who,
                who_name=OFFICER_NAMES[rule.who],
                settle_in_working_days=rule.settle_in_working_days,
                clause=policy.source(rule).spoken,
            )
            for rule in policy.rules
        ],
    )


def list_view(made: ComparedList, behind: str) -> ComparedListView:
    return ComparedListView.model_validate(list_told(made, behind))


def list_told(made: ComparedList, behind: str) -> dict[str, Any]:
    """`behind` is the gateway's name for this service."""
    return made.model_dump() | {
        "list_id": made.id,
        "kind_name": kind_name(made.kind),
        "region_name": place_name(made.region),
        "errors_total": len(made.faults),
        "errors": first_faults(made.faults),
        "errors_workbook": f"{behind}/comparisons/{made.id}/errors.xlsx" if made.refused_rows_sealed else None,
    }


def line(row: ListDifference, people: Mapping[UUID, Person], by: Principal, *, on: date) -> DifferenceLine:
    return DifferenceLine.model_validate(_told(row, people, by, on))


def view(row: ListDifference, people: Mapping[UUID, Person], by: Principal, *, on: date) -> DifferenceView:
    is_auditor = by.role is Role.AUDITOR
    rows = [] if is_auditor else [_hidden(each) for each in _sealed(row)["rows"]]
    return DifferenceView.model_validate(_told(row, people, by, on) | {"rows": rows})


def board(tallies: Sequence[Tally], *, region: str) -> DifferenceBoard:
    rows = [
        TallyRow(**vars(each), place_name=place_name(each.place), kind_name=kind_name(each.kind), title=_title(each))
        for each in tallies
    ]
    return DifferenceBoard(region=region, rows=rows, total={name: sum(getattr(row, name) for row in rows) for name in COUNTED})


def _title(tally: Tally) -> str:
    rule = find_difference_rule(tally.kind, tally.rule)
    return rule.title if rule else tally.rule


def _told(row: ListDifference, people: Mapping[UUID, Person], by: Principal, on: date) -> dict[str, Any]:
    is_open = row.settled_at is None and row.ended_at is None
    state = "open" if is_open else "settled" if row.settled_at else "ended"
    return row.model_dump(exclude={"row_sealed", "identity_hash", "said_hash", "subject"}) | {
        "difference_id": row.id,
        "kind_name": kind_name(row.kind),
        "severity_name": SEVERITY_NAMES[row.severity],
        "region_name": place_name(row.region),
        "who_is_it": _who(row, people, by),
        "said": _said(row, by),
        "who_name": OFFICER_NAMES[row.who],
        "is_overdue": is_open and row.due_on < on,
        "state": state,
        "state_name": SETTLEMENT_NAMES[row.outcome] if row.outcome else STATE_NAMES[state],
    }


def _who(row: ListDifference, people: Mapping[UUID, Person], by: Principal) -> str:
    whom = row.person_id or row.household_id
    if whom and (person := people.get(whom)):
        name = said("name", unseal(person.name_sealed) if person.name_sealed else "", to_auditor=by.role is Role.AUDITOR)
        number = masked(unseal(person.id_number_sealed)) if person.id_number_sealed else ""
        told = f"{name} {number}".strip() or "待核实人员"
        return told if row.person_id else f"全户（户主 {told}）"
    return "全户" if row.household_id else "本平台没有的人员"


def _said(row: ListDifference, by: Principal) -> dict[str, str]:
    told: dict[str, str] = _sealed(row)["said"]
    if by.role is Role.AUDITOR:
        return {column: masked_name(text) if column == NAME else text for column, text in told.items()}
    return told


def _sealed(row: ListDifference) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(unseal(row.row_sealed)) if row.row_sealed else {"said": {}, "rows": []}
    return kept


def _hidden(cells: Mapping[str, str]) -> dict[str, str]:
    """A row of theirs, its numbers hidden in part whichever column they stand in."""
    return {name: masked(text) if len(text) == 18 and text[:17].isdecimal() else text for name, text in cells.items()}
