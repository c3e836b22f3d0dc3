"""Configuration: read once from the environment, frozen, checked before anything starts."""

import base64
import binascii
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEAK = {"", "dev", "secret", "changeme", "change-me", "password", "test"}
MIN_SECRET = 32
#: Bytes of the seed that copies are signed with.
SEED = 32


class ConfigError(SystemExit):
    """The environment says something that the portal must not start with.

    Where nobody catches it, it ends the process with its sentence instead of a traceback.
    """


@dataclass(frozen=True)
class Config:
    """All settings. Paths are absolute; `production` is APP_ENV=production."""

    database_url: str
    secret_key: str
    instance_dir: Path
    archive_dir: Path
    backup_dir: Path
    production: bool
    testing: bool = False
    host: str = "127.0.0.1"
    port: int = 5000
    parlam_base_url: str | None = None
    mazhilis_base_url: str | None = None
    wayback_base_url: str | None = None
    mail_url: str | None = None
    #: Bytes that an uploaded web archive may have.
    upload_limit: int = 1024 * 1024 * 1024
    contact: str | None = None
    #: Where the portal stands on the web, for files that lead there; None where nobody said.
    site_url: str | None = None
    #: Under which licence the data may be used: words, or an address.
    licence: str | None = None
    #: Who pays, in the words that the law asks publications to carry; None says nothing.
    funder_kk: str | None = None
    funder_ru: str | None = None
    funder_en: str | None = None
    trusted_proxies: int = 0
    #: Where a cache in front of the portal takes PURGE with the tags of pages; None for no cache.
    cache_purge_url: str | None = None
    #: The seed of the key that copies of the public site are signed with.
    mirror_key: bytes | None = field(default=None, repr=False)
    #: The data are invented, which every page and file says; nothing real is ever loaded.
    training: bool = False
    #: Hosts, as `host:port`, of a private network that a page may be kept from. No setting of the
    #: environment opens one: only tests do.
    local_hosts: frozenset[str] = frozenset()

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> "Config":
        """The configuration that `environ` asks for.

        Raises ConfigError with a sentence that says what to change.
        """
        instance = Path(environ.get("INSTANCE_DIR") or ROOT / "instance").resolve()
        production = environ.get("APP_ENV") == "production"
        training = environ.get("TRAINING") == "1"
        if production and training:
            raise ConfigError(
                "TRAINING=1 lets anybody sign in and shows invented data: unset it in production."
            )
        return cls(
            database_url=environ.get("DATABASE_URL") or f"sqlite:///{instance / 'portal.sqlite'}",
            secret_key=_secret_key(environ.get("SECRET_KEY"), instance, production=production),
            instance_dir=instance,
            archive_dir=Path(environ.get("ARCHIVE_DIR") or instance / "archive").resolve(),
            backup_dir=Path(environ.get("BACKUP_DIR") or instance / "backups").resolve(),
            production=production,
            host=environ.get("HOST") or "127.0.0.1",
            port=_port(environ.get("PORT")),
            parlam_base_url=environ.get("PARLAM_BASE_URL") or None,
            mazhilis_base_url=environ.get("MAZHILIS_BASE_URL") or None,
            wayback_base_url=environ.get("WAYBACK_BASE_URL") or None,
            mail_url=environ.get("MAIL_URL") or None,
            upload_limit=_megabytes("UPLOAD_LIMIT_MB", environ.get("UPLOAD_LIMIT_MB")),
            contact=environ.get("CONTACT") or None,
            site_url=_address("SITE_URL", environ.get("SITE_URL")),
            licence=environ.get("LICENCE") or None,
            funder_kk=environ.get("FUNDER_KK") or None,
            funder_ru=environ.get("FUNDER_RU") or None,
            funder_en=environ.get("FUNDER_EN") or None,
            cache_purge_url=_address("CACHE_PURGE_URL", environ.get("CACHE_PURGE_URL")),
            mirror_key=_seed(environ.get("MIRROR_KEY")),
            trusted_proxies=_proxies(environ.get("TRUSTED_PROXIES")),
            training=training,
        )

    @property
    def sqlalchemy_url(self) -> str:
        """The database address with the driver that is installed."""
        for prefix in ("postgres://", "postgresql://"):
            if self.database_url.startswith(prefix):
                return "postgresql+psycopg://" + self.database_url.removeprefix(prefix)
        return self.database_url


def _port(value: str | None) -> int:
    if not value:
        return 5000
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise ConfigError(f"PORT is {value!r}: give a number from 1 to 65535.")
    return int(value)


def _address(name: str, value: str | None) -> str | None:
    if value and not value.startswith(("http://", "https://")):
        raise ConfigError(
            f"{name} is {value!r}: give an address that begins with http:// or https://."
        )
    return value or None


def _megabytes(name: str, value: str | None) -> int:
    if value and (not value.isdigit() or not 0 < int(value) <= 1024 * 1024):
        raise ConfigError(f"{name} is {value!r}: give a number of megabytes from 1 on.")
    return int(value or 1024) * 1024 * 1024


def _proxies(value: str | None) -> int:
    if not value:
        return 0
    if not value.isdigit() or int(value) > 9:
        raise ConfigError(
            f"TRUSTED_PROXIES is {value!r}: give the number of proxies in front of the portal."
        )
    return int(value)


def _seed(value: str | None) -> bytes | None:
    """The 32 bytes that MIRROR_KEY says or names the file of. No message repeats what it says."""
    if not value:
        return None
    found = _seed_in(value)
    if found is None:
        try:
            found = _seed_in(Path(value).read_text("ascii"))
        except (OSError, ValueError):
            raise ConfigError(
                "MIRROR_KEY is neither a key nor a file with one that can be read: give 64 "
                "hexadecimal digits, base64 of 32 bytes, or a file that `flask mirror key` made."
            ) from None
    if found is None:
        raise ConfigError(
            "The file that MIRROR_KEY names holds no key: `flask mirror key FILE` makes one."
        )
    return found


def _seed_in(text: str) -> bytes | None:
    text = text.strip()
    try:
        if len(text) == 2 * SEED:
            return bytes.fromhex(text)
        found = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    return found if len(found) == SEED else None


def _secret_key(value: str | None, instance: Path, *, production: bool) -> str:
    if production and (value is None or value.lower() in WEAK or len(value) < MIN_SECRET):
        raise ConfigError(
            f"SECRET_KEY is missing or weak: in production give at least {MIN_SECRET} random "
            'characters, for example from python -c "import secrets; print(secrets.token_hex())".'
        )
    if value:
        return value
    # Outside production a key is made once and kept, so that a restart signs nobody out.
    path = instance / "secret-key"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_hex(32))
        path.chmod(0o600)
    return path.read_text()
