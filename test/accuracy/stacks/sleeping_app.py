"""Work that takes a random time without a CPU, as waiting for something else does: exponential, WORK seconds on average."""
import os
import random
import time

WORK = float(os.environ["WORK"])


def app(environ, start_response):
    time.sleep(random.expovariate(1 / WORK))
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "3")])
    return [b"ok\n"]
