"""Households to be judged, officers who judge them, and the walk of a procedure through the stages of its file."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlmodel.ext.asyncio.session import AsyncSession

from deploy.demo.register import id_number
from services.registry.operations.notice.end_notice import end_notice
from services.registry.operations.notice.post_notice import post_notice
from services.registry.operations.poverty.record_national_answer import record_national_answer
from services.registry.operations.procedure.open_procedure import open_procedure
from services.registry.operations.procedure.take_step import take_step
from services.registry.rules.judging import PUBLIC_KINDS, Asked, Officer, Stage, StageKind
from services.registry.rules.poverty import Axis, PovertyState, ProcedureKind, axis_of
from services.registry.rules.relief import Someone
from services.registry.rules.vocabulary import HEAD, HouseholdState
from services.registry.schemas.notice import EndNotice, PostNotice
from services.registry.schemas.procedure import OpenProcedure, RecordNationalAnswer, TakeStep
from services.registry.store import procedure as procedures
from services.registry.tables import Household, Notice, Paper, Person, Procedure
from shared import clock, rows
from shared.identity import check_id_number
from shared.ids import uuid7
from shared.papers import MediaType
from shared.security import Principal, Role
from shared.vault import hash_identity, seal
from tests.builders.file import on_file

HUNAN_VILLAGE, HUNAN_TOWN, HUNAN_COUNTY = "431124001201", "431124001", "431124"
QINAN_VILLAGE, QINAN_COUNTY = "620522100201", "620522"
SHANDONG_VILLAGE, SHANDONG_COUNTY = "371311001001", "371311"
SEPTEMBER_1 = date(2020, 9, 1)
PHOTO = UUID("0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10")


def officer(level: Officer | str, village: str = HUNAN_VILLAGE, *, who: str = "") -> Principal:
    """Somebody of the village, the town or the county around it."""
    level = Officer(level)
    length = {Officer.VILLAGE: 12, Officer.TOWN: 9, Officer.COUNTY: 6}[level]
    return Principal(who or f"{level.value} 经办", Role(level.value), village[:length])


@contextmanager
def on_the_day(on: date) -> Iterator[None]:
    """Ten in the morning of a day in China."""
    with clock.frozen(datetime.combine(on, time(10), clock.CHINA)):
        yield


def someone(sequence: int = 17, *, name: str = "王大山") -> Someone:
    number = id_number(date(1965, 3, 18), sequence)
    return Someone(check_id_number(number, on=SEPTEMBER_1), name)


async def a_seated(
    session: AsyncSession, region: str = HUNAN_VILLAGE, *, members: int = 3, name: str = "王大山", first: int = 17
) -> Household:
    """A household of the register with its members, the head first."""
    household = Household(region=region, state=HouseholdState.CURRENT, causes=["因病"], enrolled_on=date(2019, 1, 1))
    session.add(household)
    await session.flush()
    people = []
    for at in range(members):
        known = someone(first + 2 * at, name=name if at == 0 else f"王小{'明芳强刚伟'[at]}")
        person = Person(
            household_id=household.id,
            region=region,
            identity_hash=hash_identity(known.identity.number),
            code=f"{at:02d}",
            relation=HEAD if at == 0 else "之子",
            classes=[],
            joined_on=date(2019, 1, 1),
            name_sealed=seal(known.name),
            id_number_sealed=seal(known.identity.number),
            sex=known.identity.sex.value,
            born_on=known.identity.born_on,
        )
        session.add(person)
        people.append(person)
    await session.flush()
    await on_file(session, household, people, since_on=date(2019, 1, 1))
    await rows.insert(session, _a_paper(household))
    return household


def paper_of(household_id: UUID) -> UUID:
    """The number of the one paper that a household of `a_seated` has."""
    return uuid5(household_id, "paper")


def _a_paper(household: Household) -> Paper:
    return Paper(
        id=paper_of(household.id),
        household_id=household.id,
        region=household.region,
        title="入户材料",
        media_type=MediaType.PDF,
        size_bytes=10,
        sha256=household.id.hex * 2,
        filed_by="village 经办",
        filed_at=clock.now(),
    )


async def known_as(session: AsyncSession, household: Household, *states: PovertyState, since: date = date(2020, 1, 1)) -> None:
    """The national system says so."""
    for state in states:
        form = RecordNationalAnswer(
            axis=axis_of(state), state=state, since_on=since, national_reference="2020年初导出,第1行", why="全国系统结果"
        )
        await record_national_answer(session, form, household_id=household.id, by="县扶贫办")


async def opened(
    session: AsyncSession,
    kind: ProcedureKind,
    household: Household,
    *,
    target: PovertyState | None = None,
    on: date = SEPTEMBER_1,
    clue_on: date | None = None,
) -> Procedure:
    form = OpenProcedure(kind=kind, household_id=household.id, target=target, clue_on=clue_on, why="因病负债,收入低于标准")
    with on_the_day(on):
        return await open_procedure(session, form, applicant=None, by=officer("village", household.region), on=on)


def record_of(stage: Stage, *, passes: bool = True, **changed: Any) -> dict[str, Any]:
    """A sound record of a stage, as a form of the wire; keyword arguments replace parts of it."""
    match stage.kind:
        case StageKind.APPLICATION:
            told: dict[str, Any] = {"members": 3}
        case StageKind.MEETING:
            votes = {"in_favour": 28, "against": 2, "abstained": 0} if passes else {"in_favour": 5, "against": 25, "abstained": 0}
            told = {"place": "村委会会议室", "eligible": 40, "present": 30, **votes}
        case StageKind.COMPARISON:
            told = {"compared": [{"source": source, "is_conflicting": False} for source in stage.sources]}
        case StageKind.VISIT:
            told = {"people": stage.people, **_found(stage)}
        case StageKind.SIGNATURE:
            told = {"is_by_head": True}
        case StageKind.FILING:
            told = {"filed_as": "市备〔2020〕15号"}
        case _:
            told = {"people": stage.people, "document": "审〔2020〕3号"}
    return {"kind": stage.kind.value, **told, **changed}


def _found(stage: Stage) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if Asked.ASSURANCES in stage.asks:
        found["assurances"] = all_met()
    if Asked.INCOME in stage.asks:
        found["income"] = income("5200.00", "4000.00")
    if Asked.INDEPENDENCE in stage.asks:
        found["independence"] = {"per_head_yuan": "16000", "county_average_yuan": "15500", "average_source": "区统计公报"}
    return found


def all_met(**changed: dict[str, str]) -> dict[str, dict[str, str]]:
    names = ("food", "clothing", "schooling", "medical-care", "housing")
    return {name: {"finding": "met"} for name in names} | {name.replace("_", "-"): told for name, told in changed.items()}


def income(per_head: str, line: str, *, years: tuple[int, ...] = (2019, 2020)) -> dict[str, Any]:
    return {"years": [{"year": y, "per_head_yuan": per_head, "line_yuan": line, "line_source": "省定标准"} for y in years]}


def papers_of(stage: Stage, household_id: UUID | None = None) -> list[dict[str, str]]:
    number = paper_of(household_id) if household_id else PHOTO
    return [{"title": title, "attachment_id": str(number)} for title in stage.papers]


def a_step(
    stage: Stage, on: date, *, passes: bool = True, why: str = "", household_id: UUID | None = None, **changed: Any
) -> TakeStep:
    """The form for a stage as its officer would fill it."""
    return TakeStep.model_validate(
        {
            "stage": stage.stage,
            "passes": passes,
            "done_on": on.isoformat(),
            "why": why or ("" if passes else "不符合条件"),
            "papers": papers_of(stage, household_id),
            "evidence": record_of(stage, passes=passes, **changed),
        }
    )


async def now_at(session: AsyncSession, procedure_id: UUID) -> Stage:
    """The stage at which a procedure stands."""
    underway = await procedures.get_procedure(session, procedure_id)
    return underway.stages[underway.row.at_stage]


async def step(session: AsyncSession, procedure: Procedure, on: date, *, who: str = "", **changed: Any) -> Procedure:
    """Take the current stage by whoever it falls to, on this day."""
    stage = await now_at(session, procedure.id)
    by = officer(stage.by[0], procedure.region, who=who or f"{stage.by[0].value} {stage.stage}")
    with on_the_day(on):
        form = a_step(stage, on, household_id=procedure.household_id, **changed)
        return await take_step(session, form, procedure_id=procedure.id, by=by, on=on)


async def posted(session: AsyncSession, *listed: Procedure, on: date, who: str = "") -> Notice:
    """The notice at which these procedures stand, posted."""
    stage = await now_at(session, listed[0].id)
    form = PostNotice(procedure_ids=[each.id for each in listed], place="村务公开栏", posted_on=on, photo_id=PHOTO)
    by = officer(stage.by[0], listed[0].region, who=who or f"{stage.by[0].value} {stage.stage}")
    with on_the_day(on):
        return await post_notice(session, form, by=by, on=on)


async def ended(session: AsyncSession, notice: Notice, procedure: Procedure, on: date) -> Any:
    stage = await now_at(session, procedure.id)
    by = officer(stage.by[0], procedure.region, who=f"{stage.by[0].value} {stage.stage}")
    with on_the_day(on):
        return await end_notice(session, EndNotice(), notice_id=notice.id, by=by, on=on)


async def walked(session: AsyncSession, procedure: Procedure, *, to: str | None = None, on: date = SEPTEMBER_1) -> date:
    """Through every stage up to `to` (not taken), or to the end; the day on which it got there."""
    while procedure.ended_at is None:
        stage = await now_at(session, procedure.id)
        if stage.stage == to:
            break
        if stage.kind in PUBLIC_KINDS:
            assert stage.notice is not None
            notice = await posted(session, procedure, on=on)
            on += timedelta(days=stage.notice.term.length + 1)
            await ended(session, notice, procedure, on)
        else:
            await step(session, procedure, on)
    return on


async def states_of(session: AsyncSession, household: Household) -> dict[Axis, PovertyState]:
    return dict(await procedures.current_states(session, household.id))


def a_key() -> UUID:
    return uuid7()
