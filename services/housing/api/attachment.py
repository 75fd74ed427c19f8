"""PDFs that are looked at and printed from housing's pages (files to be saved: `shared.attachments`)."""

from fastapi import Response


def shown(content: bytes, name: str) -> Response:
    """A PDF to be looked at and printed."""
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)
