"""`make what-if FILE=draft.yaml YEAR=2020`: what a draft would have changed of a year's recorded settlements.

python -m deploy.embedded within medical python -m deploy.whatif FILE YEAR [--html OUT] [--region CODE]
"""

import argparse
import asyncio
import sys
from pathlib import Path

from deploy.policy.check import checked
from deploy.whatif.compare import compare
from deploy.whatif.page import page
from deploy.whatif.sheet import sheet
from services.medical.rules.recorded import RecordedYear
from services.medical.store import policies
from services.medical.store.recorded import read_year
from shared import settings
from shared.database import EVERYWHERE, Scope, connect, sessions, transaction
from shared.policy.clauses import Policy
from shared.policy.source import PolicyFileRefused
from shared.security import Role

WHY = "政策试算"


def main(words: list[str] | None = None) -> int:
    """0 if all is well; 1 for a draft with complaints, 2 where the recorded year does not come out by its own rules."""
    asked = _parser().parse_args(words)
    try:
        draft, kept = checked(asked.file), policies.shelf().policies
    except PolicyFileRefused as refused:
        for complaint in refused.complaints:
            sys.stdout.write(f"{complaint}\n")
        sys.stdout.write(f"共 {len(refused.complaints)} 处需要更正\n")
        return 1
    except (FileNotFoundError, IsADirectoryError) as missing:
        sys.stdout.write(f"没有这个文件：{missing.filename}。改法：写上草案的路径，例如 FILE=draft.yaml YEAR=2020\n")
        return 1
    return tell(draft, kept, asyncio.run(read(asked.year, asked.region)), asked.html)


async def read(year: int, region: str | None) -> RecordedYear:
    """What a county's desk sees of its region, or an operator of all; read only."""
    role = Role.COUNTY if region else Role.OPERATOR
    scope = Scope(by="make what-if", role=role.value, region=region or EVERYWHERE, org="", why=WHY)
    engine = connect(settings.current())
    # What is settled and taken back while the year is read must be seen together or not at all.
    at_one_moment = sessions(engine.execution_options(isolation_level="REPEATABLE READ"), "medical")
    try:
        async with transaction(at_one_moment, scope) as session:
            return await read_year(session, year)
    finally:
        await engine.dispose()


def tell(draft: Policy, kept: tuple[Policy, ...], recorded: RecordedYear, html: Path | None) -> int:
    told = compare(recorded, draft, kept)
    sys.stdout.write(sheet(told) + "\n")
    if html:
        html.write_text(page(told), encoding="utf-8")
        sys.stdout.write(f"报告已写入 {html}\n")
    return 2 if told.verified.differing else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make what-if", description="以一年的实际结算试算政策草案 / try a draft on a year's recorded settlements"
    )
    parser.add_argument("file", type=Path, help="草案文件 / the draft")
    parser.add_argument("year", type=int, help="结算年度 / the year of the settlements")
    parser.add_argument("--html", type=Path, help="另写一份带图表的报告 / write a report with charts")
    parser.add_argument("--region", help="只看这一地区，例如 371311 / only what the desk of this region may see")
    return parser


if __name__ == "__main__":
    sys.exit(main())
