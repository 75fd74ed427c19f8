"""The browser that this machine has."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def chromium() -> str:
    """Its path; JISHIYU_CHROMIUM names another. Raises FileNotFoundError."""
    found = os.environ.get("JISHIYU_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        raise FileNotFoundError(f"no chromium among {NAMES}")
    return found
