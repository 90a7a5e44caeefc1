"""Hooks of LiteLLM's proxy for a team: who may ask, the trace of a request, servers that can't be reached, and a log
without text.

Keys are LiteLLM's own only with PostgreSQL. Without it this file names them: `authenticate` finds a key's hash in users.json and hands its
limits to LiteLLM, which counts requests, tokens and money in Redis, for all its processes together.
"""
import datetime
import hashlib
import json
import logging
import os
import pathlib
import re
import secrets

import httpx
import litellm
from litellm.integrations.custom_logger import CustomLogger
from litellm.proxy._types import LitellmUserRoles, ProxyException, UserAPIKeyAuth

# Errors that another server would not make.
_SERVER_FAULTS = (
    litellm.APIConnectionError,
    litellm.BadGatewayError,
    litellm.InternalServerError,
    litellm.RateLimitError,
    litellm.ServiceUnavailableError,
    litellm.Timeout,
)
_TRACEPARENT = re.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]")


class _Users:
    """The people of users.json by the SHA-256 of their keys; read again when the file has changed, so that a revoked key ends at once."""

    def __init__(self, path: pathlib.Path) -> None:
        self._path = path
        self._read_at = 0
        self._by_hash: dict[str, dict] = {}

    def find(self, key_hash: str) -> dict | None:
        changed_at = self._path.stat().st_mtime_ns
        if changed_at != self._read_at:
            self._by_hash = json.loads(self._path.read_text())
            self._read_at = changed_at
        return self._by_hash.get(key_hash)


_users = _Users(pathlib.Path(os.environ["TEAM_USERS"]))


async def authenticate(request, api_key: str) -> UserAPIKeyAuth:
    """Returns a key's limits. Raises a 401 for an unknown or expired key."""
    if secrets.compare_digest(api_key.encode(), os.environ["LITELLM_MASTER_KEY"].encode()):
        return UserAPIKeyAuth(api_key=api_key, user_id="operator", key_alias="operator", user_role=LitellmUserRoles.PROXY_ADMIN)
    key_hash = hashlib.sha256(api_key.encode()).hexdigest()
    today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    user = _users.find(key_hash)
    if user is None or user.get("expires", today) < today:
        raise ProxyException(message="This key is unknown or has expired.", type="auth_error", param="key", code=401)
    return UserAPIKeyAuth(
        # LiteLLM's counters are named after this, so that a day's budget begins anew with the day.
        api_key=hashlib.sha256(f"{key_hash} {today}".encode()).hexdigest(),
        user_id=user["name"],
        key_alias=user["name"],
        allowed_routes=user.get("routes"),
        rpm_limit=user.get("requestsPerMinute"),
        tpm_limit=user.get("tokensPerMinute"),
        max_parallel_requests=user.get("requestsAtOnce"),
        max_budget=user.get("dollarsPerDay"),
    )


class _Hooks(CustomLogger):
    """Fills two gaps of LiteLLM's proxy."""

    async def async_pre_call_hook(self, user_api_key_dict, cache, data, call_type):
        """Hands a request's W3C trace context on to the model server. LiteLLM does so itself only with OpenTelemetry's packages."""
        headers = (data.get("proxy_server_request") or {}).get("headers") or {}
        traceparent = headers.get("traceparent", "")
        if _TRACEPARENT.fullmatch(traceparent):
            data["extra_headers"] = {**(data.get("extra_headers") or {}), "traceparent": traceparent}
        return data

    async def async_post_call_failure_hook(self, request_data, original_exception, user_api_key_dict, traceback_str=None):
        """Leaves out a server whose streamed completion failed. LiteLLM's router does so only for answers that failed before their stream."""
        from litellm.proxy.proxy_server import llm_router  # exists only once the proxy runs

        metadata = {**(request_data.get("metadata") or {}), **(request_data.get("litellm_metadata") or {})}
        server = (metadata.get("model_info") or {}).get("id")
        if server is not None and isinstance(original_exception, _SERVER_FAULTS):
            llm_router.cooldown_cache.add_deployment_to_cooldown(
                model_id=server,
                original_exception=original_exception,
                exception_status=original_exception.status_code,
                cooldown_time=llm_router.cooldown_time,
            )


class _WithoutText(logging.Filter):
    """Keeps a warning's place and its exception's name only: a model server's error may quote the request."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno >= logging.WARNING:
            exception = record.exc_info[0] if record.exc_info else None
            record.msg = f"{record.funcName}: {exception.__name__ if exception else 'see the metrics'}"
            record.args, record.exc_info, record.exc_text = (), None, None
        return True


for name in ("LiteLLM", "LiteLLM Proxy", "LiteLLM Router"):
    logging.getLogger(name).addFilter(_WithoutText())

# One client for all model servers. Otherwise LiteLLM makes one for each streamed completion, and reads all certificate authorities for it: half
# of its processor time (py-spy, LiteLLM 1.106.2). LiteLLM gives each request its own time limit.
litellm.aclient_session = httpx.AsyncClient(limits=httpx.Limits(max_connections=1_000, max_keepalive_connections=100))

hooks = _Hooks()
