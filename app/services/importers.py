"""Which importer reads which kind of file."""

from app.core.clock import Clock
from app.models import ImportKind
from app.schemas.import_job import ImportCreate
from app.schemas.setting import ShopSettings
from app.services.access import Actor
from app.services.catalogue_import import CatalogueImporter
from app.services.customer_import import CustomerImporter
from app.services.import_rows import Importer
from app.services.till_history_import import TillHistoryImporter


def importer_of(wanted: ImportCreate, clock: Clock, settings: ShopSettings, actor: Actor | None) -> Importer:
    """Return what reads a file as is wanted, by the shop's settings of this moment."""
    match wanted.kind:
        case ImportKind.CATALOGUE:
            return CatalogueImporter(clock, settings.zone, actor)
        case ImportKind.CUSTOMERS:
            return CustomerImporter(clock, settings.phone_region, actor)
        case ImportKind.TILL_HISTORY:
            return TillHistoryImporter(clock, settings.business_days, wanted, actor)
