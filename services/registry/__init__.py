"""The register of households; what must be settled before the first of its modules is imported."""

import os

# `rules.sound` reads one character after another: without its dictionary of words pypinyin needs 40 MiB less in each process, and
# half a second less to start.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
