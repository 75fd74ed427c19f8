"""The golden schema of every event: what was once published. `python -m tests.house.golden` writes what is new and compatible."""

import json
import sys
from pathlib import Path

from shared.events import Event, every_event
from tests.house.compatibility import Schema, breaks

FOLDER = Path(__file__).with_name("goldens")
RENEW = "renew them with: .venv/bin/python -m tests.house.golden"


def golden_of(event: type[Event]) -> Path:
    """`goldens/registry.new-poverty-detected.v1.json`."""
    return FOLDER / f"{event.subject.removeprefix('relief.')}.json"


def known(event: type[Event]) -> Schema:
    """What was published of this event; nothing, if it is new."""
    path = golden_of(event)
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def main() -> int:
    """Write every golden schema that may be written; say which may not."""
    status = 0
    for event in every_event():
        schema = event.model_json_schema()
        broken = breaks(known(event), schema) if known(event) else []
        if broken:
            status = 1
            sys.stderr.write(f"{event.__name__} would not be understood; make it a {event.__name__}V2: {'; '.join(broken)}\n")
        else:
            golden_of(event).write_text(json.dumps(schema, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main())
