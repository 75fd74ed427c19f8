"""Pay from own lines: a supplier is paid out of no line that was set down for another project."""

from alembic import op

revision = "0020"
down_revision = "0019"

_KEEP_TO_PROJECT = """
CREATE FUNCTION keep_line_to_project() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM budget_line l JOIN project_contract c ON c.id = NEW.contract_id JOIN project p ON p.id = c.project_id
        WHERE l.account_id = NEW.account_id AND l.project NOT IN ('', p.number)
    ) THEN
        RAISE EXCEPTION 'the line was set down for another project' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.execute(_KEEP_TO_PROJECT)
    op.execute(
        "CREATE TRIGGER of_own_line AFTER INSERT OR UPDATE OF account_id, contract_id ON supplier_payment"
        " FOR EACH ROW EXECUTE FUNCTION keep_line_to_project()"
    )
