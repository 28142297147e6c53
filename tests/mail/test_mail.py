"""The letter's bytes, and a server that wants encryption and a login before it takes anything."""

import ipaddress
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes, policy

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from connectors.mail import Mail, MailServer, MailUnavailable, SmtpSession, compose, mail_problem
from connectors.retrying import RetryPolicy
from pipeline.province.environment import load_settings, mail_password
from pipeline.province.settings import ConfigError
from tests.mail.server import Mailbox, port_of, serve

DATED = datetime(2023, 9, 4, 7, 0, tzinfo=timezone(timedelta(hours=7)))
MAIL = Mail(
    sender="baocao@tinhdoan.example",
    recipients=("bithu@tinhdoan.example",),
    subject="Báo cáo tháng 8",
    text="Kính gửi,\n.một dòng bắt đầu bằng dấu chấm\n",
    html="<p>Kính gửi,</p>",
    attachments=(("báo-cáo.pdf", b"%PDF-1.7\n.\r\n"), ("số liệu.xlsx", b"PK")),
    message_id="<abc@tinhdoan.example>",
    dated_at=DATED,
)


def test_the_same_letter_is_the_same_bytes_and_survives_the_way(box, smtp):
    content = compose(MAIL)
    assert content == compose(MAIL)
    assert content.isascii()
    with SmtpSession(MailServer("127.0.0.1", smtp[1], MAIL.sender, starttls=False)) as session:
        session.hand_over(content, "bithu@tinhdoan.example")
    ((_, letter),) = box.letters()
    assert (letter["Subject"], letter["Date"].datetime) == ("Báo cáo tháng 8", DATED)
    assert letter.get_body(("plain",)).get_content().replace("\r\n", "\n") == MAIL.text
    assert letter.get_body(("html",)).get_content().strip() == MAIL.html
    files = {part.get_filename(): part.get_content() for part in letter.iter_attachments()}
    assert files == dict(MAIL.attachments)


@pytest.mark.parametrize("evil", ["Báo cáo\r\nBcc: x@evil.example", "a\nBcc: x@evil.example", "a\u2028Bcc: x"])
def test_no_header_can_be_smuggled_in(evil):
    letter = message_from_bytes(compose(replace(MAIL, subject=evil)), policy=policy.default)
    assert letter["Bcc"] is None
    assert letter["Subject"] == " ".join(evil.split())


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 that signs itself, with its key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    begin = datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def strict(certificate):
    """A server that takes mail only over TLS and from those who log in."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def log_in(server, session, envelope, mechanism, given):
        return AuthResult(success=(given.login, given.password) == (b"nongsan", b"mat-khau"), handled=False)

    box = Mailbox()
    controller = serve(box, tls_context=context, require_starttls=True, authenticator=log_in, auth_required=True)
    yield box, port_of(controller)
    controller.stop()


def server(port, password="mat-khau"):
    return MailServer("127.0.0.1", port, MAIL.sender, True, "nongsan", SecretStr(password))


def test_encrypted_and_logged_in(strict, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    box, port = strict
    assert mail_problem(server(port)) is None
    with SmtpSession(server(port)) as session:
        assert session.hand_over(compose(MAIL), MAIL.recipients[0]).answer == "250 queued"
    assert len(box.taken) == 1


def test_a_certificate_nobody_vouches_for_is_not_trusted(strict):
    assert mail_problem(server(strict[1])).startswith("its certificate is not trusted:")
    session = SmtpSession(server(strict[1]), RetryPolicy(sleep=lambda seconds: pytest.fail("waited")))
    with pytest.raises(MailUnavailable, match="not trusted"):
        session.hand_over(compose(MAIL), MAIL.recipients[0])
    assert strict[0].taken == []


def test_a_wrong_password_is_said_and_not_shown(strict, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    wrong = server(strict[1], "sai-hoan-toan")
    assert mail_problem(wrong).startswith("535 ")
    assert "sai-hoan-toan" not in repr(wrong) + mail_problem(wrong)


def test_a_password_that_smtp_cannot_carry_is_said_in_words(strict, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert mail_problem(server(strict[1], "mật khẩu")) == "the username and password may only hold ASCII letters"


def test_a_server_without_encryption_gets_no_password(smtp):
    assert "STARTTLS" in mail_problem(server(smtp[1]))


def test_the_password_comes_from_the_environment_only(tmp_path, monkeypatch):
    monkeypatch.setenv("NONGSAN_MAIL_PASSWORD", "bí mật")
    assert mail_password().get_secret_value() == "bí mật"
    assert "bí mật" not in repr(mail_password())
    config = tmp_path / "nongsan.toml"
    config.write_text('[mail]\npassword = "x"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"unknown key \[mail.password\]"):
        load_settings(config)


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ('host = "smtp.example"', "host needs a sender"),
        ('staff = ["Cán bộ <a@b.example>"]', "not a plain e-mail address"),
        ('leadership = ["a@b.example\\nBcc: c@d.example"]', "not a plain e-mail address"),
        ('host = "smtp.example"\nsender = "a@b.example"\nusername = "a"\nstarttls = false', "starttls = true"),
    ],
)
def test_a_mail_section_that_cannot_work_is_refused(tmp_path, section, said):
    config = tmp_path / "nongsan.toml"
    config.write_text(f"[mail]\n{section}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=said):
        load_settings(config)
