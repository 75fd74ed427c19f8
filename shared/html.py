"""Pages and sheets for people: each service's templates over one Chinese, printable, script-free layout."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared import clock, regions
from shared.money import yuan_grouped

# What only a screen reader is to meet: a table's head where its rows are cards, a caption that repeats the heading above.
UNSEEN = "position: absolute; width: 1px; height: 1px; margin: -1px; padding: 0; overflow: hidden; clip-path: inset(50%);"

_HERE = Path(__file__).parent
_SERVICES = _HERE.parent / "services"


def wall_clock(instant: datetime) -> str:
    """`2020-06-01 09:30`, on a Chinese wall clock."""
    return clock.china(instant).strftime("%Y-%m-%d %H:%M")


def region_name(code: str) -> str:
    """A region's full name; of a code that nobody knows, the code: one such row must not keep a whole page from being read."""
    try:
        return regions.name_of(code)
    except regions.UnknownRegion:
        return code


@lru_cache
def _environment(service: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader([_SERVICES / service / "templates", _HERE / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"yuan": yuan_grouped, "wall_clock": wall_clock, "region": region_name}
    environment.globals["unseen"] = UNSEEN
    return environment


def page(service: str, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """Render a template of one service; everything is escaped, and a missing value is an error, not a blank."""
    return HTMLResponse(_environment(service).get_template(template).render(**values), status)
