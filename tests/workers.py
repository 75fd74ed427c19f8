"""Which of the processes that share a run of the tests this is: those that start whole platforms take ports of their own."""

import os

WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
