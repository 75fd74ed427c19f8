"""From targets and counts to what people read."""

from collections.abc import Mapping, Sequence

from services.registry.rules.target import Held, YearLine, difference, follow
from services.registry.rules.target_indicator import EXITS, UNIT_NAMES, Unit, indicator_of
from services.registry.rules.target_table import TargetsPolicy
from services.registry.schemas.target import HeldView, OddityView, PlaceView, RollUpView, VersionView, WholeView, YearView
from services.registry.store.target import Counted
from shared import regions

ByYear = Mapping[int, Counted]
NOBODY: ByYear = {}


def held_view(held: Held) -> HeldView:
    indicator = indicator_of(held.indicator)
    return HeldView(
        region=held.region,
        region_name=regions.name_of(held.region),
        indicator=held.indicator,
        indicator_name=indicator.title,
        unit=UNIT_NAMES[indicator.unit],
        since_year=held.since_year,
        year=held.year,
        amount=held.amount,
        version=held.version,
        source=held.source,
        reason=held.reason,
        others=[VersionView(version=version, amount=amount, source=source) for version, amount, source in held.others],
    )


def place_view(region: str, name: str, held: Sequence[Held], exits: ByYear, relapses: ByYear, *, year: int) -> PlaceView:
    """`held` are the yearly targets of this place."""
    actuals = {on: counted.persons for on, counted in exits.items()}
    lines = follow({one.year: one.amount for one in held}, actuals, until=year)
    years = [_year(line, relapses) for line in lines]
    return PlaceView(region=region, region_name=name, years=years, asked=next((one for one in years if one.year == year), None))


def _year(line: YearLine, relapses: ByYear) -> YearView:
    relapsed = relapses[line.year].persons if line.year in relapses else 0
    return YearView(
        year=line.year,
        target=line.target,
        carried=line.carried,
        owed=line.owed,
        actual=line.actual,
        gap=line.gap,
        per_mille=line.per_mille,
        relapsed=relapsed,
    )


def added_up(by_place: Mapping[str, ByYear]) -> dict[int, Counted]:
    """What all places of a board come to, by year."""
    years = {year for by_year in by_place.values() for year in by_year}
    found = {year: [by_year[year] for by_year in by_place.values() if year in by_year] for year in years}
    return {
        year: Counted(sum(one.households for one in counted), sum(one.persons for one in counted))
        for year, counted in found.items()
    }


def roll_up(own: Sequence[Held], below: Sequence[Held]) -> list[RollUpView]:
    """Year by year, a place's own target against those inside it."""
    views = []
    for year in sorted({held.year for held in (*own, *below)}):
        mine = next((held for held in own if held.year == year), None)
        theirs = [held for held in below if held.year == year]
        views.append(
            RollUpView(
                year=year,
                own=mine.amount if mine else None,
                below=sum(held.amount for held in theirs) if theirs else None,
                difference=difference(mine, theirs),
            )
        )
    return views


def whole_view(held: Held, actual: int) -> WholeView:
    indicator = indicator_of(held.indicator)
    return WholeView(
        indicator=held.indicator,
        indicator_name=indicator.title,
        unit=UNIT_NAMES[indicator.unit],
        since_year=held.since_year,
        year=held.year,
        target=held.amount,
        actual=actual,
        gap=max(0, held.amount - actual),
        per_mille=actual * 1000 // held.amount if held.amount else None,
        source=held.source,
    )


def counted_in(counted: Counted | None, unit: Unit) -> int:
    if counted is None:
        return 0
    return counted.persons if unit is Unit.PERSONS else counted.households


def oddities(policies: Sequence[TargetsPolicy], region: str) -> list[OddityView]:
    """Of the documents that set targets for this very place."""
    return [
        OddityView(
            says=each.says,
            sum=sum(each.parts),
            against=each.against,
            difference=each.difference,
            why=each.why,
            source=policy.source(each).spoken,
        )
        for policy in policies
        if policy.region == region
        for each in policy.oddities
    ]


def is_yearly(held: Held) -> bool:
    return held.indicator == EXITS and held.since_year == held.year
