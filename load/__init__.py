"""Many concurrent conferences: journeys, arrivals, figures, and the judging of a run.

Locust puts this folder on `sys.path`, so no module here bears a name of the standard library. pytest never imports
Locust (it monkey-patches the sockets): journeys, arithmetic and judging know nothing of it, only `locustfile`, `users`
and `gevent_line` do.
"""
