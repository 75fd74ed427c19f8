"""Look at kept pages in a real chromium, wide and narrow: WCAG 2.1 AA by axe-core, nothing beyond the screen's edge, the keyboard.

    JISHIYU_PAGES=pages pytest tests        keeps what every test was given
    python -m tests.browser pages           looks at it; `--pictures folder` also takes pictures

Of every address the longest and the shortest page are looked at. Exits 1 if anything was found.
"""

import argparse
import asyncio
import os
import shutil
import sys
from pathlib import Path

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright

WIDE, NARROW = 1280, 390
AT_ONCE = 2
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}
STEPS = 40
"""So many times Tab is pressed on a page; a trap would show long before."""

FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  return { what: at.outerHTML.slice(0, 80), at: [...document.querySelectorAll("*")].indexOf(at),
    is_seen: box.width > 0 && box.height > 0 && box.right > 0 && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 };
}"""
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  const held = each => { for (let up = each.parentElement; up && up !== document.body; up = up.parentElement)
    if (up.tagName !== "MAIN" && ["auto", "scroll", "hidden"].includes(getComputedStyle(up).overflowX)) return true; return false; };
  return [...document.querySelectorAll("main *")].filter(each => each.getBoundingClientRect().right > width + 1 && !held(each))
    .slice(0, 2).map(each => each.outerHTML.slice(0, 90));
}"""


def chosen(folder: Path, most: int) -> list[Path]:
    """Of every address the longest pages and the shortest: full, and empty."""
    found: list[Path] = []
    for place in sorted({path.parent for path in folder.rglob("*.html")}):
        pages = sorted(place.glob("*.html"))
        found += dict.fromkeys([*pages[-most:], pages[0]])
    return found


async def keyboard(page: Page) -> list[str]:
    """Tab goes on from one thing to the next, each can be seen to have the focus, and it comes out at the end."""
    faults, met = [], []
    for _ in range(STEPS):
        await page.keyboard.press("Tab")
        focus = await page.evaluate(FOCUS)
        if focus is None or (met and focus["at"] == met[0]):
            break
        if met and focus["at"] == met[-1]:
            faults.append(f"a trap: {focus['what']}")
            break
        if not focus["is_seen"]:
            faults.append(f"focus unseen: {focus['what']}")
        met.append(focus["at"])
    return faults if met else ["nothing takes the focus"]


async def look(browser: Browser, path: Path, pictures: Path | None) -> list[str]:
    """What is wrong with one page."""
    faults = []
    page = await browser.new_page(viewport={"width": WIDE, "height": 800}, locale="zh-CN")
    try:
        for width in (WIDE, NARROW):
            await page.set_viewport_size({"width": width, "height": 800})
            await page.goto(path.resolve().as_uri())
            if pictures:
                name = "-".join(path.parts[-3:]).removesuffix(".html")
                await page.screenshot(path=pictures / f"{name}-{width}.png", full_page=True)
            report = (await Axe().run(page, options=RULES)).response
            faults += [
                f"{width}: {each['id']} ({len(each['nodes'])}): {each['nodes'][0]['html'][:160]}" for each in report["violations"]
            ]
        faults += [f"{NARROW}: beyond the edge: {each}" for each in await page.evaluate(TOO_WIDE)]
        await page.set_viewport_size({"width": WIDE, "height": 800})
        await page.goto(path.resolve().as_uri())
        faults += await keyboard(page)
    finally:
        await page.close()
    return faults


async def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--pictures", type=Path)
    asked.add_argument("--most", type=int, default=1, help="so many of the longest pages of each address")
    given = asked.parse_args()
    chromium = os.environ.get("JISHIYU_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    pages = chosen(given.folder, given.most)
    if not chromium or not pages:
        sys.exit(f"no chromium among {NAMES}" if not chromium else f"no pages in {given.folder}")
    if given.pictures:
        given.pictures.mkdir(parents=True, exist_ok=True)
    turn, found = asyncio.Semaphore(AT_ONCE), 0
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])

        async def one(path: Path) -> list[str]:
            async with turn:
                return await look(browser, path, given.pictures)

        for path, faults in zip(pages, await asyncio.gather(*map(one, pages)), strict=True):
            found += len(faults)
            for fault in faults:
                print(f"{path.relative_to(given.folder)}: {fault}")
        await browser.close()
    print(f"{len(pages)} pages looked at, {found} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
