"""`make register-import FILE=登记.xlsx TOKEN=…`: preview, progress, and with COMMIT=1 the commitment; 0 if nothing went back."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from tqdm import tqdm

ATTEMPTS = 5
"""A stream that breaks is opened anew; the platform goes on working meanwhile."""
COUNTS = (("新增", "created"), ("更新", "updated"), ("无变化", "unchanged"), ("退回", "returned"))


class Refused(Exception):
    """The platform said no; its text is what it said."""


def main() -> int:
    """Send, watch, tell; keep what goes back beside the file."""
    words = argparse.ArgumentParser(prog="make register-import", description="登记导入 / import a register file")
    words.add_argument("url", help="登记服务的地址，如 http://127.0.0.1:8100/registry")
    words.add_argument("file", type=Path, help=".xlsx、.xls 或 .csv")
    words.add_argument("--commit", action="store_true", help="预览无误后确认录入；不写则只预览")
    asked = words.parse_args()
    token = os.environ.get("TOKEN", "").strip()
    if not token:
        sys.exit("缺少 TOKEN，例：make register-import FILE=登记.xlsx TOKEN=$(make -s token ROLE=county REGION=371311)")
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=asked.url, headers=headers, timeout=120, trust_env=False) as client:
        return send(client, asked.file, commits=asked.commit)


def send(client: httpx.Client, file: Path, *, commits: bool) -> int:
    """The exit code: 0 when every household may come in (or did), 1 when some went back."""
    sent = _told(client.post("/imports", files={"file": (file.name, file.read_bytes())}, headers=_key()))
    told = watch(client, sent["import_id"])
    if told["state"] == "unreadable":
        raise Refused(f"{told['problem']['title']}：{told['problem']['mend']}{'、'.join(told['problem']['columns'])}")
    _say(*told["notes"], _counted("预览", told))
    if commits and told["created"] + told["updated"]:
        _told(client.post(f"/imports/{told['import_id']}/commitment", headers=_key()))
        told = watch(client, told["import_id"])
        _say(_counted("录入", told))
    if not told["refused"]:
        return 0
    back = file.with_name(f"{file.stem}-需更正的行.xlsx")
    back.write_bytes(_answered(client.get(f"/imports/{told['import_id']}/errors.xlsx")).content)
    _say(f"退回的行在 {back}，更正后可原样再次提交")
    return 1


def watch(client: httpx.Client, import_id: str) -> Any:
    """Show the progress until nothing is under way; the import as it is then."""
    with tqdm(total=100, unit="%", bar_format="{desc} {bar} {percentage:3.0f}% {elapsed}") as bar:
        for told in _progress(client, import_id):
            bar.set_description_str(told["state_name"])
            bar.n = told["percent"]
            bar.refresh()
    return _told(client.get(f"/imports/{import_id}"))


def _progress(client: httpx.Client, import_id: str) -> Iterator[Any]:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with client.stream("GET", f"/imports/{import_id}/progress") as stream:
                if stream.is_error:
                    stream.read()
                    _answered(stream)
                for line in stream.iter_lines():
                    if line.startswith("data: "):
                        yield json.loads(line.removeprefix("data: "))
                    elif line == "event: done":
                        return
        except httpx.TransportError:
            if attempt == ATTEMPTS:
                raise


def _counted(step: str, told: Any) -> str:
    households = "，".join(f"{name} {told[field]:,} 户" for name, field in COUNTS)
    return f"{step}：{households}；录入 {told['taken']:,} 人，退回 {told['refused']:,} 人"


def _key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


def _told(answer: httpx.Response) -> Any:
    return _answered(answer).json()


def _answered(answer: httpx.Response) -> httpx.Response:
    if answer.is_error:
        told = answer.json() if "json" in answer.headers.get("content-type", "") else {"title": answer.text[:200]}
        raise Refused("；".join(str(told[part]) for part in ("title", "mend", "households") if told.get(part)))
    return answer


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Refused, httpx.TransportError) as wrong:
        sys.exit(str(wrong))
