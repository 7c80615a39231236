"""What admins set of the shop while it is open."""

from fastapi import BackgroundTasks

from app.api.deps import AdminDep, AdminReaderDep, ShopDep
from app.api.responses import problems
from app.api.routing import ShopRouter
from app.api.services import Reading, Writing
from app.schemas.setting import SettingsRead, SettingsUpdate
from app.services.shop.settings import SettingsService

router = ShopRouter("/settings", tags=["settings"])


@router.get("", responses=problems(401, 403))
async def get_settings(_: AdminReaderDep, service: Reading[SettingsService]) -> SettingsRead:
    """Show every setting with its value, its default and what it is for."""
    return await service.show()


@router.put("", responses=problems(401, 403, 409, body=True))
async def update_settings(
    changes: SettingsUpdate,
    actor: AdminDep,
    service: Writing[SettingsService],
    shop: ShopDep,
    afterwards: BackgroundTasks,
) -> SettingsRead:
    """Set one or more settings, all or nothing. null brings one back to its default."""
    afterwards.add_task(shop.current_settings.read_again)
    return await service.update(actor, changes)
