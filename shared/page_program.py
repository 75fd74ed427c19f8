"""The modules that run in a browser on pages of ours: read once, known by version, served with what keeps strangers' code out.

A program is a folder of a service and some modules of the street (`shared/telephone`); all of them are served side by side, so
that they import one another by name.
"""

import base64
import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from fastapi import Request, Response

from shared.problems import NoSuchAddress

STREET = Path(__file__).parent / "telephone"
LAYOUT = Path(__file__).parent / "templates" / "base.html"
WORKER = "worker.js"
MEDIA_TYPES = {".js": "text/javascript", ".json": "application/manifest+json", ".svg": "image/svg+xml"}
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


@dataclass(frozen=True)
class PageProgram:
    """`pages` are the templates that it runs on: any change of them makes another version. `keeps` are names besides the modules
    that its worker keeps. `header` bears the version with everything that is served."""

    folder: Path
    uses: Collection[str]
    pages: Collection[Path]
    header: str
    keeps: Collection[str] = ()

    @cached_property
    def _modules(self) -> dict[str, bytes]:
        own = [path for path in sorted(self.folder.iterdir()) if path.suffix in MEDIA_TYPES]
        return {path.name: path.read_bytes() for path in [*own, *(STREET / name for name in sorted(self.uses))]}

    @cached_property
    def version(self) -> str:
        pages = [path.read_bytes() for path in (*self.pages, LAYOUT)]
        return sha256(b"".join([*self._modules.values(), *pages])).hexdigest()[:16]

    @cached_property
    def files(self) -> dict[str, bytes]:
        """By name. The worker is told what it has to keep, and under which version."""
        kept = [*self.keeps, *(name for name in self._modules if name != WORKER)]
        told = f"const VERSION = {json.dumps(self.version)};\nconst FILES = {json.dumps(kept)};\n"
        return self._modules | {WORKER: told.encode() + self._modules[WORKER]}

    def answer(self, name: str, request: Request, *, is_lasting: bool = False) -> Response:
        """One file. It is asked for anew each time, unless its address names the version. Raises NoSuchAddress."""
        content = self.files.get(name)
        if content is None:
            raise NoSuchAddress(name=name)
        tag = f'"{sha256(content).hexdigest()[:32]}"'
        keeping = "public, max-age=31536000, immutable" if is_lasting else "no-cache"
        headers = {"ETag": tag, "Cache-Control": keeping, "X-Content-Type-Options": "nosniff", self.header: self.version}
        if tag in request.headers.get("If-None-Match", ""):
            return Response(status_code=304, headers=headers)
        return Response(content, media_type=MEDIA_TYPES[Path(name).suffix], headers=headers)

    def on(self, page: Response, *, sends_forms: bool = False) -> Response:
        """The page, allowed to run our own modules, this very style, and pictures that it made itself; nothing from elsewhere,
        nothing inline. With `sends_forms` it also works where no script runs."""
        style = _STYLE.search(bytes(page.body).decode())
        assert style is not None  # every page of ours has one
        senders = "'self'" if sends_forms else "'none'"
        digest = base64.b64encode(sha256(style[1].encode()).digest()).decode()
        page.headers["Content-Security-Policy"] = "; ".join(
            [
                "default-src 'none'",
                "script-src 'self'",
                f"style-src 'sha256-{digest}'",
                "img-src 'self' blob: data:",
                "connect-src 'self'",
                "worker-src 'self'",
                "manifest-src 'self'",
                "base-uri 'none'",
                f"form-action {senders}",
                "frame-ancestors 'none'",
            ]
        )
        page.headers["Cache-Control"] = "no-cache"
        page.headers[self.header] = self.version
        return page
