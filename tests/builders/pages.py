"""What a page must be for whoever reads it by telephone, keyboard or ear: no tool of a browser, its text is enough."""

import hashlib
import os
import re
from html.parser import HTMLParser
from pathlib import Path

import httpx

FOREIGN = re.compile(r'(?:src|action)="(?:https?:)?//|<link[^>]+href="(?:https?:)?//|@import|url\(', re.IGNORECASE)
"""What a page would fetch from elsewhere by itself; a link that a person may follow is another thing."""
MODULE = re.compile("(program/[0-9a-f]{16}/)?main[.]js")
"""Of the two pages that go on without a network (housing's round, notifier's inbox); all others need no script at all."""
_VOID = {"meta", "link", "br", "input", "img", "hr", "col", "wbr", "path", "rect", "circle", "polygon", "polyline", "line"}


class Read(HTMLParser):
    """A page's elements, in order, with what it is said of each."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.open: list[str] = []
        self.hidden = 0
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.tables: list[dict[str, int]] = []
        self.links: list[list[str]] = []
        self.mains: list[str] = []
        self.feed(page)
        if self.open:
            self.faults.append(f"left open: {self.open}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag not in _VOID:
            self.open.append(tag)
        self.ids += [told["id"] or ""] if "id" in told else []
        if tag == "html" and told.get("lang") != "zh-CN":
            self.faults.append("no language")
        is_ours = told.get("type") == "module" and MODULE.fullmatch(told.get("src") or "")
        is_script = tag == "script" and not is_ours
        if is_script or any(name.startswith("on") for name in told):
            self.faults.append(f"a script: {tag} {told}")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "label":
            self.labels.add(told.get("for") or "")
        if (tag == "input" and told.get("type") != "hidden") or tag in {"select", "textarea"}:
            self.fields.append(told | {"is_said": "yes" if "label" in self.open or told.get("aria-label") else None})
        if tag == "table":
            self.tables.append({"caption": 0, "th": 0, "bare": 0})
        if self.tables and tag in {"caption", "th"}:
            self.tables[-1][tag] += 1
            self.tables[-1]["bare"] += tag == "th" and not told.get("scope")
        if tag == "main":
            self.mains.append(told.get("id") or "")
        if tag == "a":
            self.links.append([told.get("aria-label") or "", told.get("href") or ""])
        if tag == "svg" and told.get("aria-hidden") != "true" and told.get("role") != "img":
            self.faults.append("a drawing without words")

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"closed out of order: {tag}")

    def handle_data(self, text: str) -> None:
        if "a" in self.open and self.links:
            self.links[-1][0] += text.strip()


def faults_of(page: str) -> list[str]:
    """What keeps somebody from reading or using a page: headings, labels, tables, links, scripts, foreign hosts."""
    read = Read(page)
    faults = list(read.faults)
    if read.headings.count(1) != 1 or read.headings[0] != 1:
        faults.append(f"headings {read.headings}")
    faults += [f"heading skipped: {a} {b}" for a, b in zip(read.headings, read.headings[1:], strict=False) if b > a + 1]
    faults += [f"id twice: {id}" for id in set(read.ids) if read.ids.count(id) > 1]
    faults += [f"no label: {field}" for field in read.fields if not field["is_said"] and field.get("id") not in read.labels]
    faults += [f"table {at}: {table}" for at, table in enumerate(read.tables) if not table["caption"] or table["bare"]]
    faults += [f"a link that says nothing: {link}" for said, link in read.links if not said]
    if read.mains != ["content"] or read.links[0][1] != "#content":
        faults.append("no way past the head of the page")
    if found := FOREIGN.search(page):
        faults.append(f"a foreign host: {found[0]}")
    if "<title>" not in page or 'name="viewport"' not in page:
        faults.append("no title or no width of the screen")
    return faults


KEPT = os.environ.get("JISHIYU_PAGES")
"""A folder to keep every page in that the suite gets to see, for whoever wants to look at them in a browser."""
_TOLD_APART = re.compile(r"(?<=/problems/)[^/]+|[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)[^/]*\d[^/]*")


def looked_at(answer: httpx.Response) -> None:
    """Any page that any test is given has no fault; it is kept for the browser if a folder is named for that.

    Raises AssertionError. The pages of the API's documentation are a library's, not ours.
    """
    path = answer.request.url.path
    if not answer.headers.get("content-type", "").startswith("text/html") or path.endswith("/docs"):
        return
    if KEPT and answer.request.method == "GET" and answer.status_code == httpx.codes.OK:
        name = _TOLD_APART.sub("ID", path).strip("/").replace("/", "_")
        folder = Path(KEPT) / answer.request.url.host / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{len(answer.content):07}-{hashlib.sha256(answer.content).hexdigest()[:8]}.html").write_bytes(answer.content)
    faults = faults_of(answer.text)
    assert faults == [], f"{answer.request.url}: {faults}"


def ticket_in(page: str) -> str:
    """Of the one form that a page has."""
    [ticket] = re.findall(r'name="ticket" value="([^"]+)"', page)
    return str(ticket)
