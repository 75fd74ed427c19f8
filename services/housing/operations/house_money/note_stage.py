from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.acceptance import Said, SubsidyState
from services.housing.rules.awaited_step import Matter
from services.housing.rules.house_money import MoneyState, Part, StageState, is_known, state_of, subsidy_of
from services.housing.rules.money_policy import StageAt
from services.housing.store.awaited_step import end_steps
from services.housing.store.house_money import (
    find_stage_of_matter,
    find_stage_of_payment,
    is_out,
    list_stages,
    lock_last_acceptance,
    lock_money,
    paid_of,
    part_told,
    parts_of,
)
from services.housing.store.renovation import lock_renovation
from services.housing.store.renovation_step import follow_renovation
from services.housing.tables import Acceptance, HouseMoney, MoneyStage
from shared import outbox
from shared.clock import china
from shared.events.housing import RenovationUnplanned

_NOT_ANSWERED = frozenset({StageState.REQUESTED, StageState.WAITING})
"""Asked for, and no payment of it is made yet."""


async def note_stage(session: AsyncSession, matter_id: UUID, said: Said) -> MoneyStage | None:
    """Keep what funds says of a stage's money. A stage may be paid out of several budget lines, each a payment of its own: it is
    paid when all of them are. The acceptance says how far all of it but what is kept back has
    come, and whoever waits for it waits no more.

    None where the matter is no stage's: an acceptance without a renovation, or something asked for by hand.
    """
    found = await find_stage_of_matter(session, matter_id)
    if found is None and said.payment_id is not None:
        found = await find_stage_of_payment(session, said.payment_id)
    if found is None:
        return None
    acceptance = await lock_last_acceptance(session, found.renovation_id)
    renovation = await lock_renovation(session, found.renovation_id)
    money = await lock_money(session, found.renovation_id)
    assert money is not None  # a stage is of a promise
    stages = await list_stages(session, money.id)
    [stage] = [each for each in stages if each.id == found.id]
    is_kept = stage.matter_id != matter_id
    if is_kept and said.payment_id not in parts_of(stage):
        return None  # asked for anew meanwhile

    if not _takes(stage, said, is_kept=is_kept):
        return stage

    session.add(stage)
    await session.flush()
    if acceptance is not None and stage.at is not StageAt.VISITED:
        _show(acceptance, stage, stages)
        session.add(acceptance)
        await session.flush()
    on = stage.paid_on or china(said.at).date()
    if stage.state is StageState.PAID:
        await end_steps(session, Matter.SUBSIDY, stage.matter_id or matter_id, on=on)
    await follow_renovation(session, renovation, on=on)
    await _tell(session, money, stage, said)
    return stage


def _takes(stage: MoneyStage, said: Said, *, is_kept: bool) -> bool:
    """Write what is new; whether anything was. `is_kept`: of a payment of before the rest was asked for once more, which says
    nothing of how far that has come."""
    if said.payment_id is None:
        if stage.told_at is not None and said.at < stage.told_at:
            return False
        stage.state, stage.told_at = StageState(said.state.value), said.at
        stage.code_said, stage.reason = said.code, said.reason[:200]
        return True
    payment_id, parts = said.payment_id, parts_of(stage)
    known = parts.get(payment_id)
    if known is not None and is_known(parts, payment_id, said.at):
        if known.amount_fen or not said.amount_fen:
            return False
        said = replace(said, state=known.state, at=known.at, code=known.code, reason=known.reason, paid_on=known.paid_on)
    amount = said.amount_fen or (known.amount_fen if known else 0)
    parts[payment_id] = Part(amount, said.state, said.at, said.code, said.reason, said.paid_on)
    stage.payments = {str(id): part_told(part) for id, part in parts.items()}
    if not (is_kept and stage.state in _NOT_ANSWERED):
        stage.state = state_of(stage.amount_fen, parts.values())
    stage.told_at = max(filter(None, (stage.told_at, said.at)))
    troubled = next((part for part in parts.values() if part.code), None)
    stage.code_said, stage.reason = (troubled.code, troubled.reason[:200]) if troubled else ("", "")
    stage.paid_on = max(part.paid_on for part in parts.values() if part.paid_on) if stage.state is StageState.PAID else None
    return True


def _show(acceptance: Acceptance, stage: MoneyStage, stages: Sequence[MoneyStage]) -> None:
    """Of all stages together; what went wrong with one is said until it is well again."""
    due = [each for each in stages if each.at is not StageAt.VISITED]
    acceptance.subsidy = subsidy_of((each.at, each.state) for each in due)
    acceptance.told_at = stage.told_at or acceptance.told_at
    troubled = next((each for each in due if each.code_said), None)
    acceptance.subsidy_code, acceptance.subsidy_reason = (troubled.code_said, troubled.reason) if troubled else ("", "")
    is_paid = acceptance.subsidy is SubsidyState.PAID
    acceptance.paid_on = max((each.paid_on for each in due if each.paid_on), default=None) if is_paid else None
    ids = list(stage.payments)
    if stage.at is StageAt.ACCEPTED and len(ids) == 1:
        acceptance.payment_id = UUID(ids[0])


async def _tell(session: AsyncSession, money: HouseMoney, stage: MoneyStage, said: Said) -> None:
    """Of a renovation that has ended: once nothing is out, the house may be promised money again; what the bank paid in spite of
    it is for funds to propose for recovery."""
    if money.state is not MoneyState.ENDED:
        return
    out = [each for each in await list_stages(session, money.id) if is_out(each)]
    money.asked_back_fen = sum(map(paid_of, out))
    money.state = MoneyState.ENDED if out else MoneyState.FREED
    session.add(money)
    await session.flush()
    if said.state is SubsidyState.PAID:
        on = china(said.at).date()
        ended = RenovationUnplanned(renovation_id=stage.renovation_id, region=stage.region, unplanned_on=on)
        await outbox.record(session, ended)
