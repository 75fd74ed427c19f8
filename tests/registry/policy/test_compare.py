"""Every worked example of the files of departments' lists, on the real statement."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.comparison.compare_list import compare_list
from services.registry.rules.comparison import ComparisonPolicy
from services.registry.store.comparison_policy import list_comparison_policies
from services.registry.tables import ListDifference
from shared.vault import hash_identity
from tests.builders.comparison import CIVIL_AFFAIRS, COUNTY, JUNE, a_list, number, seated

# Somebody whom no rule concerns, so that no list is empty.
NOBODY = {"who": number(999)}


@pytest.mark.parametrize("policy", list_comparison_policies(), ids=lambda policy: policy.kind)
async def test_the_examples_of_a_list_come_out(policy: ComparisonPolicy, session: AsyncSession, frozen_at: Any) -> None:
    subjects, lines = {}, list[dict[str, str]]()
    for at, example in enumerate(policy.examples):
        born_on = date.fromisoformat(example.born_on)
        who = number(100 + 2 * at, born_on)
        if example.ours is not None:
            village = f"37131100{1 + at}001"
            household, [person] = await seated(
                session, who, classes=example.classes, particulars=example.ours, born_on=born_on, village=village
            )
            subjects |= {str(household.id): at, str(person.id): at}
        else:
            subjects[hash_identity(who)] = at
        if example.theirs is not None:
            lines += [{"who": who} | example.theirs] * example.times
    needed = {column.heads[0]: "2020-05-01" for column in policy.columns.values() if column.is_needed and column.is_day}
    content = a_list(*lines, NOBODY | needed)
    with frozen_at("2020-06-01T09:00:00+08:00"):
        made, _ = await compare_list(session, content, kind=policy.kind, place=COUNTY, listed_on=JUNE, by=CIVIL_AFFAIRS, on=JUNE)
    assert (made.is_compared, made.refused) == (True, 0)
    found: dict[int, set[str]] = {at: set() for at in range(len(policy.examples))}
    for row in await session.exec(select(ListDifference)):
        if row.subject in subjects:
            found[subjects[row.subject]].add(row.rule)
    told = {policy.examples[at].title: sorted(rules) for at, rules in found.items()}
    assert told == {example.title: sorted(example.found) for example in policy.examples}
