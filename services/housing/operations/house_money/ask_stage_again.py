from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.awaited_step import Matter
from services.housing.rules.house_money import (
    GOES_ON,
    MONEY_STATE_NAMES,
    StageNotBack,
    StageState,
    must_be_back,
    still_out,
    subsidy_of,
)
from services.housing.rules.money_policy import StageAt
from services.housing.rules.works import visits_after
from services.housing.store.awaited_step import await_steps, end_steps, stage_awaited
from services.housing.store.house_money import (
    get_money,
    list_stages,
    lock_last_acceptance,
    lock_money,
    part_told,
    parts_of,
    stage_named,
    take_back,
)
from services.housing.store.renovation import lock_renovation
from services.housing.tables import HouseMoney
from shared import outbox
from shared.clock import china
from shared.events.housing import HouseStageReleased
from shared.ids import uuid7
from shared.security import Principal
from shared.vault import hash_identity


async def ask_stage_again(session: AsyncSession, renovation_id: UUID, code: str, *, by: Principal, at: datetime) -> HouseMoney:
    """A stage whose money funds refused, withdrew or got back is asked for once more, as a matter of its own: of a stage that
    several payments bring, what did not come back stays, and only the rest is asked for.

    What the bank sent back is not asked for again here: funds mends the account and pays it itself.
    Raises NoSuchRenovation, NoHouseMoney, NoSuchStage, StageNotBack.
    """
    acceptance = await lock_last_acceptance(session, renovation_id)
    renovation = await lock_renovation(session, renovation_id)
    await get_money(session, renovation_id)
    money = await lock_money(session, renovation_id)
    assert money is not None  # a promise is never removed
    stages = await list_stages(session, money.id)
    stage = stage_named(stages, code)

    must_be_back(stage.state)
    if money.state not in GOES_ON:
        raise StageNotBack(state=MONEY_STATE_NAMES[money.state])

    on, former = china(at).date(), stage.matter_id
    reached_on, kept = stage.reached_on or on, still_out(parts_of(stage))
    asked_fen = stage.amount_fen - sum(part.amount_fen for part in kept.values())
    take_back(stage, StageState.REQUESTED)
    stage.payments = {str(id): part_told(part) for id, part in kept.items()}
    stage.matter_id, stage.reached_on, stage.released_by, stage.told_at = uuid7(), reached_on, by.subject, at
    stage.due_on = visits_after(on, [stage.within_months])[0] if stage.within_months else None
    session.add(stage)
    if acceptance is not None and stage.at is not StageAt.VISITED:
        acceptance.subsidy, acceptance.told_at = subsidy_of((each.at, each.state) for each in stages), at
        acceptance.subsidy_code, acceptance.subsidy_reason = "", ""
        session.add(acceptance)
    await session.flush()
    if former is not None:
        await end_steps(session, Matter.SUBSIDY, former, on=on)
    awaited = stage_awaited(stage, renovation.number)
    await await_steps(session, [awaited] if awaited else [])

    await outbox.record(
        session,
        HouseStageReleased(
            matter_id=stage.matter_id,
            renovation_id=renovation.id,
            number=renovation.number,
            household_id=money.household_id,
            region=money.region,
            stage=stage.title,
            amount_fen=asked_fen,
            budget_code=money.budget_code,
            year=money.year,
            reached_on=reached_on,
            due_on=stage.due_on,
            asked_by=hash_identity(by.subject),
        ),
    )
    return money
