"""Faults in logging in, in second factors and invitations, and in what the audit log keeps."""

from tests.mutants.faults.mutant import Mutant

LOGINS = (
    Mutant(
        "Wrong passwords are not counted",
        "app/services/people/throttle.py",
        "        await self._counts.save(counted)\n",
        "",
        ("tests/api/people/test_throttling.py::test_after_five_free_failures_the_wait_doubles_to_a_minute",),
    ),
    Mutant(
        "Wrong passwords that arrive together are counted once",
        "app/repositories/people/login_throttles.py",
        '    ORDER BY subject FOR UPDATE\n    """',
        '    ORDER BY subject\n    """',
        ("tests/api/people/test_throttling.py::test_simultaneous_failures_are_all_counted",),
        is_race=True,
    ),
    Mutant(
        "A sixth guess is free",
        "app/services/people/throttle.py",
        "FREE_FAILURES = 5\n",
        "FREE_FAILURES = 6\n",
        ("tests/api/people/test_throttling.py::test_after_five_free_failures_the_wait_doubles_to_a_minute",),
    ),
    Mutant(
        "Each address of an IPv6 network has guesses of its own",
        "app/core/origin.py",
        "_IPV6_PREFIX = 64",
        "_IPV6_PREFIX = 128",
        ("tests/api/people/test_throttling.py::test_an_ipv6_address_is_counted_with_its_network",),
    ),
    Mutant(
        "The time of a refusal tells whether there is such an account",
        "app/core/passwords.py",
        '        self._context.verify("", self._stand_in)\n',
        "",
        ("tests/core/test_password_hashes.py",),
    ),
    Mutant(
        "A password is told apart by its first 72 bytes only",
        "app/core/passwords.py",
        'CryptContext(["bcrypt_sha256", "bcrypt"], deprecated="auto", bcrypt_sha256__rounds=rounds)',
        'CryptContext(["bcrypt", "bcrypt_sha256"], deprecated="auto", bcrypt__rounds=rounds)',
        ("tests/core/test_password_hashes.py",),
    ),
    Mutant(
        "A common password is taken",
        "app/core/passwords.py",
        "    if folded in common_passwords():",
        "    if False:",
        ("tests/core/test_password_rules.py",),
    ),
    Mutant(
        "The queue of passwords has no end",
        "app/core/passwords.py",
        "        if not self._queues[lane].places.acquire(blocking=False):",
        "        if not self._queues[lane].places.acquire(blocking=False) and lane is None:",
        ("tests/core/test_password_queue.py",),
    ),
    Mutant(
        "A changed password ends no other login",
        "app/services/people/password.py",
        "            await SessionRepository(session).revoke_all(user.id, self._clock())\n",
        "",
        ("tests/api/people/test_password_change.py",),
    ),
    Mutant(
        "A code of the second factor works twice",
        "app/repositories/people/second_factors.py",
        "proved_at IS NOT NULL AND last_step < :step",
        "proved_at IS NOT NULL AND last_step <= :step",
        ("tests/api/people/test_second_factor.py",),
    ),
    Mutant(
        "A recovery code works twice",
        "app/repositories/people/second_factors.py",
        "code_hash = CAST(:hash AS bytea) AND used_at IS NULL",
        "code_hash = CAST(:hash AS bytea)",
        ("tests/api/people/test_second_factor.py::test_a_recovery_code_works_once_wherever_a_code_does",),
    ),
    Mutant(
        "An invitation is used twice",
        "app/repositories/people/invitations.py",
        "                Invitation.used_at.is_(None),\n                Invitation.revoked_at.is_(None),\n",
        "                Invitation.revoked_at.is_(None),\n",
        ("tests/services/people/test_invitation_race.py", "tests/api/people/test_register_invited.py"),
    ),
    Mutant(
        "The invitations of a dismissed admin are good",
        "app/repositories/people/invitations.py",
        "User.id == Invitation.created_by, User.is_active, User.role == Role.ADMIN)",
        "User.id == Invitation.created_by)",
        ("tests/api/people/test_register_invited.py::test_invitations_of_a_demoted_admin_are_void",),
    ),
    Mutant(
        "A code that links an account works for longer than ten minutes",
        "app/repositories/people/link_codes.py",
        "                LinkCode.expires_at > now,\n",
        "",
        ("tests/api/people/test_link_codes.py::test_a_code_works_once_for_ten_minutes_and_only_the_newest",),
    ),
)

WRITTEN_DOWN = (
    Mutant(
        "The end of a login is not in the audit log",
        "app/services/people/sessions.py",
        '        await self._audit.record(actor, "session.ended", session_id)\n',
        "",
        ("tests/api/common/test_audit_trail.py::test_every_change_is_logged_with_its_actor",),
    ),
    Mutant(
        "The audit log keeps secrets and personal values",
        "app/services/common/audit.py",
        "        name: marks[name] if name in marks and value is not None else value\n",
        "        name: value\n",
        ("tests/api/common/test_audit_logs.py::test_no_secret_is_ever_logged",),
    ),
    Mutant(
        "Only the new values of a change are in the audit log",
        "app/services/common/audit.py",
        "    return {name: before.get(name) for name in changed}, {name: after.get(name) for name in changed}",
        "    return None, {name: after.get(name) for name in changed}",
        (
            "tests/api/common/test_audit_logs.py"
            "::test_a_new_price_is_kept_beside_the_old_one_with_who_set_it_from_where",
        ),
    ),
    Mutant(
        "A refused request is not in the audit log",
        "app/services/shop/refusals.py",
        "        if error.kind is not ErrorKind.FORBIDDEN and error.code not in RECORDED_CODES:",
        "        if error.code not in RECORDED_CODES:",
        ("tests/api/common/test_audit_logs.py::test_a_request_with_an_insufficient_role_is_logged",),
    ),
    Mutant(
        "The phone number of a deleted customer is kept",
        "app/services/people/customers.py",
        "            customer.phone = customer.email = customer.note = customer.user_id = None\n",
        "            customer.email = customer.note = customer.user_id = None\n",
        ("tests/api/people/test_personal_values.py",),
    ),
    Mutant(
        "The log quotes what was sent",
        "app/core/tracebacks.py",
        "    if isinstance(error, _TELLING):",
        "    if error:",
        ("tests/api/common/test_leaving.py::test_an_error_is_logged_without_the_values_it_happened_with",),
    ),
    Mutant(
        "A refresh token is stored as it is",
        "app/core/security.py",
        '    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()',
        '    return token.encode(errors="surrogatepass")',
        ("tests/core/test_security.py",),
    ),
)
