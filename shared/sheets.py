"""Printed sheets as PDF: each service's typst templates, set in a Chinese face that comes as a package, and QR codes.

A template stands in `services/<service>/templates/` and reads its values with `json(bytes(sys.inputs.values))`: as text, so that
nothing in a name or a reason can become markup. The same values and instant give the same bytes.
"""

import asyncio
import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal

import orjson
import pylopdf_fonts_zh_cn
import segno
import typst

_ROOT = Path(__file__).parent.parent
SERIF, SANS = "Noto Serif SC", "Noto Sans SC"
"""Song for the text and Hei for the headings, as official Chinese papers have them."""
ARCHIVED: Literal["a-2a"] = "a-2a"
"""PDF/A-2, tagged: what archives keep, with every face embedded, and what a screen reader can read aloud."""
AT_ONCE = 2
"""Sheets set at the same time by one process; each takes a core for some fifty milliseconds. The others wait their turn."""
VALUES_LIMIT_BYTES = 1024 * 1024
"""A sheet with more to say than this is a register, and goes out as a workbook."""

_setters = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="sheets")


@cache
def _faces() -> typst.Fonts:
    """The two faces and no other: a sheet must not look different because a machine has fonts of its own."""
    faces = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[pylopdf_fonts_zh_cn.serif_path().parent, pylopdf_fonts_zh_cn.sans_path().parent],
    )
    if missing := {SERIF, SANS} - set(faces.families()):
        raise RuntimeError(f"typst would print blank paper: no {', '.join(sorted(missing))}")
    return faces


async def pdf(service: str, template: str, values: object, *, at: datetime) -> bytes:
    """A template of one service as PDF. `values` is anything that orjson writes; `at` is the instant that the paper bears.

    Raises ValueError for values above VALUES_LIMIT_BYTES.
    """
    told = orjson.dumps(values)
    if len(told) > VALUES_LIMIT_BYTES:
        raise ValueError(f"a sheet may say at most {VALUES_LIMIT_BYTES} bytes, not {len(told)}")
    path = _ROOT / "services" / service / "templates" / template
    return await asyncio.get_running_loop().run_in_executor(_setters, _set, path, told.decode(), at)


def _set(template: Path, values: str, at: datetime) -> bytes:
    try:
        return _compiled(template, values, at, standards=[ARCHIVED])
    except typst.TypstError as wrong:
        if "could not be displayed" not in str(wrong):
            raise
    # A name with a sign that is in neither face: the paper must come out all the same, with a box to write the sign into.
    return _compiled(template, values, at, standards=[])


def _compiled(template: Path, values: str, at: datetime, *, standards: list[Literal["a-2a"]]) -> bytes:
    made: bytes = typst.compile(
        template,
        root=_ROOT,
        font_paths=_faces(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"values": values, "serif": SERIF, "sans": SANS},
        timestamp=int(at.timestamp()),
        pdf_standards=[*standards],
    )
    return made


def qr_code(text: str) -> str:
    """An SVG of the code, a seventh of which may be soiled."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(scale=4, border=2, omitsize=True)
    return drawn.replace("<svg ", '<svg role="img" aria-label="二维码，用手机扫描查验" ', 1)


def picture(photo: bytes) -> str:
    """An SVG of a JPEG, cut to four by three, as a template sets it: values are text, and so is this."""
    seen = base64.b64encode(photo).decode()
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 400 300">'
        f'<image xlink:href="data:image/jpeg;base64,{seen}" width="400" height="300" preserveAspectRatio="xMidYMid slice"/></svg>'
    )
