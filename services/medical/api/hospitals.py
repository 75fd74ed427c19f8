"""The hospitals that the county knows: their grade counts wherever they are known."""

from typing import Annotated

from fastapi import Path, Query

from services.medical.operations.hospital.put_hospital import put_hospital
from services.medical.rules.hospital import HospitalLevelUnknown, NoSuchHospital
from services.medical.schemas.hospital import HospitalView, PutHospital
from services.medical.store import hospitals, levels, policies
from services.medical.tables import Hospital
from shared import clock
from shared.pages import PAGE_ROWS, Limit, Page
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/hospitals", "医疗机构")

Code = Annotated[str, Path(title="医疗机构编号", pattern=r"^[A-Za-z0-9-]{1,30}$", examples=["H37131100001"])]
AfterCode = Annotated[str, Query(title="从此编号之后", max_length=30, pattern=r"^[A-Za-z0-9-]*$")]
Within = Annotated[str, Query(title="所在地代码", description="只列此地区之内的", max_length=12, pattern=r"^\d*$")]
Registrar = Annotated[Principal, may(Role.COUNTY, Role.OPERATOR)]
Reader = Annotated[Principal, may(*Role)]


@router.put("/{code}", summary="登记或更正一家医疗机构", responses=refuses(OutsideRegion, HospitalLevelUnknown))
async def write_hospital(code: Code, form: PutHospital, session: Transaction, by: Registrar) -> HospitalView:
    """登记之后，入院登记申报的等级与此不一致的退回；未填等级的按此办理。"""
    return _view(await put_hospital(session, form, code=code, by=by))


@router.get("/{code}", summary="查询一家医疗机构", responses=refuses(NoSuchHospital))
async def read_hospital(code: Code, session: Transaction, by: Reader) -> HospitalView:
    return _view(await hospitals.get_hospital(session, code))


@router.get("", summary="医疗机构列表")
async def list_hospitals(
    session: Transaction, by: Reader, after: AfterCode = "", region: Within = "", limit: Limit = PAGE_ROWS
) -> Page[HospitalView]:
    """按编号排列；next 原样作为 after 取下一页。"""
    found = await hospitals.list_hospitals(session, region=region, after=after, limit=limit)
    rows = [_view(hospital) for hospital in found[:limit]]
    return Page(rows=rows, next=rows[-1].code if len(found) > limit else None)


def _view(hospital: Hospital) -> HospitalView:
    known = levels.level_codes().get(hospital.level)
    named = policies.levels_of(hospital.region, clock.today())
    title = named.get(hospital.level) or (known.title if known else hospital.level)
    return HospitalView(**hospital.model_dump(), level_title=title, hosp_lv=known.hosp_lv if known else None)
