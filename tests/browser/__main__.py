"""Look at kept pages in a real chromium, wide and narrow: WCAG 2.1 AA by axe-core, nothing beyond the edge, the keyboard.

    make look                              keeps every page that a test is given, then looks at all of them
    make look ARGS="--pictures folder"     also takes pictures, for whoever wants to see them

Of every address the longest and the shortest page are looked at, as they are and with names and amounts as long as they may
become. Exits 1 if anything was found.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import chromium

WIDE, NARROW = 1280, 390
WAIT_MS = 180_000
"""Other work may hold the machine for minutes; a page itself is drawn in one second."""
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}
STEPS = 40
"""So many times Tab is pressed on a page; a trap would show long before."""
STAYS = 4
"""A field for a date is left at the fourth Tab: year, month, day, and the calendar."""

FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  const has_outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return { what: at.outerHTML.slice(0, 80), at: [...document.querySelectorAll("*")].indexOf(at),
    is_seen: has_outline && box.width > 0 && box.height > 0 && box.right > 0 };
}"""
TOO_WIDE = """() => {
  const edge = document.querySelector("main").getBoundingClientRect().right + 1;
  const is_held = each => {
    for (let up = each.parentElement; up && up.tagName !== "MAIN"; up = up.parentElement)
      if (["auto", "scroll", "hidden"].includes(getComputedStyle(up).overflowX)) return true;
    return false;
  };
  return [...document.querySelectorAll("main *")].filter(each => each.getBoundingClientRect().right > edge && !is_held(each)
      && !each.closest("[aria-hidden=true]"))
    .slice(-1).map(each => each.outerHTML.slice(0, 120));
}"""
LENGTHEN = """() => {
  const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT), texts = [];
  while (walk.nextNode()) texts.push(walk.currentNode);
  const often = said => texts.filter(text => text.nodeValue.trim() === said).length > 1;
  for (const text of texts) {
    if (!text.parentElement.closest("td:not(.late, .done), dd, li, .figure")) continue;
    const said = text.nodeValue.trim();
    if (/^-?[0-9,]+[.][0-9]{2}$/.test(said)) text.nodeValue = "9,876,543,210.98";
    else if (/^[\\u4e00-\\u9fff]{4,29}$/.test(said) && !often(said)) text.nodeValue = said.repeat(8).slice(0, 30);
  }
}"""


def chosen(folder: Path, most: int) -> Iterator[Path]:
    """Of every address the longest pages and the shortest: full, and empty."""
    for place in sorted({path.parent for path in folder.rglob("*.html") if path.is_file()}):
        pages = sorted(path for path in place.glob("*.html") if path.is_file())
        yield from dict.fromkeys([*pages[-most:], pages[0]])


def keyboard(page: Page) -> Iterator[str]:
    """Tab goes on from one thing to the next, and each is seen to have the focus."""
    met: list[int] = []
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus is None or (focus["at"] in met and focus["at"] != met[-1]):
            break
        met.append(focus["at"])
        if met[-STAYS - 1 :] == [focus["at"]] * (STAYS + 1):
            yield f"a trap: {focus['what']}"
            break
        # Within a field for a date it is the part of it that shows the focus.
        if met[-2:-1] != [focus["at"]] and not focus["is_seen"]:
            yield f"focus unseen: {focus['what']}"
    if not met:
        yield "nothing takes the focus"


def look(page: Page, path: Path, pictures: Path | None) -> Iterator[str]:
    """What is wrong with one page."""
    page.set_viewport_size({"width": WIDE, "height": 800})
    page.goto(path.resolve().as_uri())
    yield from keyboard(page)
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 800})
        if pictures:
            name = "-".join(path.parts[-3:]).removesuffix(".html")
            page.screenshot(path=pictures / f"{name}-{width}.png", full_page=True)
        for each in Axe().run(page, context={"exclude": [["[aria-hidden=true]"]]}, options=RULES).response["violations"]:
            yield f"{width}: {each['id']} ({len(each['nodes'])}): {each['nodes'][0]['html'][:160]}"
        yield from (f"{width}: beyond the edge: {each}" for each in page.evaluate(TOO_WIDE))
    page.evaluate(LENGTHEN)
    for width in (NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": 800})
        yield from (f"{width}, lengthened: beyond the edge: {each}" for each in page.evaluate(TOO_WIDE))


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--pictures", type=Path)
    asked.add_argument("--most", type=int, default=1, help="so many of the longest pages of each address")
    given = asked.parse_args()
    pages = list(chosen(given.folder, given.most))
    if not pages:
        sys.exit(f"no pages in {given.folder}")
    if given.pictures:
        given.pictures.mkdir(parents=True, exist_ok=True)
    found = 0
    with sync_playwright() as play:
        # A container runs as root, where chromium has no sandbox of its own; these pages are ours, and a file runs no module.
        browser = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox"], timeout=WAIT_MS)
        page = browser.new_page(locale="zh-CN")
        page.set_default_timeout(WAIT_MS)
        for path in pages:
            for fault in look(page, path, given.pictures):
                found += 1
                sys.stdout.write(f"{path.relative_to(given.folder)}: {fault}\n")
                sys.stdout.flush()
        browser.close()
    sys.stdout.write(f"{len(pages)} pages looked at, {found} faults\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
