"""Try policy files: `check FILE`, `quote POLICY CASE [--json]`, `schema` and `trust`.

`schema` writes the JSON Schema for editors, `trust` the table of the format page that says where the values come from.
"""

import argparse
import json
import sys
from pathlib import Path

from deploy.policy.case import read_case
from deploy.policy.check import checked, summary
from deploy.policy.checklist import checklist_summary, is_checklist
from deploy.policy.held import hints
from deploy.policy.judging import is_judging, judging_summary
from deploy.policy.planning import PLANNING, is_planning, planning_summary
from deploy.policy.quality import is_quality, quality_summary
from deploy.policy.registry import REGISTRY, is_registry, registry_summary
from deploy.policy.schema import judging_schema, written_schema
from deploy.policy.sheet import sheet
from deploy.policy.trust import put_table, trust_table
from deploy.policy.words import WORDS, is_words, words_summary
from services.medical.store.policies import FOLDER
from services.registry.store.checklist import FOLDER as CHECKLISTS
from services.registry.store.judging import FOLDER as JUDGING
from services.registry.store.quality_policy import FOLDER as QUALITY
from shared.errors import Refusal
from shared.policy.evaluate import settle, settle_year
from shared.policy.explain import explained
from shared.policy.load import load_file
from shared.policy.source import PolicyFileRefused

SCHEMA = FOLDER / "policy.schema.json"
JUDGING_SCHEMA = JUDGING / "judging.schema.json"
PAGE = FOLDER / "README.md"


def main(words: list[str] | None = None) -> int:
    """0 if all is well; 1 with every complaint (file, line, mend) if not."""
    asked = _parser().parse_args(words)
    try:
        sys.stdout.write(_answer(asked) + "\n")
    except PolicyFileRefused as refused:
        for complaint in refused.complaints:
            sys.stdout.write(f"{complaint}\n")
        sys.stdout.write(f"共 {len(refused.complaints)} 处需要更正\n")
        return 1
    except Refusal as refusal:
        facts = "，".join(f"{name} {value}" for name, value in refusal.told.items())
        sys.stdout.write(f"{refusal.title}（{facts}）。改法：{refusal.mend}\n")
        return 1
    except (FileNotFoundError, IsADirectoryError) as missing:
        sys.stdout.write(
            f"没有这个文件：{missing.filename}。改法：写上文件的路径，例如 FILE=services/medical/policy/linyi_2020.yaml\n"
        )
        return 1
    return 0


def _answer(asked: argparse.Namespace) -> str:
    match asked.verb:
        case "check":
            folders = (FOLDER, JUDGING, CHECKLISTS, QUALITY, *PLANNING, *REGISTRY, *WORDS)
            files = asked.files or [path for folder in folders for path in sorted(folder.glob("*.yaml"))]
            return "\n".join(line for path in files for line in _checked(path))
        case "quote":
            policy = load_file(asked.policy)
            stay, at_year_end = read_case(asked.case, policy)
            told = explained(policy, (settle_year if at_year_end else settle)(policy, stay))
            return json.dumps(told, ensure_ascii=False, indent=2) if asked.json else sheet(policy, stay, told)
        case "trust":
            PAGE.write_text(put_table(PAGE.read_text("utf-8"), trust_table(sorted(FOLDER.glob("*.yaml")))), encoding="utf-8")
            return f"已写入 {PAGE.name}"
        case _:
            SCHEMA.write_text(written_schema(), encoding="utf-8")
            JUDGING_SCHEMA.write_text(judging_schema(), encoding="utf-8")
            return f"已写入 {SCHEMA.name}、{JUDGING_SCHEMA.name}"


def _checked(path: Path) -> list[str]:
    if is_checklist(path):
        return checklist_summary(path)
    if is_planning(path):
        return planning_summary(path)
    if is_quality(path):
        return quality_summary(path)
    if is_words(path):
        return words_summary(path)
    if is_registry(path):
        return registry_summary(path)
    return judging_summary(path) if is_judging(path) else [*summary(checked(path)), *hints(path)]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m deploy.policy", description="校验与试算政策文件 / check and try policy files"
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    check = verbs.add_parser("check", help="校验政策文件并验算其算例 / check files and run their examples")
    check.add_argument("files", nargs="*", type=Path, help="不写则校验全部已入库的文件 / all shipped files if none")
    quote = verbs.add_parser("quote", help="按政策文件测算一张账单 / reckon one bill by a policy file")
    quote.add_argument("policy", type=Path)
    quote.add_argument("case", type=Path)
    quote.add_argument("--json", action="store_true", help="输出 JSON / print JSON")
    verbs.add_parser("trust", help="统计各文件数值的来源 / count where the values come from, for the format page")
    verbs.add_parser("schema", help="重新生成编辑器用的 JSON Schema / write the JSON Schema for editors")
    return parser


if __name__ == "__main__":
    sys.exit(main())
