"""The whole platform in one folder of the checkout: PostgreSQL, NATS, five services and the gateway under one supervisor.

Everything here is for a laptop or a demonstration machine running Linux. Real installations give the same services the
address of a real PostgreSQL and NATS by settings alone.
"""
