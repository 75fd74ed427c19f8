"""The story's events as they look on the wire, for whoever documents them where the catalogue is not: one line each, by type."""

import json
from collections.abc import Sequence

from deploy.catalogue.traffic import Line
from shared.events.wire import encode


def rendered(lines: Sequence[Line]) -> str:
    """A JSON object of an example for each type of event."""
    told = {line.event.subject: json.loads(encode(line.example)) for line in lines}
    each = (f"{json.dumps(kind)}: {json.dumps(told[kind], ensure_ascii=False)}" for kind in sorted(told))
    return "{\n" + ",\n".join(each) + "\n}\n"
