import subprocess
import sys

import pytest

from app.config import ROOT, Config, ConfigError

GOOD = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


@pytest.fixture
def environ(tmp_path):
    return {"INSTANCE_DIR": str(tmp_path)}


@pytest.mark.parametrize("secret", [None, "", "secret", "changeme", "short but mine"])
def test_production_does_not_start_with_a_missing_or_weak_secret(environ, secret):
    environ |= {"APP_ENV": "production"} | ({} if secret is None else {"SECRET_KEY": secret})
    with pytest.raises(ConfigError, match="SECRET_KEY is missing or weak"):
        Config.from_environ(environ)


def test_production_starts_with_a_good_secret(environ):
    config = Config.from_environ(environ | {"APP_ENV": "production", "SECRET_KEY": GOOD})
    assert config.production
    assert config.secret_key == GOOD


def test_outside_production_a_secret_is_made_once_and_kept(environ):
    first = Config.from_environ(environ).secret_key
    assert len(first) == 64
    assert Config.from_environ(environ).secret_key == first


@pytest.mark.parametrize("port", ["0", "70000", "five", "-1"])
def test_a_senseless_port_is_refused_in_a_sentence(environ, port):
    with pytest.raises(ConfigError, match="PORT is"):
        Config.from_environ(environ | {"PORT": port})


def test_a_senseless_number_of_proxies_is_refused_in_a_sentence(environ):
    with pytest.raises(ConfigError, match="TRUSTED_PROXIES is"):
        Config.from_environ(environ | {"TRUSTED_PROXIES": "nginx"})


@pytest.mark.parametrize("prefix", ["postgres://", "postgresql://"])
def test_an_address_of_postgresql_gets_the_driver_that_is_installed(environ, prefix):
    config = Config.from_environ(environ | {"DATABASE_URL": f"{prefix}u@h/portal"})
    assert config.sqlalchemy_url == "postgresql+psycopg://u@h/portal"


def test_a_bad_setting_ends_a_command_with_its_sentence_and_no_traceback(environ):
    command = [sys.executable, "-m", "flask", "--app", "app", "routes"]
    environ |= {"APP_ENV": "production", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("SECRET_KEY is missing or weak")
    assert "Traceback" not in done.stderr
