"""Health files: one module per noun. Everything here is read with a purpose, and every reading leaves its trace."""

from services.medical.api.health import boards, care, contracts, files, page, people

routers = [
    files.router,
    files.imports,
    care.router,
    contracts.router,
    boards.router,
    people.router,
    people.questions,
    page.router,
]
