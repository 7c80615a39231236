"""Faults of webhooks, of a shop that is asked for too much, and of one that reads from a standby."""

from tests.mutants.faults.mutant import Mutant

_DELIVERY = "tests/services/shop/test_webhook_delivery.py"
_ADMISSION = "tests/api/common/test_admission.py"
_BUSY = "tests/api/common/test_busy.py"
_IN_TURN = "tests/api/common/test_reading_in_turn.py"
_STANDBY = "tests/database/test_standby.py"

WEBHOOKS = (
    Mutant(
        "A signature does not cover the id",
        "app/core/webhook_signature.py",
        'b".".join([message_id.encode(), str(timestamp).encode(), body])',
        'b".".join([str(timestamp).encode(), body])',
        ("tests/services/shop/test_webhook_examples.py::test_what_is_old_or_not_signed_is_refused",),
    ),
    Mutant(
        "A webhook is sent to whatever a name stands for",
        "app/core/outbound.py",
        "if address is not None and may_reach(address, self._allowed)]",
        "if address is not None]",
        ("tests/core/test_outbound.py",),
    ),
    Mutant(
        "A private address may be written as a number",
        "app/core/public_addresses.py",
        "            return IPv4Address(socket.inet_aton(host))\n",
        "            return IPv4Address(host)\n",
        ("tests/core/test_outbound.py::test_an_address_is_known_in_every_spelling",),
    ),
    Mutant(
        "An answer may be endless",
        "app/core/outbound.py",
        "        self._left -= len(part)\n",
        "",
        ("tests/core/test_outbound.py",),
    ),
    Mutant(
        "A later event of a sale overtakes one that failed",
        "app/services/shop/webhooks/courier.py",
        "                if outcomes[-1].state is not DeliveryState.DELIVERED:\n                    break\n",
        "",
        (_DELIVERY,),
    ),
    Mutant(
        "An event is tried for ever",
        "app/services/shop/webhooks/courier.py",
        "reply.status == GONE or now - message.created_at >= GIVE_UP_AFTER",
        "reply.status == GONE",
        (f"{_DELIVERY}::test_an_event_is_tried_for_three_days_and_then_given_up_and_the_next_follows",),
    ),
    Mutant(
        "An endpoint that is gone is sent more",
        "app/services/shop/webhooks/courier.py",
        "            if is_gone and webhook is not None and webhook.is_enabled:",
        "            if not is_gone and webhook is not None and webhook.is_enabled:",
        (f"{_DELIVERY}::test_an_endpoint_that_is_gone_is_disabled_and_sent_the_rest_once_it_is_enabled",),
    ),
    Mutant(
        "Two workers deliver at the same time",
        "app/repositories/shop/leases.py",
        "OR lease.until <= CAST(:now AS timestamptz)",
        "OR true",
        (f"{_DELIVERY}::test_two_workers_tell_each_event_once",),
    ),
    Mutant(
        "Who waits for an event that was given up waits for ever",
        "app/repositories/shop/outbox.py",
        "        await self._make_due(webhook_id, set(subjects), now)\n",
        "",
        (_DELIVERY,),
    ),
    Mutant(
        "A secret that was replaced ends at once",
        "app/services/shop/webhooks/webhooks.py",
        "sealed, now, now + OLD_SECRET_KEPT)",
        "sealed, now, now)",
        ("tests/api/shop/test_webhooks.py::test_a_replaced_secret_signs_for_a_day_beside_the_new_one",),
    ),
)

OVERLOAD = (
    Mutant(
        "A worker takes whatever comes",
        "app/api/admission.py",
        "        return self._taken >= (max(",
        "        return False and (max(",
        (f"{_ADMISSION}::test_one_request_too_many_is_told_to_come_again",),
    ),
    Mutant(
        "A request that fails keeps its place",
        "app/api/admission.py",
        "        finally:\n            visit.leave()\n",
        "        finally:\n            pass\n",
        (f"{_ADMISSION}::test_a_request_that_fails_gives_its_place_back",),
    ),
    Mutant(
        "Who sends slowly takes a place",
        "app/api/admission.py",
        "        if BODY_IS_HERE in scope:\n",
        "        if True:\n",
        (f"{_ADMISSION}::test_who_sends_slowly_takes_no_place",),
    ),
    Mutant(
        "A worker that is busy is taken for dead",
        "app/api/admission.py",
        ' or scope["path"] in PATHS_OF_MACHINES:',
        ":",
        (f"{_ADMISSION}::test_probes_are_always_let_in",),
    ),
    Mutant(
        "A refusal costs a way through the application",
        "app/api/protocol.py",
        "            self._held = app\n",
        "            super()._start_asgi_task(cycle, app)\n",
        (f"{_BUSY}::test_the_refusal_is_the_one_of_the_application",),
    ),
    Mutant(
        "The page of another origin cannot read that the shop is too busy",
        "app/api/busy.py",
        '    return origin is None or origin.partition(b"://")[2] == headers.get(b"host")',
        "    return True",
        (f"{_BUSY}::test_the_page_of_another_origin_can_read_its_refusal",),
    ),
    Mutant(
        "Who sends a body in pieces waits for ever in a busy shop",
        "app/api/protocol.py",
        "            else:\n                self._start_held()\n",
        "",
        (f"{_BUSY}::test_a_request_in_pieces_is_let_in_if_there_is_a_place_at_its_end",),
    ),
    Mutant(
        "Who sends a large body late needs no place",
        "app/api/admission.py",
        "            if self._places.are_taken:\n                raise",
        "            if False:\n                raise",
        (f"{_BUSY}::test_a_large_request_in_pieces_is_refused_at_its_end",),
    ),
    Mutant(
        "A request is given the answer of the one behind it",
        "app/api/protocol.py",
        "        if self._is_arriving and ",
        "        if cycle is self.cycle and ",
        (f"{_BUSY}::test_requests_behind_an_answer_are_each_given_their_own",),
    ),
    Mutant(
        "Refusing a crowd keeps everybody waiting",
        "app/api/admission.py",
        "self._clock() - began < budget",
        "True",
        (f"{_ADMISSION}::test_a_crowd_is_read_some_at_a_time_in_its_order",),
    ),
    Mutant(
        "A request that waits to be read is taken for silence",
        "app/api/protocol.py",
        "        elif self._is_answering or self._is_unread:\n",
        "        elif self._is_answering:\n",
        (_IN_TURN,),
    ),
    Mutant(
        "A worker that shuts down forgets the request that waits to be read",
        "app/api/protocol.py",
        "        if not self._is_answering and not self._is_in_head and not self._is_unread:\n",
        "        if not self._is_answering and not self._is_in_head:\n",
        (_IN_TURN,),
    ),
    Mutant(
        "Who waits for a connection is overtaken",
        "app/database/fair_pool.py",
        "        if self._waiting:\n            self._waiting.popleft()",
        "        if self._waiting:\n            self._waiting.pop()",
        ("tests/database/test_fair_pool.py::test_nobody_is_overtaken",),
    ),
    Mutant(
        "Who stops waiting takes a connection along",
        "app/database/fair_pool.py",
        "            self.put_nowait(given.result())\n",
        "            pass\n",
        ("tests/database/test_fair_pool.py::test_who_stops_waiting_takes_no_connection_along",),
    ),
    Mutant(
        "A probe waits behind the crowd",
        "app/api/protocol.py",
        " and not data.startswith(_READ_AT_ONCE):",
        ":",
        (_IN_TURN,),
    ),
    Mutant(
        "One idempotency key of two is taken",
        "app/api/exact_request.py",
        ' b"idempotency-key": "Idempotency-Key"}',
        "}",
        ("tests/api/common/test_bounds.py::test_a_header_of_one_value_is_taken_once",),
    ),
)

STANDBY = (
    Mutant(
        "Who has just written does not see it",
        "app/database/standby.py",
        "AND :written <= CAST(",
        "AND :written - 1000000000 <= CAST(",
        (_STANDBY,),
    ),
    Mutant(
        "A primary that was replaced answers",
        "app/database/standby.py",
        "(pg_control_checkpoint()).timeline_id = :timeline AND",
        "(pg_control_checkpoint()).timeline_id <= greatest(:timeline, 2147483647) AND",
        (f"{_STANDBY}::test_a_server_of_another_timeline_never_answers_however_much_it_has_written",),
    ),
    Mutant(
        "A standby that lags is asked by every request",
        "app/database/standby.py",
        "            self.rest(error)\n            return None\n",
        "            return None\n",
        (f"{_STANDBY}::test_a_failure_costs_one_try_and_not_one_a_request",),
    ),
    Mutant(
        "A standby that was down is never asked again",
        "app/database/standby.py",
        "            if time.monotonic() < self._rests_until:\n                return None\n",
        "            return None\n",
        (f"{_STANDBY}::test_a_standby_that_is_down_is_done_without_and_found_again",),
    ),
)
