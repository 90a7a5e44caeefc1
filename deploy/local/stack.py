"""Runs a team's stack on loopback: LiteLLM in front of llama.cpp, with Redis and Prometheus, each a process that is started again when it ends.

Prints one line of JSON once every part answers; ends everything with SIGTERM or SIGINT. Started by start.sh.
"""
import argparse
import collections
import ctypes
import dataclasses
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import users

DEPLOY = pathlib.Path(__file__).resolve().parent.parent
LOOPBACK = "127.0.0.1"
# Longest time in seconds until a part answers: LiteLLM takes ten to thirty on a busy machine.
LONGEST_START = 180
LONGEST_END = 5
# Context of a request at llama.cpp, in tokens, the answer included: that of one of its slots.
SLOT_TOKENS = 2048


@dataclasses.dataclass
class Part:
    """A program of the stack; `url` answers once it is ready."""

    name: str
    command: list[str]
    url: str
    environment: dict[str, str] = dataclasses.field(default_factory=dict)
    process: subprocess.Popen | None = None

    def start(self, logs: pathlib.Path) -> None:
        """Starts it; its output goes to its log. It gets a pipe as its input, whose end tells it that we are gone."""
        with open(logs / f"{self.name}.log", "ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.environment},
                start_new_session=True,  # Ctrl+C reaches us alone
                preexec_fn=die_with_parent if sys.platform == "linux" else None,
            )
        (logs / f"{self.name}.pid").write_text(str(self.process.pid))

    @property
    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url, timeout=2) as response:
                return response.status == 200
        except OSError:
            return False

    def end(self) -> None:
        if self.process is None or self.has_ended:
            return
        self.process.terminate()
        try:
            self.process.wait(LONGEST_END)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Redis(Part):
    """Redis has no address for a browser."""

    def answers(self) -> bool:
        try:
            with socket.create_connection((LOOPBACK, int(self.url)), timeout=2) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"-NOAUTH")
        except OSError:
            return False


def die_with_parent() -> None:
    """Asks Linux to end this process when its parent ends, however that happens."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def free_port(wanted: int = 0) -> int:
    """Returns a port without a listener: the wanted one, or any for 0."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, wanted))
        return listener.getsockname()[1]


def link(folder: pathlib.Path, *files: pathlib.Path) -> None:
    """Shows shipped files in a folder of the state."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for file in files:
        place = folder / file.name
        place.unlink(missing_ok=True)
        place.symlink_to(file)


def model_servers(options: argparse.Namespace, key_file: pathlib.Path) -> list[Part]:
    """Returns the llama.cpp servers; each has a port that stays the same when it is started again."""
    servers = []
    for number in range(1, options.servers + 1):
        port = free_port()
        command = [sys.executable, str(DEPLOY / "local/llamaCpp.py"), str(options.model)]
        command += ["--port", str(port), "--threads", str(options.threads), "--slots", str(options.slots), "--slot-tokens", str(SLOT_TOKENS), "--key-file", str(key_file)]
        servers.append(Part(f"llama-cpp-{number}", command, f"http://{LOOPBACK}:{port}/health"))
    return servers


def deployment(model: str, url: str, key: str) -> dict:
    """Describes a model server to LiteLLM. A price makes the budgets mean something; it is about what such a card costs."""
    params = {"model": f"openai/{model}", "api_base": f"{url}/v1", "api_key": key}
    prices = {"input_cost_per_token": 1e-8, "output_cost_per_token": 1e-7}  # guess
    # Editors ask for the context, so that no request is refused for its length.
    info = {"mode": "completion", "max_input_tokens": SLOT_TOKENS}
    return {"model_name": model, "litellm_params": {**params, **prices}, "model_info": info}


def prepare(options: argparse.Namespace) -> tuple[list[Part], dict]:
    """Writes the state folder; returns the parts and the line that says where they are."""
    state: pathlib.Path = options.state.resolve()
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys, people = state / "keys", state / "litellm/users.json"
    users.make_keys(keys, people)
    if not (keys / "you").exists():
        users.add_user(people, users.make_key(keys / "you"), {"name": "you", **users.USUAL_LIMITS})
    operator_key, redis_password, model_key = [(keys / name).read_text() for name in ("operator", "redis", "model-server")]

    redis_port, litellm_port, prometheus_port = free_port(), free_port(options.port), free_port(options.prometheus_port)
    users.write_private(state / "redis.conf", f"bind {LOOPBACK}\nport {redis_port}\nrequirepass {redis_password}\nsave \"\"\nmaxmemory 256mb\nmaxmemory-policy volatile-lru\n")
    servers = model_servers(options, keys / "model-server")
    addresses = [server.url.removesuffix("/health") for server in servers]
    models = [deployment(options.name, url, model_key) for url in addresses] + [deployment(options.name, url, "none") for url in options.stand_in]
    more = [str(path.resolve()) for path in options.models]
    users.write_private(state / "litellm/models.yaml", {"model_list": models, "include": more})
    link(state / "litellm", DEPLOY / "litellm/config.yaml", DEPLOY / "litellm/team.py")

    link(state / "prometheus", DEPLOY / "prometheus/prometheus.yml", *DEPLOY.glob("prometheus/*.rules.yml"), keys)
    hosts = {"litellm": [f"{LOOPBACK}:{litellm_port}"], "model-server": [url.removeprefix("http://") for url in addresses]}
    for job, targets in hosts.items():
        users.write_private(state / f"prometheus/targets/{job}.json", [{"targets": targets}])

    litellm, prometheus = f"http://{LOOPBACK}:{litellm_port}", f"http://{LOOPBACK}:{prometheus_port}"
    parts = [
        Redis("redis", ["redis-server", str(state / "redis.conf"), "--dir", str(state)], str(redis_port)),
        *servers,
        Part(
            "litellm",
            [f"{sys.prefix}/bin/litellm", "--config", str(state / "litellm/config.yaml"), "--host", LOOPBACK, "--port", str(litellm_port)],
            f"{litellm}/health/liveliness",
            {
                "LITELLM_MASTER_KEY": operator_key,
                "LITELLM_LOCAL_MODEL_COST_MAP": "True",  # nothing is fetched from the network
                "LITELLM_LOG": "ERROR",
                "TEAM_REDIS_HOST": LOOPBACK,
                "TEAM_REDIS_PORT": str(redis_port),
                "TEAM_REDIS_PASSWORD": redis_password,
                "TEAM_USERS": str(people),
            },
        ),
        Part(
            "prometheus",
            ["prometheus", f"--config.file={state}/prometheus/prometheus.yml", f"--storage.tsdb.path={state}/prometheus/data"]
            + [f"--web.listen-address={LOOPBACK}:{prometheus_port}", "--storage.tsdb.retention.time=7d", "--log.level=warn"],
            f"{prometheus}/-/ready",
        ),
    ]
    where = {"url": litellm, "model": options.name, "keyFile": str(keys / "you"), "prometheus": prometheus, "redisPort": redis_port}
    return parts, {**where, "modelServers": addresses + options.stand_in, "state": str(state)}


def run(parts: list[Part], where: dict, logs: pathlib.Path) -> None:
    """Starts all parts, and one that ended again after a second. Raises SystemExit if one ends for the third time before all are ready."""
    waiting = list(parts)
    ended = collections.Counter()
    last_time = time.monotonic() + LONGEST_START
    for part in parts:
        part.start(logs)
    while True:
        for part in [part for part in parts if part.has_ended]:
            ended[part.name] += 1
            # Another program may have taken the free port in between, for a moment.
            if waiting and ended[part.name] == 3:
                raise SystemExit(f"{part.name} ended before it answered. Its output is in {logs}/{part.name}.log.")
            print(f"{part.name} ended, and starts again.", file=sys.stderr, flush=True)
            time.sleep(1)
            part.start(logs)
        if waiting:
            waiting = [part for part in waiting if not part.answers()]
            if not waiting:
                users.write_private(logs.parent / "ready.json", where)
                print(json.dumps(where), flush=True)
            elif time.monotonic() > last_time:
                raise SystemExit(f"{waiting[0].name} did not answer within {LONGEST_START} s. Its output is in {logs}/{waiting[0].name}.log.")
        time.sleep(0.2)


def main() -> None:
    parser = argparse.ArgumentParser(prog="deploy/local/start.sh", description=__doc__)
    parser.add_argument("--state", type=pathlib.Path, default=DEPLOY.parent / ".cache/team", help="folder of keys, logs and Prometheus' data")
    parser.add_argument("--model", type=pathlib.Path, default=DEPLOY.parent / "server/models/nanotype-6m", help="folder of the model's weights")
    parser.add_argument("--name", help="name of the model for editors; otherwise its folder's")
    parser.add_argument("--servers", type=int, default=2, help="number of llama.cpp servers")
    parser.add_argument("--threads", type=int, default=1, help="threads of each")
    parser.add_argument("--slots", type=int, default=2, help="requests at a time of each")
    parser.add_argument("--stand-in", action="append", default=[], metavar="URL", help="another OpenAI-compatible server of the model; may be repeated")
    parser.add_argument("--models", type=pathlib.Path, action="append", default=[], metavar="FILE", help="more model servers: a YAML file with LiteLLM's model_list; may be repeated")
    parser.add_argument("--port", type=int, default=4000, help="LiteLLM's port, 0 for a free one")
    parser.add_argument("--prometheus-port", type=int, default=9090, help="0 for a free one")
    options = parser.parse_args()
    options.name = options.name or options.model.name

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: sys.exit(0))
    parts, where = prepare(options)
    logs = options.state.resolve() / "logs"
    shutil.rmtree(logs, ignore_errors=True)
    logs.mkdir(mode=0o700)
    try:
        run(parts, where, logs)
    finally:
        (logs.parent / "ready.json").unlink(missing_ok=True)
        for part in reversed(parts):
            part.end()


main()
