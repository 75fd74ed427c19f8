"""The open data as one Data Package (v2, datapackage.org): what there is, under which licence, as of which head of the log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.funds.rules.open_tables import TABLES

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


@dataclass(frozen=True, slots=True)
class Edition:
    """The state of the log that what is handed out is as of. Without a log its number is 0."""

    head: int
    size: int
    root: str
    at: datetime
    """When the head was signed; without a log, now."""
    tag: str
    """For HTTP: another one whenever anything may have become another."""


@dataclass(frozen=True, slots=True)
class Publishing:
    """Who publishes, under which licence, and where it all is (`…/open-data`, without a slash at its end)."""

    publisher: str
    licence: str
    licence_title: str
    address: str


@dataclass(frozen=True, slots=True)
class Bytes:
    """What a file turned out to be once it was written."""

    count: int
    sha256: str


def data_package(edition: Edition, publishing: Publishing, written: Mapping[str, Bytes]) -> dict[str, Any]:
    """The datapackage.json. Bytes and hash stand with the tables that were written already, as all of an archive are."""
    resources = []
    for table in TABLES.values():
        told = table.described
        if table.name in written:
            told |= {"bytes": written[table.name].count, "hash": f"sha256:{written[table.name].sha256}"}
        resources.append(told)
    return {
        "$schema": PROFILE,
        "name": "jishiyu-relief-funds",
        "title": "帮扶资金开放数据",
        "description": said_of(edition),
        "homepage": publishing.address,
        "version": f"{edition.head}",
        "created": edition.at.isoformat(),
        "licenses": [{"path": publishing.licence, "title": publishing.licence_title}],
        "contributors": [{"title": publishing.publisher, "path": publishing.address, "roles": ["publisher"]}],
        "keywords": ["帮扶资金", "公告公示", "项目", "捐赠", "资产"],
        "sources": [{"title": "资金公示日志", "path": f"{publishing.address.removesuffix('/open-data')}/disclosures"}],
        "resources": resources,
    }


def said_of(edition: Edition) -> str:
    """As of when, and how to check it."""
    if not edition.head:
        return "公示日志尚未启用，按下载时的现状。"
    return (
        f"截至公示日志第 {edition.head} 号树头（{edition.size} 条，根哈希 {edition.root}）。核对方法见 disclosures/how-to-check。"
    )
