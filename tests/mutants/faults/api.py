"""Faults in what stands around the routes, in live events, and in the pages of the web app."""

from tests.mutants.faults.mutant import Mutant

API = (
    Mutant(
        "A body may be of any size",
        "app/api/bounds.py",
        "        if self._size > self._max_bytes:",
        "        if False:",
        (
            "tests/api/common/test_bad_requests.py::test_a_body_of_two_megabytes_is_too_large_with_or_without_its_length",
        ),
    ),
    Mutant(
        "A body that did not come to its end is taken for a whole one",
        "app/api/bounds.py",
        '            raise Refused(408, "request_timeout", "The body came too slowly. Send it again.") from None',
        '            message = {"type": "http.request", "body": b"", "more_body": False}',
        ("tests/api/common/test_bounds.py::test_a_body_that_does_not_come_to_its_end_times_out",),
    ),
    Mutant(
        "Whose request came too slowly is not told so",
        "app/api/protocol.py",
        "            self._refuse(_TOO_SLOW)",
        "            self.transport.close()",
        ("tests/api/common/test_protocol.py",),
    ),
    Mutant(
        "JSON may be nested to any depth",
        "app/api/json_bounds.py",
        "    if max(accumulate(map(_STEPS.__getitem__, brackets)), default=0) > MAX_DEPTH:",
        "    if False:",
        ("tests/api/common/test_bounds.py::test_json_that_is_nested_too_deep_is_refused",),
    ),
    Mutant(
        "JSON may have any number of values",
        "app/api/json_bounds.py",
        '    if openings + structure.count(b",") > max_values or len(brackets) > 2 * max_values:',
        "    if False:",
        ("tests/api/common/test_bounds.py::test_json_with_more_values_than_its_route_has_is_refused",),
    ),
    Mutant(
        "Numbers of a body pass through floats",
        "app/api/exact_request.py",
        "_decoder = json.JSONDecoder(parse_float=Decimal, parse_constant=Decimal)",
        "_decoder = json.JSONDecoder()",
        ("tests/api/stock/test_bad_quantities.py",),
    ),
    Mutant(
        "Of a parameter that is given twice one value is ignored",
        "app/api/exact_request.py",
        "    if repeated:",
        "    if False:",
        ("tests/api/common/test_bounds.py::test_as_many_parameters_as_are_allowed_are_looked_at",),
    ),
    Mutant(
        "A request for another host is answered",
        "app/api/hosts.py",
        '        if scope["type"] != "http" or scope["path"] in PATHS_OF_MACHINES or self._is_served(scope):',
        "        if scope:",
        ("tests/api/common/test_hosts.py",),
    ),
    Mutant(
        "A page of another site may show the shop in a frame",
        "app/api/envelope.py",
        '    "X-Frame-Options": "DENY",\n',
        "",
        ("tests/api/common/test_safe_headers.py", "tests/api/common/test_errors.py"),
    ),
    Mutant(
        "Answers of the API are kept by whoever passes them on",
        "app/api/envelope.py",
        'added.append((b"cache-control", b"no-store"))',
        'added.append((b"cache-control", b"public"))',
        ("tests/api/common/test_errors.py::test_answers_to_browsers_are_safe_and_the_api_is_never_cached",),
    ),
    Mutant(
        "A refusal repeats what was sent",
        "app/api/errors.py",
        '    detail = "The request has values that cannot be used."\n'
        '    return problem(request.scope, 422, "invalid_request", detail, errors=errors)',
        "    detail = f\"The request has values that cannot be used: {found[0].get('input')}\"\n"
        '    return problem(request.scope, 422, "invalid_request", detail, errors=errors)',
        ("tests/api/common/test_bad_requests.py::test_a_refusal_never_echoes_the_input",),
    ),
    Mutant(
        "Who has to come back is not told when",
        "app/api/errors.py",
        '        headers["Retry-After"] = str(error.retry_after)',
        '        headers["Retry-After"] = ""',
        (
            "tests/services/selling/test_races.py::test_a_sale_that_waits_too_long_for_a_sweet_is_refused_and_sells_nothing",
        ),
    ),
    Mutant(
        "A replayed answer looks like a new one",
        "app/api/responses.py",
        "    if answer.replayed:",
        "    if False:",
        ("tests/api/stock/test_restock.py::test_a_retry_with_the_same_key_is_answered_and_adds_no_stock",),
    ),
    Mutant(
        "Strangers read the metrics",
        "app/api/routes/health.py",
        'if scheme.lower() != "bearer" or not secrets.compare_digest(',
        'if scheme.lower() != "bearer" and not secrets.compare_digest(',
        ("tests/api/common/test_metrics_access.py",),
    ),
    Mutant(
        "A shop that closes is sent requests",
        "app/api/routes/health.py",
        "    if shop.draining:",
        "    if False:",
        ("tests/api/common/test_outage.py::test_a_draining_shop_is_not_ready_but_serves_on",),
    ),
)

LIVE_EVENTS = (
    Mutant(
        "Who comes back gets the last event again",
        "app/services/shop/feed.py",
        "        self._sent_up_to = newest\n",
        "        self._sent_up_to = newest - 1\n",
        ("tests/api/shop/test_stream_catch_up.py",),
    ),
    Mutant(
        "Who was away too long is not told to reload",
        "app/services/shop/live_events.py",
        "        elif backlog.oldest - 1 <= feed.after <= backlog.newest and len(backlog.events) <= MAX_READ:",
        "        elif len(backlog.events) <= MAX_READ:",
        ("tests/api/shop/test_stream_catch_up.py",),
    ),
    Mutant(
        "A slow listener keeps any number of events waiting",
        "app/services/shop/feed.py",
        "        if len(self._waiting) + len(new) > MAX_WAITING:",
        "        if False:",
        ("tests/api/shop/test_stream_limits.py::test_a_slow_reader_is_dropped_and_keeps_nobody_waiting",),
    ),
    Mutant(
        "Who lost access goes on listening",
        "app/services/shop/live_events.py",
        "            if isinstance(actor, Unauthenticated) or feed.caller.claims.expires_at <= now:",
        "            if feed.caller.claims.expires_at <= now:",
        ("tests/api/shop/test_stream.py::test_a_listener_who_lost_access_gets_no_more_events",),
    ),
    Mutant(
        "A lost connection to the database is not replaced",
        "app/database/listener.py",
        "                    self._hear()\n                    wait = _FIRST_WAIT_SECONDS\n",
        "                    wait = _FIRST_WAIT_SECONDS\n",
        ("tests/api/shop/test_stream.py::test_a_lost_connection_is_replaced_and_nothing_said_meanwhile_is_lost",),
    ),
)

WEB_APP = (
    Mutant(
        "A form that is sent again gets another key",
        "frontend/src/staff/frozen-key.ts",
        "      if (!leavesOpen(asProblem(error))) forget();",
        "      forget();",
        ("frontend/src/staff/frozen-key.test.ts",),
    ),
    Mutant(
        "A changed form is sent with the old key",
        "frontend/src/staff/frozen-key.ts",
        "    if (frozen?.request !== text) frozen",
        "    if (frozen === null) frozen",
        ("frontend/src/staff/frozen-key.test.ts",),
    ),
    Mutant(
        "A sale that the shop is too busy for counts as refused",
        "frontend/src/api/sent-sale.ts",
        "  return isPassing || OPEN.has(status)",
        "  return OPEN.has(status)",
        ("frontend/src/api/sent-sale.test.ts",),
    ),
    Mutant(
        "A sale is sent again after the shop has forgotten its key",
        "frontend/src/api/sent-sale.ts",
        "Math.abs(now - Date.parse(sentAt)) < KEY_LASTS_MS",
        "Math.abs(now - Date.parse(sentAt)) < 2 * KEY_LASTS_MS",
        ("frontend/src/api/sent-sale.test.ts",),
    ),
    Mutant(
        "Another user sends a sale again",
        "frontend/src/api/sent-sale.ts",
        "(user === null || user === userId) && Math.abs",
        "Math.abs",
        ("frontend/src/api/sent-sale.test.ts",),
    ),
    Mutant(
        "The till rounds half a paisa down",
        "frontend/src/ui/decimal.ts",
        "Decimal.RM = Decimal.roundHalfUp;",
        "Decimal.RM = Decimal.roundDown;",
        ("frontend/src/ui/decimal.test.ts",),
    ),
    Mutant(
        "What was put into the basket since an order was sent is lost",
        "frontend/src/shop/basket/basket.ts",
        '    return left.gt("0") ? [{ ...line, quantity: left.toFixed() }] : [];',
        "    return gone === undefined ? [line] : [];",
        ("frontend/src/shop/basket/basket.test.ts",),
    ),
    Mutant(
        "Cash that is too little is taken for enough",
        "frontend/src/staff/pay/paying.ts",
        '  if (new Decimal(amount).lt(due)) return "too_little";\n',
        "",
        ("frontend/src/staff/pay/paying.test.ts",),
    ),
    Mutant(
        "What somebody types fast is taken for a scan",
        "frontend/src/staff/scanner.ts",
        "  return text.length >= SHORTEST && CODE.test(text) && /[\\d-]/.test(text);",
        "  return text.length >= SHORTEST;",
        ("frontend/src/staff/scanner.test.ts",),
    ),
    Mutant(
        "A tab goes on as somebody who has logged out in another",
        "frontend/src/api/session.ts",
        '  if (data.kind === "logout") leave(true);\n  else adopt(data.tokens, "elsewhere");',
        '  if (data.kind !== "logout") adopt(data.tokens, "elsewhere");',
        ("frontend/src/api/session.test.ts",),
    ),
)
