"""A programme's board, counted from what the asker sees."""

from collections import Counter
from datetime import date

from services.housing.rules.relocation import RelocationState
from services.housing.schemas.programme import ProgrammeView, SiteView
from services.housing.schemas.programme_board import BoardFigures, BoardSite, BoardSupport, BoardVillage, ProgrammeBoard
from services.housing.store.lot import list_lots
from services.housing.store.programme import count_dwellings, list_sites
from services.housing.store.relocation import count_by_village, count_late_by_village
from services.housing.store.support import count_checks, count_supports
from services.housing.tables import Programme
from shared.service import Transaction

_S = RelocationState
FIGURES = (
    ("unwilling", "不愿搬迁", (_S.UNWILLING,)),
    ("waiting", "待公示和公示中", (_S.NAMED, _S.WILLING, _S.LISTED)),
    ("confirmed", "待分房", (_S.CONFIRMED,)),
    ("allotted", "已分房未入住", (_S.ALLOTTED, _S.CONTRACTED, _S.HANDED_OVER)),
    ("moved", "已入住", (_S.MOVED,)),
    ("closed", "已办结", (_S.CLOSED,)),
    ("withdrawn", "已撤销", (_S.WITHDRAWN,)),
)
"""What is counted of a village: each household once, under how far it has come."""


async def programme_board(session: Transaction, programme: Programme, *, on: date) -> ProgrammeBoard:
    counted = await count_by_village(session, programme.id)
    late = await count_late_by_village(session, programme.id, on=on)
    sites = await list_sites(session, [programme.id])
    dwellings, lots = Counter[str](), Counter[str]()
    for (site_id, _), many in (await count_dwellings(session, [each.id for each in sites])).items():
        dwellings[str(site_id)] += many
    for lot in await list_lots(session, [each.id for each in sites]):
        lots[str(lot.site_id)] += 1
    villages = [_village(region, counted, late) for region in sorted({region for region, _ in counted})]
    made, overdue = await count_checks(session, programme.id, on=on)
    total = {name: sum(getattr(each, name) for each in villages) for name in BoardFigures.model_fields}
    return ProgrammeBoard(
        programme=ProgrammeView.model_validate(programme),
        on=on,
        total=BoardFigures(**total),
        villages=sorted(villages, key=lambda each: (-each.demolition_late, each.region)),
        sites=[
            BoardSite(
                **SiteView.model_validate(each).model_dump(exclude={"village"}),
                dwellings=dwellings[str(each.id)],
                lots=lots[str(each.id)],
            )
            for each in sites
        ],
        supports=[
            BoardSupport(title=title, households=many, answered=answered, late=behind)
            for title, (many, answered, behind) in sorted((await count_supports(session, programme.id, on=on)).items())
        ],
        checks_made=made,
        checks_late=overdue,
    )


def _village(region: str, counted: dict[tuple[str, RelocationState], int], late: dict[str, int]) -> BoardVillage:
    figures = {name: sum(counted.get((region, state), 0) for state in states) for name, _, states in FIGURES}
    return BoardVillage(region=region, households=sum(figures.values()), demolition_late=late.get(region, 0), **figures)
