"""Settings: file < environment < flags; errors name the key and where it came from."""

from pathlib import Path

import pytest

from rapat.config import BadSettings, load


def test_nothing_given_is_a_server_for_the_network() -> None:
    chosen = load({}, {}, None)
    assert (chosen.listen_host, chosen.listen_port, chosen.dev) == ("0.0.0.0", 8443, False)


def test_packets_get_the_cores_that_are_there_but_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for cores, workers in [(1, 1), (2, 1), (8, 7), (128, 64)]:
        monkeypatch.setattr("os.sched_getaffinity", lambda pid, cores=cores: set(range(cores)))
        assert load({}, {}, None).media_workers == workers


def test_flags_beat_environment_beats_file(tmp_path: Path) -> None:
    file = tmp_path / "rapat.toml"
    file.write_text("port = 1000\nmax_participants = 10\nmedia_workers = 2\n")
    chosen = load({"port": 3000, "host": None}, {"RAPAT_PORT": "2000", "RAPAT_MAX_PARTICIPANTS": "20"}, file)
    assert (chosen.port, chosen.max_participants, chosen.media_workers) == (3000, 20, 2)


@pytest.mark.parametrize(
    ("flags", "environment", "words"),
    [
        ({}, {"RAPAT_PORT": "no"}, ["port", "environment"]),
        ({"port": 70000}, {}, ["port", "command line"]),
        ({"dev": True, "host": "0.0.0.0"}, {}, ["dev", "127.0.0.1"]),
        ({"tls_cert": Path("x")}, {}, ["tls_cert", "tls_key"]),
        ({}, {"RAPAT_ADVERTISE": "10.0.0.1, nowhere"}, ["advertise"]),
        ({}, {"RAPAT_MAIL_HOST": "smtp.example.org"}, ["mail_sender", "rapat@example.org"]),
        ({}, {"RAPAT_MAIL_SECURITY": "some"}, ["mail_security", "environment"]),
        ({}, {"RAPAT_URL": "meet.example.org"}, ["url", "environment"]),
    ],
)
def test_a_wrong_setting_is_named(flags: dict[str, object], environment: dict[str, str], words: list[str]) -> None:
    with pytest.raises(BadSettings) as caught:
        load(flags, environment, None)
    assert all(word in str(caught.value) for word in words)


def test_an_unknown_key_in_the_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "rapat.toml"
    file.write_text("prot = 1\n")
    with pytest.raises(BadSettings, match="prot"):
        load({}, {}, file)


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "rapat.toml"
    file.write_text("port = [")
    with pytest.raises(BadSettings, match="rapat.toml"):
        load({}, {}, file)


def test_dev_is_loopback_alone() -> None:
    chosen = load({"dev": True}, {}, None)
    assert (chosen.listen_host, chosen.listen_port) == ("127.0.0.1", 7880)


def test_a_mail_server_is_put_together_and_its_password_is_never_shown() -> None:
    environment = {
        "RAPAT_MAIL_HOST": "smtp.example.org",
        "RAPAT_MAIL_PORT": "465",
        "RAPAT_MAIL_SECURITY": "tls",
        "RAPAT_MAIL_USER": "rapat",
        "RAPAT_MAIL_PASSWORD": "hush",
        "RAPAT_MAIL_SENDER": "Rapat <rapat@example.org>",
    }
    chosen = load({}, environment, None)
    server = chosen.mail_server
    assert server is not None
    assert (server.host, server.port, server.security.value, server.user) == ("smtp.example.org", 465, "tls", "rapat")
    assert "hush" not in repr(chosen) + repr(server)
    assert load({}, {}, None).mail_server is None


def test_rows_are_kept_in_a_file_or_where_an_address_says_which_is_never_shown() -> None:
    assert load({"data": "/srv/rapat"}, {}, None).storage == Path("/srv/rapat/rapat.db")
    address = "postgresql://ana:hush@box/rapat"
    chosen = load({}, {"RAPAT_DATABASE_URL": address}, None)
    assert chosen.storage == address
    assert "hush" not in repr(chosen)
    with pytest.raises(BadSettings) as refused:
        load({}, {"RAPAT_DATABASE_URL": "mysql://ana:hush@box/rapat"}, None)
    assert "hush" not in str(refused.value)
