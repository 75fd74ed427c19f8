"""Commands of a page of ours that sends by script, on the strength of the cookie of `shared.session`.

The cookie alone reads and never writes, for another site could have the browser send it along. A script of our own page writes:
its request bears an Idempotency-Key, which no form of another site can add and no script of another site may, and the browser
says beside it where it comes from.
"""

from urllib.parse import urlsplit

from fastapi import Request

from shared.door import Door
from shared.security import COOKIE


class OwnPage(Door):
    """A door that takes commands by token from anybody, and by cookie from our own pages alone."""

    def authorization(self, request: Request) -> str | None:
        given = super().authorization(request)
        if given is None and is_of_our_own(request) and (token := request.cookies.get(COOKIE)):
            return f"Bearer {token}"
        return given


def is_of_our_own(request: Request) -> bool:
    """Whether the browser says that a page of this very address sends; one that is too old to say so names the page's origin.

    What comes without either does not come from a page.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin", "")
    if site is not None:
        return site == "same-origin"
    # The scheme is left out: behind a gateway that ends TLS it is not known here.
    return bool(origin) and urlsplit(origin).netloc == request.headers.get("Host", "")
