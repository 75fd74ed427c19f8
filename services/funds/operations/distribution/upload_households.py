import json
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import distribution_list as rules
from services.funds.rules.distribution_list import HouseholdRow, ListState
from services.funds.schemas.distribution_list import HouseholdsUpload
from services.funds.store.asset_policy import get_asset_policy
from services.funds.store.payee import list_members, list_names
from services.funds.tables import DistributionList, HouseholdMember
from shared.cells import Fault, text_of
from shared.clock import china
from shared.grid import read_grid
from shared.listed_person import ID_NUMBER, NAME
from shared.security import Principal
from shared.vault import hash_identity, seal

HEADING_ROWS = 10
"""What may stand around the rows of a list."""


async def upload_households(
    session: AsyncSession, content: bytes, upload: HouseholdsUpload, *, by: Principal, at: datetime
) -> DistributionList:
    """Read a list of a collective's households, so that it can be looked at and tried; no plan is drawn yet.

    Each row's household is found by the identity number of any member in what registry has told. Raises OutsideRegion,
    NoAssetRule, the refusals of `shared.grid`, NotAHouseholdList, NoHouseholds.
    """
    by.must_cover(upload.region, pointer="/region")
    on: date = china(at).date()
    policy, version = get_asset_policy(upload.region, on)
    rows = rules.rows_of(read_grid(content, rows=rules.ROWS_LIMIT + HEADING_ROWS), policy)
    read = [rules.read_row(row, policy, on=on) for row in rows]
    sound = [one for one in read if isinstance(one, HouseholdRow)]
    hashes = {row.row: hash_identity(row.id_number) for row in sound}
    members = await list_members(session, list(hashes.values()))
    names = await list_names(session, list(hashes.values()))

    faults = [fault for one in read if isinstance(one, list) for fault in one]
    known: list[tuple[int, UUID]] = []
    for row in sound:
        member = members.get(hashes[row.row])
        if member is None or not member.region.startswith(upload.region):
            mend = "请核对身份证号和集体所在地；刚入户的，请等登记下发后再提交"
            faults.append(Fault(row.row, ID_NUMBER, "该集体所在辖区的登记中没有此人", mend))
            continue
        known.append((row.row, member.household_id))
        if row.name not in names.get(hashes[row.row], {row.name}):
            faults.append(Fault(row.row, NAME, "与收款账户登记的姓名不同", "请对照身份证核对姓名"))
    faults += rules.doubled(known)
    wrong = {fault.row for fault in faults}
    entries = [_entry(row, members[hashes[row.row]]) for row in sound if row.row not in wrong]

    back = [(row.number, {column: text_of(cell) for column, cell in row.cells.items()}) for row in rows if row.number in wrong]
    uploaded = DistributionList(
        region=upload.region,
        collective=upload.collective,
        year=upload.year,
        state=ListState.DRAFT,
        households=len(entries),
        refused=len(wrong),
        entries=entries,
        faults=[vars(fault) for fault in sorted(faults, key=lambda fault: fault.row)],
        refused_rows_sealed=seal(json.dumps(back, ensure_ascii=False)) if back else None,
        policy=policy.policy,
        policy_version=version,
        made_by=by.subject,
        made_at=at,
    )
    session.add(uploaded)
    await session.flush()
    return uploaded


def _entry(row: HouseholdRow, member: HouseholdMember) -> dict[str, object]:
    return {
        "row": row.row,
        "household_id": str(member.household_id),
        "region": member.region,
        "factors": dict(row.factors),
    }
