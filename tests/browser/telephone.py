"""A telephone of a village officer: a real chromium of 390 by 844 with a memory of its own, which may lose its battery."""

import os
import signal
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from shared.security import Role
from tests.browser.chromium import chromium
from tests.browser.network import Network
from tests.builders.housing import SOUND, VILLAGE
from tests.conftest import token

PATIENCE_MS = 120_000
"""Other work may hold the machine for minutes."""
PART_NAMES = {"site": "场地", "foundation": "地基基础", "walls": "墙体", "roof": "屋盖", "enclosure": "围护结构"}
CONDITION_NAMES = {"sound": "完好", "flawed": "个别构件危险", "failing": "局部危险", "failed": "整体危险"}
COUNT = """async () => {
  const base = await new Promise((resolve, reject) => {
    const asked = indexedDB.open("jishiyu-round");
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const names = [...base.objectStoreNames].filter(name => name !== "settings");
  const counted = await Promise.all(names.map(name => new Promise(resolve => {
    base.transaction(name).objectStore(name).count().onsuccess = event => resolve([name, event.target.result]);
  })));
  base.close();
  return Object.fromEntries(counted);
}"""


def a_jpeg(number: int, *, size: tuple[int, int] = (400, 300), taken: str | None = None, turned: int = 1) -> bytes:
    """A photo unlike that of any other number."""
    picture = Image.new("RGB", size, (number * 37 % 256, number * 91 % 256, number * 151 % 256))
    picture.paste((255, 255, 255), (number % 50, 10, number % 50 + 40, 60))
    exif = picture.getexif()
    exif[0x0112] = turned
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
    packed = BytesIO()
    picture.save(packed, "JPEG", quality=80, exif=exif)
    return packed.getvalue()


@dataclass
class Telephone:
    """`page` is the one that is looked at."""

    play: Any
    folder: Path
    network: Network
    start: str
    context: Any = None
    page: Any = None
    photos_taken: int = 0
    last_photo: bytes = b""

    @property
    def address(self) -> str:
        return f"{self.network.origin}/{self.network.service}/{self.start}"

    async def switch_on(self) -> None:
        self.context = await self.play.chromium.launch_persistent_context(
            self.folder,
            executable_path=chromium(),
            # A container runs as root, where chromium has no sandbox of its own; this page is ours.
            args=["--no-sandbox", "--disable-gpu"],
            timeout=PATIENCE_MS,
            viewport={"width": 390, "height": 844},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            geolocation={"latitude": 35.0561234, "longitude": 118.3424567, "accuracy": 11.6},
            permissions=["geolocation"],
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.page = self.context.pages[0]

    async def switch_off(self) -> None:
        from playwright.async_api import Error

        if self.context:
            with suppress(Error):  # it is off already
                await self.context.close()
        self.context = None

    async def lose_battery(self) -> None:
        """Everything of the browser dies at once, unasked."""
        for process in processes_with(f"--user-data-dir={self.folder}"):
            os.kill(process, signal.SIGKILL)
        await self.switch_off()

    async def sign_in(self, *, subject: str = "村干部 李", region: str = VILLAGE, minutes: int = 600) -> None:
        """As the sign-in page does it."""
        role = Role.VILLAGE if len(region) == 12 else Role.TOWN
        given = token(role, region=region, subject=subject, minutes=minutes)
        answer = await self.context.request.post(f"{self.network.origin}/{self.network.service}/session", form={"token": given})
        assert answer.ok

    async def open(self) -> Any:
        """The page, once its modules run."""
        await self.page.goto(self.address)
        await self.page.locator("body[data-ready]").wait_for()
        return self.page

    async def take_along(self, households: int) -> None:
        """The list is there, and so is what the page needs without a network."""
        await self.page.get_by_text(f"待排查 {households} 户", exact=True).wait_for()
        await self.page.get_by_text("本页已存入手机").wait_for()

    async def choose(self, survey_id: object) -> None:
        await self.page.locator(f"a[href='#{survey_id}']").click()
        await self.page.locator("#answers #photos fieldset").wait_for()

    async def tick(self, seen: Mapping[str, str]) -> None:
        for part, condition in (SOUND | dict(seen)).items():
            await self.page.locator(f"#part-{part}").get_by_label(CONDITION_NAMES[condition], exact=True).check()

    async def shoot(self, *views: str, **how: Any) -> None:
        for view in views:
            self.photos_taken += 1
            self.last_photo = a_jpeg(self.photos_taken, **how)
            photo = {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": self.last_photo}
            await self.page.locator(f"#view-{view}").set_input_files(photo)
            await self.page.locator(f".view:has(#view-{view}) ul.photos img").first.wait_for()

    async def fill(self, survey_id: object, *views: str, seen: Mapping[str, str] | None = None) -> None:
        """Choose a survey, answer everything and take photos."""
        await self.choose(survey_id)
        await self.tick(seen or {})
        await self.shoot(*views)

    async def submit(self) -> None:
        await self.page.get_by_role("button", name="提交", exact=True).click()

    async def back(self) -> None:
        await self.page.get_by_role("link", name="返回名单").click()
        await self.page.locator("#list h1").wait_for()

    async def sent(self) -> None:
        """Nothing waits any more."""
        await self.page.get_by_text("没有待发送的", exact=True).wait_for()

    async def refuse_by_another(self, survey_id: object, *, subject: str = "村干部 王") -> None:
        """Somebody else completes it meanwhile, from another telephone that has a network."""
        given = token(Role.VILLAGE, region=VILLAGE, subject=subject)
        headers = {"Authorization": f"Bearer {given}", "Idempotency-Key": f"another {survey_id}"}
        address = f"http://127.0.0.1:{self.network.upstream}/surveys/{survey_id}/completion"
        answer = await self.context.request.post(address, data=SOUND, headers=headers)
        assert answer.status == 201

    async def kept(self) -> dict[str, int]:
        """How many rows of each kind lie in the telephone's memory."""
        counted: dict[str, int] = await self.page.evaluate(COUNT)
        return counted


def processes_with(argument: str) -> list[int]:
    """Those that were started with it."""
    numbered = [entry for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [int(entry.name) for entry in numbered if argument.encode() in _command_of(entry)]


def _command_of(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""
