"""The page from which the engineer of a hospital's system works: credentials, calls, refusals, retries, sandbox, fields."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse

from services.medical.api.national.transact import TRANSACTIONS
from services.medical.api.steps import PYTHON_PREFACE, STEPS
from services.medical.rules.national.reversal import REVERSIBLE
from services.medical.schemas.national.envelope import EXAMPLE_ENVELOPE
from services.medical.schemas.national.view import NationalView
from services.medical.store.national.shelf import book, sandbox
from services.medical.store.policies import shelf
from shared import html
from shared.errors import Refusal, code_of
from shared.refusals import laws_of
from shared.security import ROLE_NAMES, Role, anyone
from shared.service import door

router = door("/integration", "对接说明")

NATIONAL = ("services.medical.rules.national.", "services.medical.rules.catalogue", "services.medical.store.national.")


@dataclass(frozen=True)
class FieldTold:
    """One field of a national settlement: what it means, and which layers of ours stand in it."""

    name: str
    title: str
    layers: str


@router.get("", summary="医院信息系统对接说明（网页）", response_class=HTMLResponse, dependencies=[anyone])
async def show_integration(request: Request) -> HTMLResponse:
    """凭据、九个调用（curl 与 Python）、退回代码、重发规则、试用数据、国家字段对照、国家医保交易。不需要令牌，可离线查看。"""
    known = book()
    national = {code: law for code, law in laws_of("medical").items() if law.__module__.startswith(NATIONAL)}
    return html.page(
        "medical",
        "integration.html",
        steps=STEPS,
        preface=PYTHON_PREFACE,
        laws=_by_status(laws_for_hospitals(request.app)),
        national_laws=_by_status(national),
        sandbox=sandbox(),
        fields=_fields(),
        transactions={infno: known.codes["infno"][infno] for infno in sorted(TRANSACTIONS)},
        reversible=REVERSIBLE,
        profiles=known.profiles,
        envelope=json.dumps(EXAMPLE_ENVELOPE, ensure_ascii=False, indent=2),
        statement=known.terms.statement,
    )


def laws_for_hospitals(app: FastAPI) -> dict[str, type[Refusal]]:
    """Every law that a door open to hospitals may refuse by, as its documentation says."""
    laws, codes = laws_of("medical"), set()
    for methods in app.openapi()["paths"].values():
        for told in methods.values():
            if ROLE_NAMES[Role.HOSPITAL] in told.get("description", "").rpartition("可用角色")[2]:
                for answer in told["responses"].values():
                    for content in answer.get("content", {}).values():
                        codes |= set(content.get("examples", {}))
    return {code: laws[code] for code in codes & laws.keys()}


def _by_status(laws: Mapping[str, type[Refusal]]) -> list[type[Refusal]]:
    return sorted(laws.values(), key=lambda law: (law.status, code_of(law)))


def _fields() -> list[FieldTold]:
    titles: dict[str, str] = {}
    for policy in shelf().policies:
        titles |= {layer.name: layer.title for layer in policy.layers}
    layers: dict[str, list[str]] = {}
    for layer, title in titles.items():
        layers.setdefault(book().payers.of(layer).field, []).append(f"{title}（{layer}）")
    return [
        FieldTold(name, field.title or "", "、".join(layers.get(name, [])))
        for key, field in NationalView.model_fields.items()
        if (name := key.removesuffix("_fen")) != "setldetail"
    ]
