"""Runs a server that ends when whoever started it ends, however that happens.

    python serve.py LOGFILE PROGRAM ARGUMENT…

The program gets a session of its own. When our standard input closes (the starter stopped, or was killed), the whole
session is asked to end, and killed after five seconds.
"""

import os
import signal
import subprocess
import sys
import threading


def end(child):
    for name, patience in (("SIGTERM", 5), ("SIGKILL", 5)):
        try:
            os.killpg(child.pid, getattr(signal, name))
            child.wait(patience)
            return
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue


def main(logfile, command):
    with open(logfile, "ab") as log:
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )

    def watch():
        while os.read(0, 4096):
            pass
        end(child)

    threading.Thread(target=watch, daemon=True).start()
    signal.signal(signal.SIGTERM, lambda *_: end(child))
    signal.signal(signal.SIGINT, lambda *_: end(child))
    sys.exit(child.wait())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
