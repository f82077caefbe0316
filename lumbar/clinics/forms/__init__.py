"""What an owner fills in. Nothing typed is lost: a page with errors shows it again."""

from lumbar.clinics.forms.audit import AuditFilter
from lumbar.clinics.forms.book import LocationForm, PractitionerForm, RoomForm
from lumbar.clinics.forms.clinic import ClinicForm, LogoForm, NoticesForm
from lumbar.clinics.forms.days import HolidayForm, TimeOffForm
from lumbar.clinics.forms.laid import Laid
from lumbar.clinics.forms.service import ServiceForm

__all__ = [
    "AuditFilter",
    "ClinicForm",
    "HolidayForm",
    "Laid",
    "LocationForm",
    "LogoForm",
    "NoticesForm",
    "PractitionerForm",
    "RoomForm",
    "ServiceForm",
    "TimeOffForm",
]
