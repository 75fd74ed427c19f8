"""Door one of registry: one module per noun."""

from services.registry.api import cases, households, imports, relief_needs

routers = [imports.router, households.router, households.persons, cases.router, relief_needs.router, relief_needs.keys]
