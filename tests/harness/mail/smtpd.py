"""A mail server of aiosmtpd's. Writes a line of JSON when it listens, and one for each login and each message.

Arguments: port, "implicit", "starttls" or "plain", certificate, key, and mechanisms of AUTH that it does not offer. What it does
with a message goes by whom it is for: `refused...` has no mailbox, `later...` is told to come again, `silent...` gets no answer.
"""

import asyncio
import email
import email.policy
import json
import ssl
import sys
import warnings

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

warnings.simplefilter("ignore")
port, security, certificate, key, *excluded = sys.argv[1:]


def tell(**event):
    print(json.dumps(event), flush=True)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused"):
            return f"550 5.1.1 <{address}> has no mailbox here"
        if address.startswith("later"):
            return f"451 4.3.0 <{address}> can't be reached now"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        if any(to.startswith("silent") for to in envelope.rcpt_tos):
            await asyncio.sleep(3600)
        # The standard library's parser is the judge of the format.
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        part = lambda kind: (mail.get_body((kind,)) or mail).get_content()
        tell(
            event="message",
            by_tls=security == "implicit" or session.ssl is not None,
            from_=envelope.mail_from,
            to=envelope.rcpt_tos,
            options=envelope.mail_options,
            head={name: str(value) for name, value in mail.items()},
            names=[name for name, _ in mail.items()],
            defects=[str(defect) for part in mail.walk() for defect in part.defects],
            text=part("plain"),
            html=part("html"),
            kind=mail.get_content_type(),
        )
        return "250 2.0.0 kept"


def authenticate(server, session, envelope, mechanism, data):
    success = (data.login, data.password) == (b"mailer", "Pässwort 1".encode())
    tell(event="login", mechanism=mechanism, success=success)
    return AuthResult(success=success, handled=success)


def controller():
    login = dict(authenticator=authenticate, auth_required=True, auth_exclude_mechanism=excluded)
    where = dict(hostname="127.0.0.1", port=int(port), enable_SMTPUTF8=True)
    if security == "plain":
        return Controller(Handler(), **where)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    if security == "implicit":
        return Controller(Handler(), ssl_context=context, auth_require_tls=False, **where, **login)
    return Controller(Handler(), tls_context=context, require_starttls=True, **where, **login)


controller().start()
tell(event="listening")
# It ends with whoever started it.
sys.stdin.read()
