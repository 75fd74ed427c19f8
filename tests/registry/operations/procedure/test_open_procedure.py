"""A procedure is taken on for whom it is meant, where there are rules for it, once at a time."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.procedure.open_procedure import open_procedure
from services.registry.rules.opening import (
    ApplicantNotIdentified,
    ApplicantSeatedElsewhere,
    ClueInTheFuture,
    NoJudgingPolicy,
    NoSuchProcedureHere,
    ProcedureOpenAlready,
)
from services.registry.rules.poverty import Axis, MoveNotAllowed, PovertyState, ProcedureKind, TargetNotOfProcedure
from services.registry.schemas.procedure import Applicant, OpenProcedure
from services.registry.tables import Procedure
from shared.security import OutsideRegion
from shared.vault import hash_identity, unseal
from tests.builders.judging import (
    HUNAN_VILLAGE,
    QINAN_VILLAGE,
    SEPTEMBER_1,
    SHANDONG_VILLAGE,
    a_seated,
    known_as,
    officer,
    on_the_day,
    opened,
    someone,
)


async def applied(
    session: AsyncSession, *, village: str = HUNAN_VILLAGE, by: Any = None, sequence: int = 17, **form: Any
) -> Procedure:
    who = someone(sequence)
    told = OpenProcedure(
        kind=form.pop("kind", ProcedureKind.IDENTIFICATION),
        applicant=Applicant(id_number=who.identity.number, name=who.name, village=village),
        why="因灾减收",
        **form,
    )
    with on_the_day(SEPTEMBER_1):
        return await open_procedure(session, told, applicant=who, by=by or officer("village"), on=SEPTEMBER_1)


async def test_it_begins_at_the_first_stage_under_the_policy_of_that_place_and_day(session: AsyncSession) -> None:
    procedure = await opened(session, ProcedureKind.IDENTIFICATION, await a_seated(session))
    assert procedure.policy == "judging-hunan-2020"
    assert (procedure.stages[0], procedure.at_stage, len(procedure.stages)) == ("application", 0, 10)
    assert (procedure.target, procedure.axis) == (PovertyState.POOR, Axis.POVERTY)


async def test_somebody_in_no_household_may_apply_with_their_name_sealed(session: AsyncSession) -> None:
    procedure = await applied(session)
    assert (procedure.household_id, procedure.region) == (None, HUNAN_VILLAGE)
    assert procedure.applicant_hash == hash_identity(someone(17).identity.number)
    assert unseal(procedure.applicant_sealed or b"") == "王大山"
    with pytest.raises(ProcedureOpenAlready):
        await applied(session)


async def test_a_member_of_a_household_applies_for_it(session: AsyncSession) -> None:
    household = await a_seated(session, first=17)
    procedure = await applied(session, sequence=19)
    assert (procedure.household_id, procedure.applicant_hash) == (household.id, None)


async def test_who_cannot_apply_here_is_told_why(session: AsyncSession) -> None:
    await a_seated(session, "431124001202", first=17)
    with pytest.raises(ApplicantSeatedElsewhere):
        await applied(session)
    with pytest.raises(OutsideRegion):
        await applied(session, by=officer("village", "431124001203"), sequence=31)
    with pytest.raises(ApplicantNotIdentified):
        await applied(session, kind=ProcedureKind.EXIT, sequence=33)
    both = OpenProcedure(kind=ProcedureKind.IDENTIFICATION, why="因灾减收")
    with pytest.raises(ApplicantNotIdentified):
        await open_procedure(session, both, applicant=None, by=officer("village"), on=SEPTEMBER_1)


async def test_one_procedure_an_axis_runs_at_a_time(session: AsyncSession) -> None:
    household = await a_seated(session, SHANDONG_VILLAGE)
    await known_as(session, household, PovertyState.SUPPORTED)
    await opened(session, ProcedureKind.INDEPENDENCE, household)
    with pytest.raises(ProcedureOpenAlready):
        await opened(session, ProcedureKind.RELAPSE, household)
    await opened(session, ProcedureKind.TAKE_IN, household, target=PovertyState.UNSTABLE)


@pytest.mark.parametrize(
    ("known", "kind", "target", "law"),
    [
        ((), ProcedureKind.EXIT, None, MoveNotAllowed),
        ((PovertyState.POOR,), ProcedureKind.IDENTIFICATION, None, MoveNotAllowed),
        ((PovertyState.POOR,), ProcedureKind.TAKE_IN, PovertyState.STRICKEN, MoveNotAllowed),
        ((PovertyState.SUPPORTED,), ProcedureKind.TAKE_IN, PovertyState.MARGINAL, MoveNotAllowed),
        ((), ProcedureKind.TAKE_IN, None, TargetNotOfProcedure),
        ((), ProcedureKind.IDENTIFICATION, PovertyState.SUPPORTED, TargetNotOfProcedure),
    ],
)
async def test_a_household_moves_only_as_it_may(
    session: AsyncSession, known: Any, kind: ProcedureKind, target: Any, law: type[Exception]
) -> None:
    household = await a_seated(session, SHANDONG_VILLAGE)
    await known_as(session, household, *known)
    with pytest.raises(law):
        await opened(session, kind, household, target=target)


async def test_a_place_without_rules_is_told_so(session: AsyncSession) -> None:
    with pytest.raises(NoSuchProcedureHere):
        await opened(session, ProcedureKind.TAKE_IN, await a_seated(session), target=PovertyState.MARGINAL)
    with pytest.raises(NoJudgingPolicy):
        await opened(session, ProcedureKind.IDENTIFICATION, await a_seated(session, "110101001001", first=101))
    with pytest.raises(NoJudgingPolicy):
        household = await a_seated(session, QINAN_VILLAGE, first=201)
        await opened(session, ProcedureKind.TAKE_IN, household, target=PovertyState.MARGINAL, on=date(2019, 1, 1))


async def test_a_clue_lies_in_the_past(session: AsyncSession) -> None:
    with pytest.raises(ClueInTheFuture):
        household = await a_seated(session)
        await opened(session, ProcedureKind.IDENTIFICATION, household, clue_on=SEPTEMBER_1 + timedelta(days=1))
