"""Drawer sessions: opened with a float, closed with what is counted."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from app.core.money import rounded, zero
from app.core.pagination import Page, Slice
from app.models import DrawerMovement, DrawerMovementKind, DrawerSession, Role
from app.repositories.selling.drawers import DrawerMovementRepository, DrawerRepository, NewDrawerSession, OpenDrawer
from app.schemas.drawer import DrawerClose, DrawerMovementCreate, DrawerSessionCreate, DrawerSessionQuery
from app.services.common.access import Actor
from app.services.common.audit import AuditService
from app.services.common.context import ShopContext
from app.services.common.idempotency import Answer, IdempotencyService, RequestKey


class DrawerService:
    """Opens, shows and closes drawer sessions, and moves cash in and out of them."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._clock = context.clock
        self._business_days = context.business_days
        self._audit = AuditService(session, context)
        self._idempotency = IdempotencyService(session, context)
        self._drawers = DrawerRepository(session)
        self._movements = DrawerMovementRepository(session)

    async def list_sessions(self, actor: Actor, query: DrawerSessionQuery, page: Page) -> Slice:
        """Return one page of sessions: a salesperson's own, or all for an admin."""
        owner = {} if actor.role is Role.ADMIN else {"owner": actor.user_id}
        return await self._drawers.list_json(query.filters() | owner, page, self._today())

    async def get(self, actor: Actor, session_id: int) -> str:
        """Return a session as JSON."""
        await self.check_is_theirs(actor, session_id)
        return await self._json(session_id)

    async def check_is_theirs(self, actor: Actor, session_id: int) -> None:
        """Refuse a session that does not exist, and to a salesperson that of another."""
        _check_is_theirs(actor, await self._drawers.owner_of(session_id))

    async def open(self, actor: Actor, new: DrawerSessionCreate) -> tuple[int, str]:
        """Open a drawer for an actor; return the session's id and JSON."""
        _check_adds_up(new.opening_notes, new.opening_float, "/opening_notes")
        now = self._clock()
        opened = NewDrawerSession(
            new.drawer,
            actor.user_id,
            now,
            self._business_days.of(now),
            rounded(new.opening_float),
            new.opening_notes,
        )
        session_id = await self._drawers.open(opened)
        if session_id is None:
            raise _is_open(actor, await self._drawers.in_the_way(actor.user_id, new.drawer))
        after = {"drawer": opened.drawer, "opening_float": opened.opening_float, "opening_notes": opened.opening_notes}
        await self._audit.record(actor, "drawer_session.opened", session_id, after=after)
        return session_id, await self._json(session_id)

    async def list_movements(self, actor: Actor, session_id: int, page: Page) -> Slice:
        """Return one page of the cash that was moved in a session."""
        await self.check_is_theirs(actor, session_id)
        return await self._movements.list_json(session_id, page)

    async def get_movement(self, actor: Actor, session_id: int, movement_id: int) -> str:
        """Return one movement of a session as JSON."""
        await self.check_is_theirs(actor, session_id)
        movement = await self._movements.get_json(session_id, movement_id)
        if movement is None:
            raise NotFound("drawer_movement_not_found", "There is no such movement of this drawer.")
        return movement

    async def move(
        self, actor: Actor, session_id: int, new: DrawerMovementCreate, request_key: RequestKey | None
    ) -> Answer:
        """Put cash into an open drawer or take it out, never more than should be in it, once per key."""

        async def work() -> Answer:
            drawer = _open_and_theirs(actor, await self._drawers.get_for_update(session_id))
            amount = rounded(new.amount)
            if new.kind is DrawerMovementKind.OUT and amount > drawer.cash:
                detail = f"There should be {drawer.cash} in this drawer. Take at most that."
                raise Conflict("drawer_short", detail, extra={"expected": str(drawer.cash)})
            movement = DrawerMovement(
                session_id=session_id,
                kind=new.kind,
                amount=amount,
                reason=new.reason,
                moved_by=actor.user_id,
                moved_at=self._clock(),
            )
            await self._movements.add(movement)
            after = {"kind": new.kind, "amount": amount, "reason": new.reason}
            await self._audit.record(actor, "drawer_session.cash_moved", session_id, after=after)
            body = await self._movements.get_json(session_id, movement.id)
            assert body is not None  # noqa: S101 - it was just written.
            return Answer(movement.id, body)

        return await self._idempotency.once(actor.user_id, request_key, work)

    async def close(self, actor: Actor, session_id: int, new: DrawerClose, request_key: RequestKey | None) -> Answer:
        """Close a drawer with what was counted, once per key. Nothing can be booked in it from here on."""

        async def work() -> Answer:
            # No payment is being written while this lock is held, so that what is expected is final.
            drawer = _open_and_theirs(actor, await self._drawers.get_exclusive(session_id))
            counted = rounded(new.counted)
            _check_adds_up(new.counted_notes, counted, "/counted_notes")
            drawer.counted, drawer.counted_notes, drawer.reason = counted, new.counted_notes, new.reason
            drawer.closed_by, drawer.closed_at = actor.user_id, self._clock()
            await self._drawers.flush()
            after = {
                "expected": drawer.cash,
                "counted": counted,
                "difference": counted - drawer.cash,
                "reason": new.reason,
            }
            await self._audit.record(actor, "drawer_session.closed", session_id, after=after)
            return Answer(session_id, await self._json(session_id))

        return await self._idempotency.once(actor.user_id, request_key, work)

    async def _json(self, session_id: int) -> str:
        body = await self._drawers.get_json(session_id, self._today())
        assert body is not None  # noqa: S101 - no session is ever deleted.
        return body

    def _today(self) -> date:
        return self._business_days.of(self._clock())


def _check_is_theirs(actor: Actor, owner: int | None) -> None:
    if owner is None:
        raise _not_found()
    if owner != actor.user_id and actor.role is not Role.ADMIN:
        raise Forbidden("drawer_of_another", "This is the drawer of another. Ask them, or an admin.")


def _open_and_theirs(actor: Actor, drawer: DrawerSession | None) -> DrawerSession:
    """Return a locked session, or refuse one that is not the actor's to touch, or that is closed."""
    if drawer is None:
        raise _not_found()
    _check_is_theirs(actor, drawer.opened_by)
    if drawer.closed_at is not None:
        raise Conflict("drawer_closed", "This drawer is closed. Look at its report, and open a new one.")
    return drawer


def _check_adds_up(notes: Mapping[str, int] | None, amount: Decimal, pointer: str) -> None:
    """Refuse coins and notes that come to another amount."""
    if notes is None:
        return
    total = sum((Decimal(worth) * count for worth, count in notes.items()), zero())
    if total != amount:
        detail = f"The coins and notes come to {rounded(total)}, not to {rounded(amount)}. Count them again."
        raise _refusal(pointer, "notes_do_not_add_up", detail)


def _is_open(actor: Actor, drawer: OpenDrawer | None) -> Conflict:
    if drawer is None:
        return Conflict("drawer_open", "This drawer was open a moment ago. Try again.")
    name = "a drawer" if drawer.drawer is None else f"the drawer {drawer.drawer}"
    if drawer.opened_by == actor.user_id:
        detail = f"You have {name} open already, session {drawer.id}. Close it first."
    else:
        opener = drawer.opened_by_name or f"No. {drawer.opened_by}"
        detail = f"{opener} has {name} open, session {drawer.id}. Choose another, or have it closed."
    return Conflict("drawer_open", detail, extra={"drawer_session_id": drawer.id})


def _not_found() -> NotFound:
    return NotFound("drawer_session_not_found", "There is no such drawer session.")


def _refusal(pointer: str, code: str, detail: str) -> Invalid:
    return Invalid(code, detail, [FieldError(pointer, code, detail)])
