"""The one address in front of the five services: nginx in containers, a small ASGI application on a laptop."""
