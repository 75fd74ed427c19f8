"""Waits until every service behind a gateway is ready: `python -m deploy.compose.wait http://HOST:PORT`; exit code 0 for yes."""

import sys
import time
from urllib.parse import urlsplit

from deploy import SERVICES
from deploy.embedded.ports import is_well

WITHIN_S = 180


def main(gateway: str) -> int:
    """Ask each service through the gateway until all are ready or the time is over; names those that are not."""
    port = urlsplit(gateway).port or 80
    deadline = time.monotonic() + WITHIN_S
    while waiting := [name for name in SERVICES if not is_well(port, f"/{name}/readyz")]:
        if time.monotonic() > deadline:
            print(f"未就绪 / not ready within {WITHIN_S} s: {', '.join(waiting)}", file=sys.stderr)
            return 1
        time.sleep(0.5)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
