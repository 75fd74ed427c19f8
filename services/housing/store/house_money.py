"""What housing asks its database of the money of renovations and its stages."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from services.housing.rules.acceptance import SubsidyState
from services.housing.rules.help_policy import HelpPolicy
from services.housing.rules.house_money import (
    BACK,
    GOES_ON,
    NOT_RELEASED,
    SETTLED,
    Due,
    MoneyState,
    NoHouseMoney,
    NoSuchStage,
    Part,
    StageState,
    Standing,
    paid_too_much,
    planned,
    settled,
    still_out,
    subsidy_of,
)
from services.housing.rules.money_policy import StageAt
from services.housing.rules.subsidy import shares
from services.housing.rules.works import visits_after
from services.housing.tables import Acceptance, HouseMoney, MoneyStage, Renovation

_PARTED_BY = frozenset({StageState.NOTHING}) | NOT_RELEASED | BACK
"""A stage in one of these brings the household nothing as it stands, but for what a payment of it does that did not come back."""


async def find_money(session: AsyncSession, renovation_id: UUID) -> HouseMoney | None:
    return (await session.exec(select(HouseMoney).where(HouseMoney.renovation_id == renovation_id))).one_or_none()


async def get_money(session: AsyncSession, renovation_id: UUID) -> HouseMoney:
    """Raises NoHouseMoney."""
    money = await find_money(session, renovation_id)
    if money is None:
        raise NoHouseMoney(renovation_id=str(renovation_id))
    return money


async def lock_money(session: AsyncSession, renovation_id: UUID) -> HouseMoney | None:
    """Lock the renovation before it, where both are."""
    query = select(HouseMoney).where(HouseMoney.renovation_id == renovation_id).with_for_update()
    return (await session.exec(query.execution_options(populate_existing=True))).one_or_none()


async def find_money_of_house(session: AsyncSession, house_id: UUID, budget_code: str) -> HouseMoney | None:
    """What the house was promised out of this budget and does not lie free again."""
    mine = (HouseMoney.house_id == house_id, HouseMoney.budget_code == budget_code, HouseMoney.state != MoneyState.FREED)
    return (await session.exec(select(HouseMoney).where(*mine))).one_or_none()


async def list_stages(session: AsyncSession, money_id: UUID) -> Sequence[MoneyStage]:
    """In the order of the works."""
    query = select(MoneyStage).where(MoneyStage.money_id == money_id).order_by(col(MoneyStage.position))
    return (await session.exec(query.execution_options(populate_existing=True))).all()


async def find_stage_of_matter(session: AsyncSession, matter_id: UUID) -> MoneyStage | None:
    """By what funds calls it. Not locked: lock its money, then read it again."""
    return (await session.exec(select(MoneyStage).where(MoneyStage.matter_id == matter_id))).one_or_none()


async def find_stage_of_payment(session: AsyncSession, payment_id: UUID) -> MoneyStage | None:
    """A stage that keeps this payment of a matter that it was asked for by before. Not locked, as above."""
    kept = col(MoneyStage.payments).op("?")(str(payment_id))
    return (await session.exec(select(MoneyStage).where(kept))).one_or_none()


def stage_named(stages: Sequence[MoneyStage], code: str) -> MoneyStage:
    """Raises NoSuchStage."""
    found = next((stage for stage in stages if stage.code == code), None)
    if found is None:
        raise NoSuchStage(stage=code)
    return found


async def find_last_acceptance(session: AsyncSession, renovation_id: UUID) -> Acceptance | None:
    """The acceptance of this renovation that stands."""
    return (await session.exec(_accepted(renovation_id))).one_or_none()


async def lock_last_acceptance(session: AsyncSession, renovation_id: UUID) -> Acceptance | None:
    """The same, locked: before its renovation, and that before its money, as a revocation does."""
    query = _accepted(renovation_id).with_for_update().execution_options(populate_existing=True)
    return (await session.exec(query)).one_or_none()


def _accepted(renovation_id: UUID) -> SelectOfScalar[Acceptance]:
    return select(Acceptance).where(Acceptance.renovation_id == renovation_id, col(Acceptance.revoked_at).is_(None))


def shares_told(policy: HelpPolicy, amount_fen: int) -> list[dict[str, Any]]:
    """Whose money a sum is, as it is kept."""
    return [{"source": each.source.value, "amount_fen": each.amount_fen} for each in shares(policy, amount_fen)]


def stages_of(policy: HelpPolicy, renovation: Renovation, money: HouseMoney) -> list[MoneyStage]:
    """The stages of a promise as the place's rule has them."""
    amounts = planned(money.promised_fen, [stage.part for stage in policy.stages])
    return [
        MoneyStage(
            money_id=money.id,
            renovation_id=renovation.id,
            region=renovation.region,
            position=position,
            code=stage.code,
            title=stage.title,
            at=stage.at,
            part=str(stage.part),
            after_months=stage.after_months,
            within_months=stage.within_months,
            amount_fen=amount,
            state=StageState.PLANNED,
        )
        for position, (stage, amount) in enumerate(zip(policy.stages, amounts, strict=True), start=1)
    ]


async def settle(session: AsyncSession, money: HouseMoney, acceptance: Acceptance, policy: HelpPolicy) -> Due | None:
    """The subsidy stands: the stage at the acceptance brings what is left of it but for what is kept back, and what no step
    before released is part of it. None where the money was given up."""
    if money.state not in GOES_ON:
        return None
    stages = await list_stages(session, money.id)
    standings = [standing_of(stage) for stage in stages]
    over_fen = paid_too_much(acceptance.subsidy_fen, standings)
    for stage, standing, amount in zip(stages, standings, settled(acceptance.subsidy_fen, standings), strict=True):
        stage.amount_fen = amount
        if standing.released_fen is not None:
            continue
        if stage.at is StageAt.ACCEPTED and amount:
            take_back(stage, StageState.REQUESTED)
            stage.matter_id, stage.released_by, stage.told_at = acceptance.id, acceptance.accepted_by, acceptance.accepted_at
            stage.reached_on = acceptance.accepted_on
            stage.due_on = visits_after(acceptance.accepted_on, [stage.within_months])[0] if stage.within_months else None
        elif stage.at is not StageAt.VISITED or not amount:
            take_back(stage, StageState.NOTHING)
    money.promised_fen, money.shares = acceptance.subsidy_fen, shares_told(policy, acceptance.subsidy_fen)
    money.asked_back_fen = over_fen
    session.add(money)
    session.add_all(stages)
    await session.flush()
    at_acceptance = [stage for stage in stages if stage.matter_id == acceptance.id]
    kept_back = [stage for stage in stages if stage.state in NOT_RELEASED]
    return Due(sum(each.amount_fen for each in at_acceptance), sum(each.amount_fen for each in kept_back), over_fen)


async def find_state_at_acceptance(session: AsyncSession, renovation_id: UUID) -> SubsidyState | None:
    """Of the money that the acceptance itself brought, without the stages before and after. None where no stages part it."""
    money = await find_money(session, renovation_id)
    stages = await list_stages(session, money.id) if money and money.state in GOES_ON else []
    own = [(each.at, _moving(each)) for each in stages if each.at is StageAt.ACCEPTED]
    return subsidy_of(own) if own else None


def _moving(stage: MoneyStage) -> StageState:
    """A stage of which only a part came back still moves."""
    return StageState.UNDERWAY if stage.state in BACK and is_out(stage) else stage.state


async def unsettle(session: AsyncSession, renovation_id: UUID) -> UUID | None:
    """The acceptance was a mistake and its money lies still: its stage waits for the next one. By what funds calls its matter."""
    money = await lock_money(session, renovation_id)
    stages = await list_stages(session, money.id) if money else []
    matter_id = None
    for stage in stages:
        if stage.at is StageAt.ACCEPTED:
            matter_id = stage.matter_id
            take_back(stage, StageState.PLANNED)
            session.add(stage)
    await session.flush()
    return matter_id


def standing_of(stage: MoneyStage) -> Standing:
    """A stage as the rules look at it."""
    return Standing(stage.at, Fraction(stage.part), stage.amount_fen if is_out(stage) else None)


def is_out(stage: MoneyStage) -> bool:
    """Whether its money is with the household, or on its way there; be it a part."""
    return stage.state not in _PARTED_BY or bool(still_out(parts_of(stage)))


def paid_of(stage: MoneyStage) -> int:
    """How much of it the household has, in fen."""
    return sum(part.amount_fen for part in parts_of(stage).values() if part.state is SubsidyState.PAID)


def take_back(stage: MoneyStage, state: StageState) -> None:
    """As if it had never been asked for."""
    stage.state, stage.matter_id, stage.payments = state, None, {}
    stage.code_said, stage.reason, stage.paid_on, stage.told_at = "", "", None, None
    stage.due_on, stage.reached_on, stage.released_by = None, None, ""


def parts_of(stage: MoneyStage) -> dict[UUID, Part]:
    """What funds has said of each payment."""
    return {UUID(id): _part(told) for id, told in stage.payments.items()}


def _part(told: dict[str, Any]) -> Part:
    return Part(
        amount_fen=told["amount_fen"],
        state=SubsidyState(told["state"]),
        at=datetime.fromisoformat(told["at"]),
        code=told["code"],
        reason=told["reason"],
        paid_on=date.fromisoformat(told["paid_on"]) if told["paid_on"] else None,
    )


def part_told(part: Part) -> dict[str, Any]:
    """The same as it is kept."""
    return {
        "amount_fen": part.amount_fen,
        "state": part.state.value,
        "at": part.at.isoformat(),
        "code": part.code,
        "reason": part.reason,
        "paid_on": part.paid_on.isoformat() if part.paid_on else None,
    }


async def list_money(
    session: AsyncSession, *, state: MoneyState | None, after: UUID | None, limit: int
) -> Sequence[tuple[HouseMoney, Renovation]]:
    """The first promised first."""
    query = select(HouseMoney, Renovation).join(Renovation, col(Renovation.id) == col(HouseMoney.renovation_id))
    query = query.order_by(col(HouseMoney.id)).limit(limit)
    if after is not None:
        query = query.where(col(HouseMoney.id) > after)
    if state is not None:
        query = query.where(HouseMoney.state == state)
    return (await session.exec(query)).all()


async def list_late_stages(
    session: AsyncSession, *, on: date, after: UUID | None, limit: int
) -> Sequence[tuple[MoneyStage, Renovation]]:
    """Whose money should be with the household by now and is not."""
    query = select(MoneyStage, Renovation).join(Renovation, col(Renovation.id) == col(MoneyStage.renovation_id))
    query = query.join(HouseMoney, col(HouseMoney.id) == col(MoneyStage.money_id))
    query = query.where(
        col(MoneyStage.due_on) < on, col(MoneyStage.state).not_in(SETTLED | BACK), col(HouseMoney.state).in_(GOES_ON)
    )
    query = query.order_by(col(MoneyStage.id)).limit(limit)
    return (await session.exec(query.where(col(MoneyStage.id) > after) if after else query)).all()


async def list_paid(session: AsyncSession, renovation_ids: Collection[UUID]) -> dict[UUID, tuple[int, list[str]]]:
    """How much of each renovation's money is with the household, in fen, and of which stages; an acceptance without stages has
    none."""
    found = dict[UUID, tuple[int, list[str]]]()
    query = select(MoneyStage).where(col(MoneyStage.renovation_id).in_(renovation_ids)).order_by(col(MoneyStage.position))
    for stage in await session.exec(query):
        if paid := paid_of(stage):
            fen, titles = found.get(stage.renovation_id, (0, []))
            found[stage.renovation_id] = (fen + paid, [*titles, stage.title])
    whole = select(Acceptance).where(
        col(Acceptance.renovation_id).in_(renovation_ids),
        col(Acceptance.revoked_at).is_(None),
        Acceptance.subsidy == SubsidyState.PAID,
    )
    for acceptance in await session.exec(whole):
        if acceptance.renovation_id is not None:
            found.setdefault(acceptance.renovation_id, (acceptance.subsidy_fen, []))
    return found


async def list_money_of(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, list[MoneyStage]]:
    """The stages of several, by their money."""
    stages: dict[UUID, list[MoneyStage]] = {id: [] for id in ids}
    query = select(MoneyStage).where(col(MoneyStage.money_id).in_(ids)).order_by(col(MoneyStage.position))
    for stage in await session.exec(query):
        stages[stage.money_id].append(stage)
    return stages
