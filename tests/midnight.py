"""Midnight in China may pass while the suite runs. A test that began on one day and failed on the next is run again, on the
new day: what is broken fails then as well."""

import pytest
from _pytest.runner import runtestprotocol

from shared import clock


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    began = clock.today()
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    reports = runtestprotocol(item, log=False, nextitem=nextitem)
    if clock.today() != began and any(report.failed for report in reports):
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True
