"""Write the catalogue beside this file."""

import sys
from pathlib import Path

from deploy.catalogue import asyncapi, picture, table
from deploy.catalogue.traffic import traffic

HERE = Path(__file__).parent


def written() -> dict[Path, str]:
    """Every file of the catalogue with the text that it should have."""
    lines = traffic()
    return {
        HERE / "asyncapi.yaml": asyncapi.rendered(lines),
        HERE / "EVENTS.md": table.rendered(lines),
        HERE / "system.svg": picture.rendered(lines),
    }


def main() -> int:
    for path, text in written().items():
        path.write_text(text, "utf-8")
        print(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
