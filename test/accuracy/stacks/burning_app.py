"""Work for a CPU: WORK seconds of it for each request, by the thread's own CPU time, so that a quota alone decides how long that takes."""
import os
import time

WORK = float(os.environ["WORK"])


def app(environ, start_response):
    end = time.thread_time() + WORK
    while time.thread_time() < end:
        pass
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "3")])
    return [b"ok\n"]
