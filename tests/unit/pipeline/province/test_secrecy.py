"""Each process is given the secrets that it needs and no other, whatever case their names are written in."""

import pytest

from pipeline.province import secrecy

MAIL = {"NONGSAN_MAIL_PASSWORD": "m", "nongsan__mail__username": "u"}
GOOGLE = {"NONGSAN__SHEETS__SERVICE_ACCOUNT": "g.json"}
DATABASE = {"PREFECT_SERVER_DATABASE_CONNECTION_URL": "d", "prefect_api_database_password": "e", "PGPASSWORD": "f"}
SERVER = {"PREFECT_SERVER_API_AUTH_STRING": "s", **DATABASE}
CLIENT = {"PREFECT_API_AUTH_STRING": "c"}
PLAIN = {"PATH": "/bin", "PREFECT_HOME": "/p", "LC_ALL": "C.UTF-8"}
OTHER = {"NONGSAN__PLAN__YEAR": "2023", "AWS_SECRET_ACCESS_KEY": "a"}
EVERYTHING = PLAIN | OTHER | MAIL | GOOGLE | SERVER | CLIENT


def test_the_server_is_given_the_machine_and_what_is_prefects():
    assert secrecy.of_server(EVERYTHING) == PLAIN | SERVER


def test_a_worker_is_given_what_its_flows_need():
    assert secrecy.of_worker(EVERYTHING) == PLAIN | OTHER | MAIL | GOOGLE | CLIENT


@pytest.mark.parametrize(
    ("mails", "uses_google", "more"),
    [
        (False, False, {"NONGSAN_MAIL_WAITS": "1"}),
        (False, True, GOOGLE | {"NONGSAN_MAIL_WAITS": "1"}),
        (True, False, MAIL),
        (True, True, MAIL | GOOGLE),
    ],
)
def test_a_flow_is_given_what_it_needs(mails, uses_google, more):
    given = secrecy.of_flow(EVERYTHING, MAIL | GOOGLE, mails=mails, uses_google=uses_google)
    assert given == PLAIN | OTHER | CLIENT | more


def test_whoever_sends_letters_is_given_mails_secrets_and_others_none():
    waiting = EVERYTHING | {"NONGSAN_MAIL_WAITS": "1"}
    assert secrecy.of_letters(waiting, MAIL | GOOGLE) == PLAIN | OTHER | MAIL
    assert secrecy.without_secrets(waiting) == PLAIN | OTHER
