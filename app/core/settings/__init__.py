"""Every setting, from the environment (`CUEDECK_` prefix, `__` between nested names) with its default.

Any text setting can also come from a file: `CUEDECK_SECRET_KEY_FILE=/run/secrets/key`.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    IPvAnyNetwork,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from app.core.errors import Invalid
from app.core.message_text import wrong_value
from app.core.settings import names
from app.core.settings.s3 import S3
from app.job_types import JOB_TYPES, prices

_REDIS = {"redis": "redis", "rediss": "rediss", "valkey": "redis", "valkeys": "rediss"}
_SCHEMES = {
    "database_url": {
        "postgresql": "postgresql+psycopg",
        "postgresql+psycopg": "postgresql+psycopg",
        "postgres": "postgresql+psycopg",
        "sqlite": "sqlite",
    },
    "broker_url": _REDIS
    | {"redis+socket": "redis+socket", "amqp": "amqp", "amqps": "amqps", "pyamqp": "pyamqp"},
    "redis_url": _REDIS | {"unix": "unix"},
    "page_state_url": _REDIS | {"unix": "unix"},
}
"""How a URL may begin, and what our drivers call it."""

_BASE_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)+")
_SHORTEST_TOKEN = 16
SHORTEST_PASSWORD = 10
"""Characters of a password at least, wherever it is set."""
_TEN_YEARS = 10 * 366 * 86_400
LogLevel = Annotated[
    Literal["DEBUG", "INFO", "WARNING", "ERROR"],
    BeforeValidator(lambda text: text.upper() if isinstance(text, str) else text),
]


class Limits(BaseModel):
    """What one request, file or guarded child may use."""

    upload_bytes: int = Field(2 * 1024**3, ge=1, le=2**50, description="Largest upload, in bytes.")
    resumable_seconds: int = Field(
        24 * 3600,
        ge=1,
        le=_TEN_YEARS,
        description="How long an unfinished resumable upload is kept, in seconds.",
    )
    unfinished_uploads: int = Field(
        100, ge=1, le=10**6, description="Unfinished resumable uploads an account may have at once."
    )
    unfinished_bytes: int = Field(
        20 * 1024**3,
        ge=1,
        le=2**60,
        description="What an account's unfinished resumable uploads may be together when whole, in bytes.",
    )
    unused_upload_hours: float = Field(
        24.0, gt=0, le=87_600, description="How long a file that no job uses is kept, in hours."
    )
    caption_bytes: int = Field(20 * 1024**2, ge=1, le=2**40, description="Largest caption file, in bytes.")
    json_bytes: int = Field(2 * 1024**2, ge=1, le=2**40, description="Largest JSON body, in bytes.")
    caption_seconds: float = Field(
        30.0, gt=0, le=86_400, description="Wall time one caption conversion may take."
    )
    caption_cpu_seconds: int = Field(
        20, ge=1, le=86_400, description="CPU time one caption conversion may take."
    )
    caption_memory_bytes: int = Field(
        1024**3, ge=1, le=2**50, description="Memory one caption conversion may add."
    )
    work_bytes: int = Field(
        50 * 1024**3, ge=1, le=2**60, description="Temporary files one job may have at once, in bytes."
    )
    requests_per_minute: int = Field(
        12_000, ge=1, le=10**9, description="Requests a key may make in a minute."
    )
    client_seconds: float = Field(
        30.0,
        gt=0,
        le=3600,
        description="Time a client has for the head of a request, and may send or read less than a kilobyte.",
    )
    account_bytes: int = Field(
        0, ge=0, le=2**60, description="What an account's files may be together, in bytes; 0 is no limit."
    )
    open_jobs: int = Field(
        20_000, ge=1, le=10**9, description="Jobs of an account that have not ended, all together."
    )
    open_streams: int = Field(
        500, ge=1, le=10**6, description="Event streams an account may have open in one web process."
    )
    open_sockets: int = Field(
        500, ge=1, le=10**6, description="Pages an account may have open in one web process."
    )
    anonymous_sockets: int = Field(
        50, ge=1, le=10**6, description="Pages that nobody is signed in at, open from one address."
    )
    media_seconds: int = Field(
        4 * 3600, ge=1, le=_TEN_YEARS, description="Longest audio or video accepted, in seconds."
    )


class Engines(BaseModel):
    """Speech, translation and voice engines."""

    threads: int = Field(2, ge=1, le=1024, description="Processor threads one model may use.")
    device: Literal["auto", "cpu", "cuda"] = Field("auto", description="auto takes a GPU when there is one.")
    video_encoder: Literal["auto", "software", "nvenc", "qsv", "vaapi", "videotoolbox"] = Field(
        "auto",
        description="Who writes H.264 and HEVC: auto takes a hardware encoder that works, else software; a "
        "name allows only that one.",
    )
    gpu_batch: int = Field(
        1,
        ge=1,
        le=256,
        description="Stretches of speech a GPU recognises at once; 1 lets each know the words before it.",
    )
    idle_minutes: float = Field(
        10.0, gt=0, le=10_080, description="Minutes after which a model that nobody uses is unloaded."
    )
    context_cues: int = Field(
        1000, ge=1, le=10**6, description="A translation longer than this is split into several files."
    )
    default_speech: str = Field(
        "", description="Speech engine of jobs that name none; empty is the first that is ready."
    )
    default_translation: str = Field("", description="Translation engine of jobs that name none.")
    default_voice: str = Field("", description="Voice engine of jobs that name none.")
    extractors: list[str] = Field([], description="Further yt-dlp extractors, as module:Class.")
    remotes: dict[str, dict[str, Any]] = Field(
        {},
        description="Remote engines by id, such as CUEDECK_ENGINES__REMOTES__DEEPL__KEY.",
    )


class Jobs(BaseModel):
    """How jobs are leased, retried and kept."""

    lease_seconds: float = Field(
        20.0, gt=0, le=86_400, description="How long a claim holds without a heartbeat."
    )
    heartbeat_seconds: float = Field(1.0, gt=0, le=3600, description="How often a worker renews its leases.")
    sweep_seconds: float = Field(
        1.0, gt=0, le=3600, description="How often the dispatcher looks for what was missed."
    )
    frozen_seconds: float = Field(
        60.0,
        ge=5,
        le=86_400,
        description="How long a process may give no sign of life before it is ended and started again.",
    )
    max_attempts: int = Field(
        3, ge=1, le=1000, description="Claims after which a job that keeps dying is failed."
    )
    full_disk_minutes: float = Field(
        20.0, ge=0, le=10_080, description="How long a job that finds the disk full waits for room."
    )
    retention_days: int = Field(
        30,
        ge=1,
        le=36_500,
        description="Days until outputs and sources are removed, unless the job, its preset or account says.",
    )
    events_days: int = Field(
        90, ge=1, le=36_500, description="Days until events leave the feed of GET /v1/events."
    )
    queues: list[Literal["captions", "media", "speech"]] = Field(
        ["captions", "media", "speech"],
        description="What this machine works on; leave out what others do on the same database and broker.",
    )
    concurrency: int = Field(2, ge=1, le=1024, description="Caption jobs the worker runs at once.")
    media_concurrency: int = Field(
        1, ge=1, le=1024, description="Downloads, previews and fingerprints at once."
    )
    speech_concurrency: int = Field(
        0,
        ge=0,
        le=1024,
        description="Transcriptions, translations and dubs at once; 0 is one for every two cores.",
    )

    @model_validator(mode="after")
    def _heartbeat_within_lease(self) -> Self:
        if self.heartbeat_seconds >= self.lease_seconds:
            raise ValueError(
                "CUEDECK_JOBS__HEARTBEAT_SECONDS must be less than CUEDECK_JOBS__LEASE_SECONDS, or every "
                "lease ends meanwhile"
            )
        return self

    @property
    def speech_at_once(self) -> int:
        """How many heavy jobs run at once: one keeps two cores busy."""
        return self.speech_concurrency or max(1, (os.cpu_count() or 1) // 2)


class Webhooks(BaseModel):
    """How webhooks are sent."""

    schedule: list[Annotated[float, Field(ge=0, le=_TEN_YEARS)]] = Field(
        [5, 300, 1800, 7200, 18_000, 36_000, 36_000],
        description="Seconds to wait after each failed attempt; up to a fifth is added at random.",
    )
    timeout_seconds: float = Field(10.0, gt=0, le=3600, description="Time a receiver has to answer.")
    at_once: int = Field(
        64, ge=1, le=4096, description="Requests under way at once, to all receivers together."
    )
    at_once_each: int = Field(4, ge=1, le=4096, description="Requests under way at once to one receiver.")
    pause_after_days: float = Field(
        5.0, gt=0, le=36_500, description="Days of nothing but failures that pause an endpoint."
    )
    overlap_hours: float = Field(
        24.0, ge=0, le=87_600, description="Hours a replaced secret still signs beside the new one."
    )
    kept_days: int = Field(30, ge=1, le=36_500, description="Days deliveries and their attempts are kept.")


@cache
def _runtime_dir(data_dir: Path) -> Path:
    name = hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"cuedeck-{os.getuid()}-{name}"


class Settings(BaseSettings):
    """The settings of one instance."""

    model_config = SettingsConfigDict(env_prefix="CUEDECK_", env_nested_delimiter="__", extra="ignore")

    host: str = Field("127.0.0.1", description="Address the web server listens on.")
    port: int = Field(8000, ge=0, le=65_535, description="Port the web server listens on.")
    data_dir: Path = Field(Path(".data"), description="Folder for everything a person makes.")
    files_dir: str = Field(
        "",
        description="Folder of sources and outputs, which machines may share; empty is data_dir/files.",
    )
    model_dir: Path = Field(
        Path("~/.cache/cuedeck/models"), description="Folder of speech, translation and voice models."
    )
    public_url: str = Field("", description="Address others reach this instance at; links start with it.")
    base_path: str = Field(
        "", description="Path that this instance is served below, such as /cuedeck; empty is the whole host."
    )
    owner_email: str = Field("", description="Creates the owner at first start, with owner_password.")
    owner_password: str = Field("", description="The owner's password: 10 characters or more.")
    secret_key: str = Field("", description="Signs links and cursors; made and kept in data_dir if empty.")
    previous_secret_keys: list[str] = Field(
        [],
        description="Secrets that secret_key has replaced; what they signed is still believed.",
    )
    database_url: str = Field("", description="SQLAlchemy URL; empty is SQLite in data_dir.")
    broker_url: str = Field("", description="Redis, Valkey or AMQP URL; empty is the embedded Valkey.")
    redis_url: str = Field(
        "",
        description="Redis or Valkey URL for live updates; empty follows broker_url, or is embedded.",
    )
    page_state_url: str = Field(
        "",
        description="Redis or Valkey URL where web processes share the state of open pages; empty keeps it "
        "in each process.",
    )
    trusted_hosts: list[str] = Field(
        [], description="Further names this instance answers to, beside public_url's and its own addresses."
    )
    trusted_proxies: list[IPvAnyNetwork] = Field(
        [], description="Addresses or networks of proxies whose forwarded headers are believed."
    )
    allowed_origins: list[str] = Field(
        [],
        description="Origins of other sites whose pages may call the API with a key and open the page's "
        "socket, such as https://tools.example.com.",
    )
    fetch_allow: list[str] = Field(
        [], description="Hosts or networks that URL sources may reach all the same."
    )
    prices: dict[str, Annotated[int, Field(ge=0, le=10**9)]] = Field(
        prices(),
        description="Credits a job of each type costs, as JSON; a type left out keeps its price.",
    )
    link_seconds: int = Field(
        3600, ge=60, le=604_800, description="How long a link lasts when nobody says how long, in seconds."
    )
    send_files: Literal["self", "x-accel-redirect", "x-sendfile"] = Field(
        "self",
        description="Who sends the files of requests that came through a trusted proxy: this process, or the "
        "proxy, which gets the path below /_files/ (x-accel-redirect: nginx, Caddy) or on the disk "
        "(x-sendfile: Apache).",
    )
    keep_link_addresses: bool = Field(
        False, description="Keep the address that a link was last used from, and show it to the link's owner."
    )
    metrics: Literal["off", "local", "token"] = Field(
        "local",
        description="Who may read /metrics: nobody, programs on this machine, or who has metrics_token.",
    )
    metrics_token: str = Field("", description="What a scraper sends as Authorization: Bearer TOKEN.")
    log_level: LogLevel = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")
    log_format: Literal["auto", "text", "json"] = Field(
        "auto", description="text for people, json for collectors; auto is text on a terminal."
    )
    log_path: Path | None = Field(
        None, description="A file that gets every line of the processes too, as JSON; empty is none."
    )
    log_bytes: int = Field(
        10 * 1024**2, ge=1000, le=2**40, description="How large log_path grows before a new one is begun."
    )
    log_kept: int = Field(5, ge=1, le=1000, description="How many older ones are kept.")
    s3: S3 = Field(default_factory=lambda: S3(), description="A bucket for all files, see below.")
    limits: Limits = Field(default_factory=lambda: Limits(), description="Limits, see below.")
    engines: Engines = Field(default_factory=lambda: Engines(), description="Engines, see below.")
    jobs: Jobs = Field(default_factory=lambda: Jobs(), description="Job handling, see below.")
    webhooks: Webhooks = Field(default_factory=lambda: Webhooks(), description="Webhooks, see below.")

    def __init__(self, **values: Any) -> None:
        """Read the environment, after putting the content of every `CUEDECK_*_FILE` into its place."""
        for name, path in list(os.environ.items()):
            if name.startswith("CUEDECK_") and name.endswith("_FILE") and path:
                os.environ.setdefault(name.removesuffix("_FILE"), _content(name, path))
        super().__init__(**values)

    @field_validator("public_url")
    @classmethod
    def _usable_address(cls, text: str) -> str:
        """Links are this address with a path behind it, so it is a scheme, a host and perhaps a port."""
        problem = _address_problem(text) if text else ""
        if problem:
            raise ValueError(f"{text!r} {problem}; write it as in https://captions.example.com")
        return text

    @field_validator("base_path")
    @classmethod
    def _plain_path(cls, text: str) -> str:
        """Without a slash at its end, and of letters that no proxy writes in another way."""
        path = text.rstrip("/")
        if path and not (_BASE_PATH.fullmatch(path) and {".", ".."}.isdisjoint(path.split("/"))):
            raise ValueError(f"{text!r} is no plain path; write it as in /cuedeck")
        return path

    @model_validator(mode="after")
    def _a_token_to_ask_for(self) -> Self:
        if self.metrics == "token" and len(self.metrics_token) < _SHORTEST_TOKEN:
            raise ValueError(
                f"CUEDECK_METRICS is token, so CUEDECK_METRICS_TOKEN needs {_SHORTEST_TOKEN} characters "
                "or more"
            )
        return self

    @field_validator("owner_password")
    @classmethod
    def _as_long_as_any(cls, text: str) -> str:
        if text and len(text) < SHORTEST_PASSWORD:
            raise ValueError(f"a password needs at least {SHORTEST_PASSWORD} characters")
        return text

    @field_validator("prices")
    @classmethod
    def _every_type_has_a_price(cls, given: dict[str, int]) -> dict[str, int]:
        if unknown := sorted(given.keys() - JOB_TYPES.keys()):
            raise ValueError(
                f"there is no job type {unknown[0]!r}; the types are {', '.join(JOB_TYPES)}",
            )
        return prices() | given

    @field_validator("database_url", "broker_url", "redis_url", "page_state_url")
    @classmethod
    def _known_scheme(cls, text: str, field: ValidationInfo) -> str:
        """A URL of a kind that we have a driver for; its text is not told, for it may hold a password."""
        schemes = _SCHEMES[field.field_name or ""]
        scheme, separator, rest = text.partition("://")
        if text and (not separator or not rest or scheme not in schemes):
            known = ", ".join(f"{name}://" for name in schemes)
            raise ValueError(f"this is no URL of a known kind; it begins with one of {known}")
        return text and f"{schemes[scheme]}://{rest}"

    @property
    def base_url(self) -> str:
        """Where links point when no request says otherwise."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/") + self.base_path

    def base_url_at(self, origin: str) -> str:
        """Where links start for who came to `origin`: at `public_url` when it is set."""
        return origin + self.base_path if origin and not self.public_url else self.base_url

    @property
    def is_https(self) -> bool:
        """Whether others reach this instance by TLS, whoever ends it."""
        return self.public_url.lower().startswith("https://")

    @property
    def origins(self) -> list[str]:
        """`allowed_origins` as a browser writes them; a bare host is meant with and without TLS."""
        given = [each.rstrip("/").lower() for each in self.allowed_origins]
        named = [[each] if "://" in each else [f"https://{each}", f"http://{each}"] for each in given]
        return [origin for each in named for origin in each]

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in effect."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'cuedeck.db'}"

    @property
    def is_one_machine(self) -> bool:
        """Whether no other machine can belong to this instance: SQLite serves one."""
        return not self.database_url or self.database_url.startswith("sqlite")

    @property
    def storage_dir(self) -> Path:
        """Folder of the file store, unless that is a bucket."""
        return Path(self.files_dir).expanduser() if self.files_dir else self.data_dir / "files"

    @property
    def runtime_dir(self) -> Path:
        """A short private folder for the socket: a Unix socket path holds at most 107 bytes."""
        return _runtime_dir(self.data_dir)

    def redis_socket(self) -> Path:
        """The embedded Valkey's socket."""
        return self.runtime_dir / "valkey.sock"

    @property
    def broker(self) -> str:
        """The Celery broker URL in effect."""
        return self.broker_url or f"redis+socket://{self.redis_socket()}"

    @property
    def redis(self) -> str:
        """The redis-py URL in effect for publish and subscribe."""
        return self._given_redis or f"unix://{self.redis_socket()}"

    @property
    def redis_is_local(self) -> bool:
        """Whether Redis listens on a socket file, and so serves this machine alone."""
        return not self._given_redis or self._given_redis.startswith("unix://")

    @property
    def _given_redis(self) -> str:
        of_broker = self.broker_url if self.broker_url.startswith(("redis://", "rediss://")) else ""
        return self.redis_url or of_broker

    @property
    def embeds_valkey(self) -> bool:
        """Whether jobs or live updates go through a Valkey of our own."""
        return not self.broker_url or self.redis_is_local


@cache
def get_settings() -> Settings:
    """The settings of this process, read once; Invalid `bad_setting` names the variables that are wrong."""
    told = names.unknown(Settings, os.environ)
    try:
        made = Settings()
        if not told:
            return made
    except ValidationError as error:
        told += [_wrong(item["loc"], wrong_value(item)) for item in error.errors()]
    except SettingsError as error:  # the text that is no JSON is all that it tells
        text = getattr(error.__cause__, "doc", "")
        told += [f"{name}: this is not JSON: {text[:80]}" for name in _variables_with(text)]
    raise Invalid(
        f"A setting cannot be used. {'; '.join(told)}.",
        code="bad_setting",
        hint="docs/settings.md lists every setting with its default. Lists and objects are written as JSON.",
    )


def _content(name: str, path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise Invalid(
            f"{name}: the file {path} cannot be read: {reason}.",
            code="bad_setting",
            hint="Name a file that this user may read, or set the variable without _FILE.",
        ) from None


def _address_problem(text: str) -> str:
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable or text != text.strip() or any(c.isspace() for c in text):
        return "is no http:// or https:// address"
    if parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        return "has more than a scheme, a host and a port (a path goes into CUEDECK_BASE_PATH)"
    return ""


def _wrong(place: tuple[int | str, ...], problem: str) -> str:
    """A problem with the name of its variable; what is wrong between several names them itself."""
    return problem if problem.startswith("CUEDECK_") else f"{_variable(place)}: {problem}"


def _variable(place: tuple[int | str, ...]) -> str:
    return "CUEDECK_" + "__".join(part for part in place if isinstance(part, str)).upper()


def _variables_with(text: str) -> list[str]:
    return [name for name, value in os.environ.items() if name.startswith("CUEDECK_") and value == text]
