"""One SMTP server for all tests of mail, emptied before each, and a province just large enough to send from."""

import pytest

from connectors.landing.store import Landing
from pipeline.province.environment import load_settings
from tests.mail.office import Office, local
from tests.mail.server import Mailbox, port_of, serve

MAIL = """\
[mail]
host = "127.0.0.1"
port = {port}
starttls = false
sender = "baocao@tinhdoan.example"
staff = ["canbo@tinhdoan.example"]
leadership = ["bithu@tinhdoan.example", "phobithu@tinhdoan.example"]
"""


@pytest.fixture(scope="session")
def smtp():
    box = Mailbox()
    controller = serve(box)
    yield box, port_of(controller)
    controller.stop()


@pytest.fixture
def box(smtp):
    smtp[0].clear()
    return smtp[0]


@pytest.fixture
def mail_section(smtp):
    return MAIL.format(port=smtp[1])


@pytest.fixture
def settings(tmp_path, box, mail_section):
    config = tmp_path / "nongsan.toml"
    config.write_text("[plan]\nyear = 2023\n" + mail_section, encoding="utf-8")
    return load_settings(config)


@pytest.fixture
def landing(settings):
    return Landing(settings.landing_folder)


@pytest.fixture(scope="session")
def built(smtp, tmp_path_factory):
    """The office on 3 May 2023 at 18:00, an hour after April's deadline, freshly built; not to be changed."""
    office = Office.make(tmp_path_factory.mktemp("office") / "province", MAIL.format(port=smtp[1]))
    office.refresh(local("2023-05-03T18:00"))
    return office


@pytest.fixture
def office(built, box, tmp_path):
    """A copy of it to issue from, with an empty mailbox."""
    return built.copy(tmp_path / "province")
