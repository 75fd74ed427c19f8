"""The modules that run on the inbox's page (`services/notifier/telephone`): what they add to it works without them as well."""

from pathlib import Path

from shared.page_program import PageProgram

FOLDER = Path(__file__).parents[1] / "telephone"
program = PageProgram(
    FOLDER,
    uses=("answers.js", "base.js", "dom.js", "drawing.js", "lasting.js"),
    pages=(FOLDER.parent / "templates/inbox.html",),
    header="Inbox-Version",
)
