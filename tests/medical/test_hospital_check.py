"""What a hospital runs before connecting: it passes where the platform keeps its promises, and names those that it breaks."""

import asyncio
from typing import Any

from deploy.hospital_check.__main__ import PROVE, check
from deploy.hospital_check.hospital import Hospital
from deploy.hospital_check.report import Report
from shared.security import Role
from tests.builders.medical import HOSPITAL_CODE, VILLAGE
from tests.builders.national import a_catalogue
from tests.conftest import Api, token
from tests.house.test_schemathesis import served


async def checked(app: Any) -> tuple[int, Report, list[str]]:
    """Exit code, report and its lines, against the service behind a real server."""
    await app.state.engine.dispose()
    lines: list[str] = []
    report = Report(say=lines.append)
    with served(app) as address:
        hospital = Hospital.of(address, token(Role.HOSPITAL, org=HOSPITAL_CODE), VILLAGE)
        code = await asyncio.to_thread(check, hospital, report)
    return code, report, lines


async def test_a_platform_that_keeps_its_promises_passes_every_line(app: Any, api: Api) -> None:
    await a_catalogue(api)

    code, report, lines = await checked(app)

    assert (code, report.failed) == (0, []), "\n".join(lines)
    assert report.passed > 40
    assert sum(line.startswith("  □") for line in lines) == len(PROVE)


async def test_a_platform_without_hospital_and_catalogue_is_told_so_line_by_line(app: Any) -> None:
    code, report, lines = await checked(app)

    assert code == 1
    assert "平台已登记本机构及其等级" in report.failed
    assert any("no-such-hospital" in line for line in lines)
    assert "2 入院登记：得到就诊登记编号" not in report.failed
    assert any("hospital-level-missing" in line for line in lines)
