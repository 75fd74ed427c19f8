"""Rosters, beneficiaries and differences as this door's readers may see them: as answers and as workbooks."""

from collections.abc import Mapping, Sequence
from datetime import date

from services.medical.rules.eligibility import CLASS_TITLES
from services.medical.rules.roster import CHANGE_TITLES, Change, Head
from services.medical.schemas.beneficiary import BeneficiaryView
from services.medical.schemas.enrolment import DifferenceView
from services.medical.schemas.roster import EntryView, RosterView, SumView
from services.medical.store.beneficiaries import Papers
from services.medical.store.enrolments import Difference
from services.medical.store.rosters import Sum
from services.medical.tables import Roster, RosterEntry
from shared import clock, html
from shared.database import EVERYWHERE
from shared.identity import masked, masked_name
from shared.regions import exists, name_of
from shared.security import ROLE_NAMES, Principal, Role

SEES_NUMBERS = frozenset({Role.COUNTY, Role.VILLAGE})
"""The county buys the insurance by these lists, the village calls on whoever is not insured; everybody else sees masks."""

PERSON_COLUMNS = (("人员编号", 38), ("姓名", 12), ("公民身份号码", 22), ("镇街", 22), ("村（社区）", 26))
ALL = "全部"


def within(by: Principal, region: str | None) -> str:
    """The region asked for, or all of the reader's own."""
    return region or ("" if by.region == EVERYWHERE else by.region)


def region_title(code: str) -> str:
    """A list is shown whole, also when a division of last year is no longer in the table."""
    return name_of(code) if exists(code) else f"（区划代码 {code}）"


def class_titles(classes: Sequence[str]) -> list[str]:
    return [CLASS_TITLES.get(name, name) for name in classes]


def beneficiary_view(head: Head, papers: Mapping[str, Papers]) -> BeneficiaryView:
    """Always masked: it is a list to reckon with, not to call on people."""
    shown = papers.get(head.identity_hash)
    return BeneficiaryView(
        person_id=head.person_id,
        household_id=head.household_id,
        name=shown and masked_name(shown.name),
        id_number=shown and masked(shown.id_number),
        region=head.region,
        region_name=region_title(head.region),
        classes=list(head.classes),
        class_titles=class_titles(head.classes),
    )


def roster_view(roster: Roster) -> RosterView:
    terms = roster.programme_terms
    return RosterView(
        **roster.model_dump(exclude={"programme_terms"}),
        title=terms["title"],
        payer=terms["payer"],
        premiums=terms["premiums"],
        region_name=region_title(roster.region),
    )


def sum_views(sums: Sequence[Sum], titles: Mapping[str, str] | None = None) -> list[SumView]:
    """Of towns, unless titles of something else are given."""
    return [
        SumView(
            key=each.key,
            title=region_title(each.key) if titles is None else titles.get(each.key, each.key),
            persons=each.persons,
            amount_fen=each.amount_fen,
        )
        for each in sums
    ]


def entry_view(entry: RosterEntry, roster: Roster, papers: Mapping[str, Papers], by: Principal) -> EntryView:
    return EntryView(
        **entry.model_dump(include={"person_id", "household_id", "region", "classes", "by_class", "share", "amount_fen"}),
        **_papers(papers.get(entry.identity_hash), by),
        region_name=region_title(entry.region),
        class_title=roster.programme_terms["persons"].get(entry.by_class, entry.by_class),
        change=Change(entry.change),
    )


def difference_view(found: Difference, papers: Mapping[str, Papers], by: Principal) -> DifferenceView:
    return DifferenceView(
        person_id=found.person_id,
        **_papers(papers.get(found.identity_hash), by),
        region=found.region,
        region_name=region_title(found.region),
        by_class=found.by_class,
        scheme=found.scheme,
        file_id=found.file_id,
        row_no=found.row_no,
    )


def _papers(shown: Papers | None, by: Principal) -> dict[str, str | None]:
    if shown is None:
        return {"name": None, "id_number": None}
    if by.role in SEES_NUMBERS:
        return {"name": shown.name, "id_number": shown.id_number}
    return {"name": masked_name(shown.name), "id_number": masked(shown.id_number)}


def person_cells(person_id: object, name: str | None, id_number: str | None, region: str) -> tuple[str, str, str, str, str]:
    """The cells under PERSON_COLUMNS. Somebody of whom we were shown no papers is named by registry's number alone."""
    unknown = "未见证件，按人员编号查登记"
    town = region_title(region[:9]) if len(region) >= 9 else region_title(region)
    village = region_title(region).removeprefix(town) if len(region) == 12 else ""
    return str(person_id or "不在登记之中"), name or "", id_number or unknown, town, village


def change_title(change: Change) -> str:
    return CHANGE_TITLES[change]


def asked_of(by: Principal, filters: Sequence[tuple[str, object]], *, on: date | None = None) -> list[tuple[str, str]]:
    """What a workbook says of itself on its last sheet."""
    said = [(name, str(value) if value not in (None, "") else ALL) for name, value in filters]
    day = [("截至日期", on.isoformat())] if on else []
    return [*said, *day, ("导出人", f"{by.subject}（{ROLE_NAMES[by.role]}）"), ("导出时间", html.wall_clock(clock.now()))]
