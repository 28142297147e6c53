"""A page of some other site in a real Chromium that tries to use a server on this machine and tells what came of it."""

import http.server
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.needs import absent
from tests.patience import until

REBOUND = "rebound.example"
INSTALLED_BY = "`apt-get install --no-install-recommends chromium`"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
# every way in which a page can send something to another site without that site's leave, and two for which it needs it
_PAGE = """<!doctype html><meta charset="utf-8"><title>prices of pineapple</title><body><script>
const body = (name) => JSON.stringify({name: "attack-" + name});
const login = {"Authorization": "Basic " + btoa(LOGIN)};
const tried = async (work) => { try { return await work() } catch (error) { return error.name } };
const status = (answer) => answer.type === "opaque" ? "sent" : answer.status;
const post = (to, name, more) => fetch(to + "/api/flows/", {method: "POST", body: body(name), ...more}).then(status);
const form = (to) => new Promise((done) => {
  const frame = Object.assign(document.createElement("iframe"), {name: "hidden"});
  const one = Object.assign(document.createElement("form"),
    {method: "POST", action: to + "/api/flows/", enctype: "text/plain", target: "hidden"});
  one.append(Object.assign(document.createElement("input"), {name: '{"name": "attack-form", "x": "', value: '"}'}));
  document.body.append(frame, one);
  frame.onload = () => { frame.remove(); one.remove(); done("sent") };
  one.submit();
});
const socket = (to) => new Promise((done) => {
  const one = new WebSocket(to.replace("http", "ws") + "/api/events/in");
  one.onopen = () => done("open");
  one.onerror = () => done("refused");
});
async function attack(to) {
  return {
    text: await tried(() => post(to, "text", {mode: "no-cors", headers: {"Content-Type": "text/plain"}})),
    untyped: await tried(() => post(to, "untyped", {mode: "no-cors", body: new Blob([body("untyped")])})),
    beacon: navigator.sendBeacon(to + "/api/flows/", new Blob([body("beacon")])) ? "sent" : "refused",
    form: await tried(() => form(to)),
    json: await tried(() => post(to, "json", {headers: {"Content-Type": "application/json"}})),
    login: await tried(() => post(to, "login", {headers: {"Content-Type": "application/json", ...login}})),
    read: await tried(() => fetch(to + "/api/admin/version", {headers: login}).then(status)),
    ui: await tried(() => fetch(to + "/ui-settings").then(status)),
    socket: await tried(() => socket(to)),
  };
}
(async () => {
  const told = {};
  for (const [name, to] of Object.entries(TARGETS)) told[name] = await attack(to);
  await fetch("/told", {method: "POST", body: JSON.stringify(told)});
})();
</script>"""


class Site:
    """A web site on loopback: its page at `/`, what the page told, and the names of flows that any page sent it.

    It answers every origin, as a server without a guard does.
    """

    def __init__(self) -> None:
        self.page, self.told, self.sent = "", {}, set()
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self, text: str = "", kind: str = "text/html") -> None:
                self.send_response(200)
                for name in ("Origin", "Headers", "Methods"):
                    self.send_header(f"Access-Control-Allow-{name}", "Authorization, *" if name == "Headers" else "*")
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            def do_GET(self):
                self.answer(site.page if self.path == "/" else "")

            def do_OPTIONS(self):
                self.answer()

            def do_POST(self):
                given = self.rfile.read(int(self.headers["Content-Length"])).decode()
                if self.path == "/told":
                    site.told = json.loads(given)
                else:
                    site.sent.add(json.loads(given)["name"])
                self.answer()

            def log_message(self, *_):
                """Say nothing."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        self.address = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def site() -> Iterator[Site]:
    one = Site()
    try:
        yield one
    finally:
        one.close()


def attacked(folder: Path, targets: dict[str, str], login: str) -> dict[str, dict[str, str | int]]:
    """What each attempt of a page came to, by target and attempt, as the page itself saw it.

    `login`: what the page uses where a page may send a login at all.
    """
    with site() as own:
        own.page = _PAGE.replace("TARGETS", json.dumps(targets)).replace("LOGIN", json.dumps(login))
        with chromium(folder, own.address) as browser:
            return until(lambda: own.told, "the page told what came of it", [browser])


def _program() -> str:
    found = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    return found or absent("Chromium", INSTALLED_BY)


def _options(folder: Path) -> list[str]:
    return [
        _program(), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", f"--user-data-dir={folder}",
        f"--host-resolver-rules=MAP {REBOUND} 127.0.0.1",
    ]  # fmt: skip


@contextmanager
def chromium(folder: Path, address: str) -> Iterator[subprocess.Popen]:
    """A browser with the page open; where Chromium is not installed see `tests.needs`."""
    log = (folder.parent / "chromium.log").open("wb")
    process = subprocess.Popen([*_options(folder), address], stdout=log, stderr=log, start_new_session=True)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()
        log.close()


def seen(folder: Path, address: str) -> str:
    """What a person sees who opens the address: the document once its scripts have run."""
    shown = subprocess.run(
        [*_options(folder), "--virtual-time-budget=20000", "--dump-dom", address],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return shown.stdout
