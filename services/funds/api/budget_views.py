"""Budget lines as people read them: execution in figures, as a page, as a workbook."""

from collections.abc import Sequence
from fractions import Fraction

from services.funds.rules.account import SOURCE_NAMES
from services.funds.rules.budget_line import Execution, execute
from services.funds.rules.budget_policy import BudgetPolicy
from services.funds.schemas.budget_line import ExecutionView
from services.funds.store.budget_line import Counted, Total
from services.funds.store.budget_policy import get_budget_policy
from shared import clock
from shared.regions import name_of
from shared.workbook import Cell, Sheet, Yuan

COLUMNS = (
    ("指标编号", 22),
    ("地区", 22),
    ("名称", 30),
    ("项目编号", 20),
    ("专项", 18),
    ("资金来源", 12),
    ("年度", 8),
    ("支出用途", 16),
    ("预算数（元）", 16),
    ("已预留（元）", 16),
    ("已支付（元）", 16),
    ("结转或收回（元）", 16),
    ("可用（元）", 16),
    ("支出进度（%）", 12),
    ("应达进度（%）", 12),
    ("是否落后", 10),
)


def execution_of(counted: Counted) -> Execution:
    """How far a line has got by today, against the progress that its county's rule asks for."""
    line = counted.line
    policy = policy_of(line.county)
    return execute(counted.budget_fen, counted.taken_out_fen, counted.sums, policy.due_share(line.year, clock.today()))


def policy_of(county: str) -> BudgetPolicy:
    policy, _ = get_budget_policy(county, clock.today())
    return policy


def execution_view(counted: Counted) -> ExecutionView:
    line, told = counted.line, execution_of(counted)
    return ExecutionView(
        number=line.number,
        region=line.region,
        place=name_of(line.region),
        title=line.title,
        project=line.project,
        programme=line.programme,
        programme_title=line.programme_title,
        source=line.source,
        source_name=SOURCE_NAMES[line.source],
        year=line.year,
        money_of_year=line.money_of_year,
        use_title=line.use_title,
        budget_fen=told.budget_fen,
        set_aside_fen=told.set_aside_fen,
        paid_fen=told.paid_fen,
        taken_out_fen=told.taken_out_fen,
        left_fen=told.left_fen,
        progress=percent(told.share),
        due_progress=percent(told.due),
        is_behind=told.is_behind,
    )


def percent(share: Fraction) -> str:
    """To one decimal, what is below dropped: 100.0 stands for all of it and for nothing less."""
    permille = int(share * 1000)
    return f"{permille // 10}.{permille % 10}"


def total_of(total: Total) -> dict[str, object]:
    """A programme's sums for the head of the page."""
    told = execute(total.budget_fen, total.taken_out_fen, total.sums, Fraction(0))
    return {
        "title": total.programme_title,
        "year": total.year,
        "many": total.many,
        "told": told,
        "progress": percent(told.share),
    }


def sheet_of(views: Sequence[ExecutionView]) -> Sheet:
    return Sheet("预算执行", COLUMNS, [_cells(view) for view in views])


def _cells(view: ExecutionView) -> list[Cell]:
    return [
        view.number,
        view.place,
        view.title,
        view.project,
        view.programme_title,
        view.source_name,
        view.year,
        view.use_title,
        Yuan(view.budget_fen),
        Yuan(view.set_aside_fen),
        Yuan(view.paid_fen),
        Yuan(view.taken_out_fen),
        Yuan(view.left_fen),
        view.progress,
        view.due_progress,
        "是" if view.is_behind else "否",
    ]
