#!/usr/bin/env bash
# python-gitlab: reading a list of an object makes the next save() send it.
#
# Expected: save() sends the attributes that were assigned. Looking at `issue.labels` and then
#   saving a new title leaves the labels alone.
# Seen: python-gitlab 8.6.0 keeps a copy of every list that was read and sends it with the next
#   save(), changed or not. A label that another client added in between is taken off again.
#   Attributes that are not lists (milestone, description) are not sent after a look.
# Matters: labels carry states in this field (a scoped label for a stage, a triage mark, an approval).
#   A bot that looks at them and writes only a title undoes what people set since it read,
#   and GitLab's log names the bot. Whoever shares labels with such a bot must send add_labels and
#   remove_labels, and read the labels again after each foreign edit.
# Needs: bash, python3 >= 3.10. The server is a loopback one that answers as documented:
#   PUT replaces what the body names.
set -euo pipefail
dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" -q --disable-pip-version-check install python-gitlab==8.6.0
cd "$dir"
cat > look.py <<'PY'
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import gitlab

issue = {}
sent = []


class Server(BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def answer(self):
        length = int(self.headers.get("content-length") or 0)
        if self.command == "PUT":
            body = json.loads(self.rfile.read(length))
            sent.append(body)
            issue.update(body)
        data = json.dumps(issue).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_PUT = answer


server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = gitlab.Gitlab(f"http://127.0.0.1:{server.server_port}", private_token="none")
project = client.projects.get(1, lazy=True)


def edit(look):
    """A bot reads, a person adds a label, the bot saves a title."""
    issue.clear()
    issue.update(id=1, iid=1, project_id=1, title="old", labels=["model"], milestone={"id": 4}, description="d")
    sent.clear()
    mine = project.issues.get(1)
    look(mine)
    issue["labels"] = ["model", "approved"]
    mine.title = "new"
    mine.save()
    return sent[0], issue["labels"]


print("python-gitlab", gitlab.__version__)
blind = edit(lambda mine: None)
other = edit(lambda mine: (mine.milestone, mine.description))
look = edit(lambda mine: "approved" in mine.labels)
print("saved without a look:          sent", blind[0], "labels afterwards", blind[1])
print("looked at milestone and text:  sent", other[0], "labels afterwards", other[1])
print("looked at the labels:          sent", look[0], "labels afterwards", look[1])
assert blind == ({"title": "new"}, ["model", "approved"])
assert other == ({"title": "new"}, ["model", "approved"])
assert look == ({"title": "new", "labels": ["model"]}, ["model"])
PY
"$dir/venv/bin/python" look.py
