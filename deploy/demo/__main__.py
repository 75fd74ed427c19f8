"""`make demo`: the main story on the running platform, printed as it happens."""

import subprocess
import sys
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from deploy.demo.platform import Platform
from deploy.demo.story import VILLAGE, Imported, Settled, Story
from deploy.embedded.state import state_folder
from shared.html import wall_clock
from shared.regions import name_of


def main() -> None:
    with Platform.running() as platform:
        tell(platform)


def tell(platform: Platform) -> None:
    story = Story(platform)
    kept = state_folder() / "demo"
    kept.mkdir(parents=True, exist_ok=True)
    story.prepare()

    title("一、导入全国扶贫信息系统导出表（47 列）")
    imported = story.import_register()
    show_import(imported, kept)

    title("二、建档立卡患者：先诊疗后付费，出院一站式结算")
    enrolled = story.treat_enrolled()
    show_settlement(enrolled)
    (kept / "一站式结算单.html").write_text(enrolled.sheet, encoding="utf-8")

    title("三、不在册的患者：大额账单")
    before = story.case_ids()
    _, stranger = story.treat_stranger()
    show_settlement(stranger)
    burden = stranger.settlement["result"]["burden"]
    say(f"  年度个人负担 {burden['after_yuan']} 元，超过警戒线 {burden['line_yuan']} 元（{burden['reference']['clause']}）")

    title("四、同一秒内：五个部门已经起步")
    case = story.case_of(stranger.settlement, before=before)
    show_case(case)

    title("五、公开与核对")
    show_disclosure(story, case, kept)

    title("接着看")
    case_page = f"{platform.gateway}/registry/cases/{case['case_id']}/page"
    say(f"  门户与接口文档        {platform.gateway}/")
    say(f"  公示（无需登录）      {platform.gateway}/funds/disclosures")
    say(f"  本台账页面（需令牌）  {case_page}")
    say(f"  结算单、退回的行      {kept}")
    say("  签发令牌 make token ROLE=county REGION=371311 · 状态 make status · 停止 make down")


def show_import(imported: Imported, kept: Path) -> None:
    summary = imported.summary
    say(f"  {summary['rows']} 行：录入 {summary['taken']} 行，退回 {summary['refused']} 行")
    for fault in summary["errors"][:8]:
        say(f"    第 {fault['row']} 行 {fault['column']}：{fault['reason']}")
    if imported.handed_back:
        (kept / "退回的行.xlsx").write_bytes(imported.handed_back)
        say("  退回的工作簿已保存：改好后原样再交即可")


def show_settlement(settled: Settled) -> None:
    admission, settlement = settled.admission, settled.settlement
    result = settlement["result"]
    deposit = "免押金" if admission["is_without_deposit"] else "交押金"
    say(f"  {admission['patient_name']} {admission['id_number_masked']} · {deposit}（{admission['deposit_reason']}）")
    say(f"  政策：{result['policy']['title']}（{result['policy']['version'][:12]}）")
    say(f"  {wide('医疗费总额', 34)}{settlement['total_yuan']:>14} 元")
    for share in result["shares"]:
        if share["is_entitled"]:
            say(f"    {wide(share['title'], 32)}{share['paid_yuan']:>14} 元   {share['reference']['clause']}")
    say(f"    {wide('个人负担', 32)}{settlement['patient_yuan']:>14} 元")
    agrees = settled.preview["result"]["shares"] == result["shares"]
    say(f"  预结算与结算{'一致' if agrees else '不一致'}")


def show_case(case: dict[str, Any]) -> None:
    say(f"  {name_of(VILLAGE)} · {case['trigger_name']} · 台账 {case['case_id']}")
    for step in sorted(case["steps"], key=lambda step: step["after_ms"]):
        due = f"  期限 {wall_clock(datetime.fromisoformat(step['due_at']))}" if step["due_at"] else ""
        columns = wide(step["who"], 12) + wide(step["title"], 24) + wide(step["note"], 26)
        say(f"    +{step['after_ms']:>5} 毫秒  {columns}{due}".rstrip())


def show_disclosure(story: Story, case: dict[str, Any], kept: Path) -> None:
    entry = story.disclosed_grant(case)
    say(f"  公示号 {entry['number']}：{entry['region_name']} {entry['subject']} {entry['reason']} {entry['amount_yuan']} 元")
    proof, checker = story.day_proof()
    with TemporaryDirectory() as folder:
        (Path(folder) / "proof.json").write_bytes(proof)
        (Path(folder) / "check_proof.py").write_bytes(checker)
        checked = subprocess.run(
            [sys.executable, "-I", "check_proof.py", "proof.json"], cwd=folder, capture_output=True, text=True
        )
    (kept / "公示凭证.json").write_bytes(proof)
    say("  离线核对：" + (checked.stdout.strip() or checked.stderr.strip()).replace("\n", "\n  "))


def title(text: str) -> None:
    say(f"\n{text}")


def wide(text: str, columns: int) -> str:
    """Pad to columns of a terminal, on which a Chinese character takes two."""
    return text + " " * max(1, columns - sum(2 if ord(letter) > 0x2E7F else 1 for letter in text))


def say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
