"""What officers record of a household: changes, corrections, another head, splits, unions, members, its end and its return."""

from typing import Annotated

from services.registry.api.advice import household_written, person_written
from services.registry.api.file_views import transfer_view
from services.registry.api.households import OFFICERS, HouseholdId
from services.registry.operations.household.cancel_household import cancel_household
from services.registry.operations.household.change_head import change_head
from services.registry.operations.household.change_household import change_household
from services.registry.operations.household.correct_household import correct_household
from services.registry.operations.household.restore_household import restore_household
from services.registry.operations.household.split_household import split_household
from services.registry.operations.household.unite_households import unite_households
from services.registry.operations.person.add_member import add_member
from services.registry.operations.transfer.offer_transfer import offer_transfer
from services.registry.rules import move
from services.registry.rules.field_list import ValueNotInList
from services.registry.rules.history import BeforeTheFile, NothingChanged
from services.registry.rules.relief import HappenedInTheFuture, NobodyNamed
from services.registry.rules.transfer import AlreadyOffered, NoNeedToTransfer
from services.registry.schemas import move as forms
from services.registry.schemas.history import TransferView
from services.registry.schemas.quality import HouseholdWritten, PersonWritten
from services.registry.store import household as store
from shared.clock import today
from shared.identity import InvalidIdNumber
from shared.security import OutsideRegion, Principal, may
from shared.service import Transaction, door, refuses

router = door("/households", "家庭变更")

Officer = Annotated[Principal, may(*OFFICERS)]
_HEADS = (move.NoHeadLeft, move.TwoHeads, move.TwoSpouses)
_DAYS = (HappenedInTheFuture, move.BeforeTheySatHere)


@router.post(
    "/{household_id}/changes",
    summary="登记家庭信息变更",
    description="自发生日期起如此；此前的情况不变。",
    responses=refuses(
        store.NoSuchHousehold, move.HouseholdIsCancelled, HappenedInTheFuture, BeforeTheFile, ValueNotInList, NothingChanged
    ),
)
async def post_change(
    household_id: HouseholdId, form: forms.ChangeHousehold, session: Transaction, by: Officer
) -> HouseholdWritten:
    return await household_written(
        session, await change_household(session, form, household_id=household_id, by=by, on=today()), by
    )


@router.post(
    "/{household_id}/corrections",
    summary="更正家庭信息",
    description="原来登记有误的，更正后当时所知仍可查询。",
    responses=refuses(store.NoSuchHousehold, HappenedInTheFuture, BeforeTheFile, ValueNotInList, NothingChanged),
)
async def post_correction(
    household_id: HouseholdId, form: forms.CorrectHousehold, session: Transaction, by: Officer
) -> HouseholdWritten:
    return await household_written(
        session, await correct_household(session, form, household_id=household_id, by=by, on=today()), by
    )


@router.post(
    "/{household_id}/relations",
    summary="变更户主与成员关系",
    responses=refuses(store.NoSuchHousehold, move.HouseholdIsCancelled, move.NotAMember, NothingChanged, *_HEADS, *_DAYS),
)
async def post_relations(
    household_id: HouseholdId, form: forms.ChangeHead, session: Transaction, by: Officer
) -> HouseholdWritten:
    return await household_written(session, await change_head(session, form, household_id=household_id, by=by, on=today()), by)


@router.post(
    "/{household_id}/splits",
    status_code=201,
    summary="分户",
    description="分出的成员另立一户；答复的是新户。",
    responses=refuses(
        store.NoSuchHousehold,
        store.HouseholdCodeTaken,
        OutsideRegion,
        move.HouseholdIsCancelled,
        move.NotAMember,
        move.NobodyStays,
        *_HEADS,
        *_DAYS,
    ),
)
async def post_split(
    household_id: HouseholdId, form: forms.SplitHousehold, session: Transaction, by: Officer
) -> HouseholdWritten:
    return await household_written(
        session, await split_household(session, form, household_id=household_id, by=by, on=today()), by
    )


@router.post(
    "/{household_id}/unions",
    summary="并户",
    description="另一户的全体成员并入本户，另一户随即销户；其档案、台账和措施仍可查询。",
    responses=refuses(
        store.NoSuchHousehold,
        move.SameHousehold,
        move.HouseholdIsCancelled,
        move.NotAMember,
        move.SomebodyLeftOut,
        *_HEADS,
        *_DAYS,
    ),
)
async def post_union(
    household_id: HouseholdId, form: forms.UniteHouseholds, session: Transaction, by: Officer
) -> HouseholdWritten:
    return await household_written(
        session, await unite_households(session, form, household_id=household_id, by=by, on=today()), by
    )


@router.post(
    "/{household_id}/members",
    status_code=201,
    summary="增加成员（加入、出生、婚入）",
    description="曾登记而现不属于任何户的人，沿用其原有档案。",
    responses=refuses(
        store.NoSuchHousehold,
        move.HouseholdIsCancelled,
        move.AlreadyAMember,
        move.HasDied,
        InvalidIdNumber,
        NobodyNamed,
        ValueNotInList,
        *_HEADS,
        *_DAYS,
    ),
)
async def post_member(household_id: HouseholdId, form: forms.AddMember, session: Transaction, by: Officer) -> PersonWritten:
    return await person_written(session, await add_member(session, form, household_id=household_id, by=by, on=today()), by)


@router.post(
    "/{household_id}/cancellation",
    summary="销户",
    description="没有成员的户可以销户；档案、台账和措施仍可查询。",
    responses=refuses(
        store.NoSuchHousehold, move.HouseholdIsCancelled, move.HouseholdNotEmpty, HappenedInTheFuture, BeforeTheFile
    ),
)
async def post_cancellation(
    household_id: HouseholdId, form: forms.ChangeState, session: Transaction, by: Officer
) -> HouseholdWritten:
    return await household_written(
        session, await cancel_household(session, form, household_id=household_id, by=by, on=today()), by
    )


@router.post(
    "/{household_id}/restoration",
    summary="恢复已销的户",
    responses=refuses(store.NoSuchHousehold, move.HouseholdNotCancelled, HappenedInTheFuture, BeforeTheFile),
)
async def post_restoration(
    household_id: HouseholdId, form: forms.ChangeState, session: Transaction, by: Officer
) -> HouseholdWritten:
    return await household_written(
        session, await restore_household(session, form, household_id=household_id, by=by, on=today()), by
    )


@router.post(
    "/{household_id}/transfers",
    status_code=201,
    summary="提出跨辖区移交",
    description="接收方办理之前，人员仍属原户，各项救助照常。",
    responses=refuses(
        store.NoSuchHousehold,
        move.HouseholdIsCancelled,
        move.NotAMember,
        AlreadyOffered,
        NoNeedToTransfer,
        *_HEADS,
        *_DAYS,
    ),
)
async def post_transfer(household_id: HouseholdId, form: forms.OfferTransfer, session: Transaction, by: Officer) -> TransferView:
    return transfer_view(await offer_transfer(session, form, household_id=household_id, by=by, on=today()))
