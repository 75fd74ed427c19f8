"""S6 for the county: who bears a tenth of their in-policy costs or more, although the clause allows less."""

from typing import Annotated

from fastapi import Query
from sqlalchemy import RowMapping

from services.medical.rules.burden_share import weigh_share
from services.medical.schemas.burden_share import BurdenShareView
from services.medical.schemas.reference import ReferenceView
from services.medical.store import burden_shares
from shared.identity import masked, masked_name
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.policy.counters import IN_POLICY, PATIENT_IN_POLICY
from shared.regions import name_of
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.vault import unseal

router = door("/burden-shares", "个人负担占比预警")


@router.get("", summary="个人累计负担占比预警名单", responses=refuses(UnreadableCursor))
async def list_burden_shares(
    session: Transaction,
    by: Annotated[Principal, may(Role.COUNTY, Role.TOWN, Role.AUDITOR)],
    year: Annotated[int, Query(title="年度", ge=2000, le=2100, examples=[2020])],
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[BurdenShareView]:
    """本年度已预警的人员及其目前的占比；姓名与证件号码为掩码。"""
    rows = await burden_shares.list_told(session, year=year, after=place(after), limit=limit)
    return Page(rows=[_shown(row) for row in rows], next=cursor(rows[-1].settlement_id) if len(rows) == limit else None)


def _shown(row: RowMapping) -> BurdenShareView:
    counters = {IN_POLICY: row.in_policy_fen, PATIENT_IN_POLICY: row.burden_fen}
    share = weigh_share(counters, region=row.region, persons=frozenset(row.persons))
    return BurdenShareView(
        year=row.year,
        name_masked=masked_name(unseal(row.name_sealed)),
        id_number_masked=masked(unseal(row.id_number_sealed)),
        region=row.region,
        region_name=name_of(row.region),
        person_titles=row.person_titles,
        in_policy_fen=row.in_policy_fen,
        burden_fen=row.burden_fen,
        share_per_mille=share.per_mille,
        line_per_mille=share.line and share.line.per_mille,
        is_over=share.is_over,
        reference=ReferenceView.of(share.line.reference) if share.line else None,
        told_at=row.burden_share_told_at,
        settlement_id=row.settlement_id,
        hospital=row.hospital,
        settled_on=row.settled_on,
    )
