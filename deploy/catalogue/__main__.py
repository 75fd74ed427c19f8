"""Write the catalogue beside this file, and the examples beside the events."""

import sys
from pathlib import Path

from deploy.catalogue import asyncapi, picture, samples, table
from deploy.catalogue.traffic import traffic
from shared import events

HERE = Path(__file__).parent
SAMPLES = Path(events.__file__).with_name("examples.json")


def written() -> dict[Path, str]:
    """Every file of the catalogue with the text that it should have."""
    lines = traffic()
    return {
        HERE / "asyncapi.yaml": asyncapi.rendered(lines),
        HERE / "EVENTS.md": table.rendered(lines),
        HERE / "system.svg": picture.rendered(lines),
        SAMPLES: samples.rendered(lines),
    }


def main() -> int:
    for path, text in written().items():
        path.write_text(text, "utf-8")
        print(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
