"""Makes the Python environment of the tests' own servers, once per machine.

    python3 make_env.py FOLDER REQUIREMENTS

The folder is finished when it holds the file `ready`. Whoever comes second waits for the first on a lock that the
operating system lets go when its holder dies, and an environment left half made is made anew.
"""

import os
import shutil
import subprocess
import sys
import venv


def hold(lock):
    """Waits until this process alone holds the lock file; it is let go when the process ends."""
    if os.name == "nt":
        import msvcrt
        import time

        while True:
            try:
                msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)
                return
            except OSError:
                time.sleep(0.5)
    import fcntl

    fcntl.flock(lock, fcntl.LOCK_EX)


def main(folder, requirements):
    ready = os.path.join(folder, "ready")
    os.makedirs(os.path.dirname(folder), exist_ok=True)
    with open(folder + ".lock", "w") as lock:
        hold(lock)
        if os.path.exists(ready):
            return
        print(f"making {folder} with MLflow and scikit-learn (once, some minutes)", file=sys.stderr, flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        python = os.path.join(folder, "Scripts" if os.name == "nt" else "bin", "python")
        with open(folder + ".log", "wb") as log:
            pip = [python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-r", requirements]
            if subprocess.call(pip, stdout=log, stderr=subprocess.STDOUT) != 0:
                sys.exit(f"pip could not install {requirements}; its output is in {folder}.log")
        with open(ready + ".part", "w") as marker:
            marker.write(sys.version)
        os.replace(ready + ".part", ready)


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]))
