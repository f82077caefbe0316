"""The clinic itself: staff, locations, rooms, services, hours, holidays, its own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from allauth.mfa.models import Authenticator
from django.core.management.utils import get_random_secret_key

from lumbar.booking.models import (
    Block,
    DayException,
    Holiday,
    Hours,
    Location,
    Pause,
    Practitioner,
    Room,
    Service,
)
from lumbar.clinics.demo.chance import DAY, at
from lumbar.clinics.general_holidays import general_holidays
from lumbar.clinics.models import OwnWords
from lumbar.people.models import Account, Clinic, Membership, Role

ZONE = "Asia/Hong_Kong"


@dataclass(slots=True)
class DemoClinic:
    """What the people of the demo meet."""

    clinic: Clinic
    owner: Membership
    desk: Membership
    chiropractor: Practitioner
    physiotherapist: Practitioner
    acupuncturist: Practitioner
    harbour: Location
    kwun_tong: Location
    rooms: dict[tuple[int, int], Room]
    """By practitioner and location: everybody has a room of their own."""
    first_visit: Service
    follow_up: Service
    physiotherapy: Service
    movement: Service
    acupuncture: Service
    by_phone: Service

    @property
    def practitioners(self) -> list[Practitioner]:
        return [self.chiropractor, self.physiotherapist, self.acupuncturist]


def build_clinic(clinic: Clinic, today: date) -> DemoClinic:
    """Fill the empty demo clinic."""
    Clinic.objects.filter(pk=clinic.pk).update(answer_hours=24, emergency_number="")
    owner = _member(clinic, Role.OWNER, "Olive Lo", "owner")
    desk = _member(clinic, Role.FRONT_DESK, "Sunny Yip", "desk")
    harbour = Location.objects.create(
        clinic=clinic, name_en="Harbour", name_zh_hant="海港", time_zone=ZONE,
        address_en="Demo address: 0/F, No Such House, Pier Road, Sheung Wan",
        address_zh_hant="示範地址：上環碼頭道無此大廈地下", phone="+852 0000 0001",
    )  # fmt: skip
    kwun_tong = Location.objects.create(
        clinic=clinic, name_en="Kwun Tong", name_zh_hant="觀塘", time_zone=ZONE,
        address_en="Demo address: 00/F, No Such Tower, Hip Lane, Kwun Tong",
        address_zh_hant="示範地址：觀塘協里無此中心零樓", phone="+852 0000 0002",
    )  # fmt: skip
    one, two, three = (
        Room.objects.create(location=harbour, name_en=f"Room {n}", name_zh_hant=f"{n} 號房")
        for n in (1, 2, 3)
    )
    gym = Room.objects.create(location=kwun_tong, name_en="Studio", name_zh_hant="運動室")
    chiropractor = _practitioner(
        clinic, _member(clinic, Role.CLINICIAN, "Dr Hazel Ho", "chiropractor"), 1,
        names=("Dr Hazel Ho", "何秋樺"), profession=("Chiropractor", "註冊脊醫"),
        registration="Demo: CC-000000, no such number",
        about=("Sees backs and necks that are new and those that have stayed. Cantonese, English.",
               "處理新近及長期的腰背頸痛。廣東話、英語。"),
    )  # fmt: skip
    physiotherapist = _practitioner(
        clinic, _member(clinic, Role.CLINICIAN, "Reed Kwok", "physiotherapist"), 2,
        names=("Reed Kwok", "郭蘆葦"), profession=("Physiotherapist", "註冊物理治療師"),
        registration="Demo: PT-000000, no such number",
        about=("Movement and strength after back pain, in the studio and outdoors.",
               "腰背痛後的活動及肌力訓練，室內及戶外。"),
    )  # fmt: skip
    acupuncturist = _practitioner(
        clinic, _member(clinic, Role.CLINICIAN, "Pearl Fung", "acupuncturist"), 3,
        names=("Pearl Fung", "馮珍珠"),
        profession=("Chinese medicine practitioner (acupuncture)", "註冊中醫師（針灸）"),
        registration="Demo: CMP-000000, no such number",
        about=("Acupuncture and massage for lasting pain and poor sleep.",
               "針灸及推拿，針對長期痛症及睡眠欠佳。"),
    )  # fmt: skip
    made = DemoClinic(
        clinic=clinic, owner=owner, desk=desk, chiropractor=chiropractor,
        physiotherapist=physiotherapist, acupuncturist=acupuncturist, harbour=harbour,
        kwun_tong=kwun_tong,
        rooms={
            (chiropractor.pk, harbour.pk): one, (physiotherapist.pk, harbour.pk): two,
            (physiotherapist.pk, kwun_tong.pk): gym, (acupuncturist.pk, harbour.pk): three,
        },
        **_services(clinic, chiropractor, physiotherapist, acupuncturist),
    )  # fmt: skip
    _hours(made)
    _days(made, today)
    _words(clinic)
    return made


def _member(clinic: Clinic, role: Role, name: str, address: str) -> Membership:
    """Somebody on the staff. There is no password, and nobody knows the second factor's secret:
    only the local demo page signs in as them."""
    account = Account.objects.create_user(f"{address}.demo@example.org")
    Authenticator.objects.create(
        user=account, type=Authenticator.Type.TOTP, data={"secret": get_random_secret_key()}
    )
    return Membership.objects.create(clinic=clinic, account=account, role=role, name=name)


def _practitioner(
    clinic: Clinic,
    member: Membership,
    order: int,
    *,
    names: tuple[str, str],
    profession: tuple[str, str],
    registration: str,
    about: tuple[str, str],
) -> Practitioner:
    return Practitioner.objects.create(
        clinic=clinic, membership=member, order=order, name_en=names[0], name_zh_hant=names[1],
        profession_en=profession[0], profession_zh_hant=profession[1], registration=registration,
        about_en=about[0], about_zh_hant=about[1],
    )  # fmt: skip


def _services(clinic: Clinic, *who: Practitioner) -> dict[str, Service]:
    chiropractor, physiotherapist, acupuncturist = who

    def service(
        order: int, english: str, chinese: str, about: tuple[str, str], minutes: int, price: int,
        by: list[Practitioner], **more: object,
    ) -> Service:  # fmt: skip
        made = Service.objects.create(
            clinic=clinic, order=order, name_en=english, name_zh_hant=chinese, about_en=about[0],
            about_zh_hant=about[1], minutes=minutes, price_en=f"HK${price:,}",
            price_zh_hant=f"港幣 {price:,} 元",
            **{"after": 10, "step": 15, "needs_room": True, **more},
        )  # fmt: skip
        made.practitioners.set(by)
        return made

    return {
        "first_visit": service(
            1, "First visit", "首次診症",
            ("A long talk, an examination, and a plan you take home.",
             "詳細了解、檢查，並帶走一份計劃。"),
            45, 900, [chiropractor, physiotherapist], after=15, approval=True, horizon_days=45,
        ),
        "follow_up": service(
            2, "Chiropractic follow-up", "脊醫覆診",
            ("For people who have been here before.", "適合曾經來過的人。"),
            30, 650, [chiropractor], for_first_visits=False,
        ),
        "physiotherapy": service(
            3, "Physiotherapy", "物理治療",
            ("Hands, movement and exercises.", "手法、活動及運動。"), 45, 780, [physiotherapist],
        ),
        "movement": service(
            4, "Movement session", "活動訓練",
            ("Strength and confidence for the back, in comfortable clothes.",
             "為腰背而設的肌力及信心訓練，請穿輕便衣服。"),
            60, 620, [physiotherapist], for_first_visits=False,
        ),
        "acupuncture": service(
            5, "Acupuncture and massage", "針灸推拿",
            ("For lasting pain and poor sleep.", "針對長期痛症及睡眠欠佳。"),
            45, 720, [acupuncturist], notice_hours=4,
        ),
        "by_phone": service(
            6, "Talk on the phone", "電話跟進",
            ("A short call between visits. The desk books it.",
             "兩次診症之間的簡短通話，由前台預約。"),
            15, 250, list(who), online=False, needs_room=False, after=5, for_first_visits=False,
        ),
    }  # fmt: skip


def _hours(made: DemoClinic) -> None:
    rows: list[Hours] = []

    def works(who: Practitioner, place: Location, days: range | list[int], *spans: str) -> None:
        for weekday in days:
            for span in spans:
                opens, closes = (time.fromisoformat(part) for part in span.split("-"))
                rows.append(
                    Hours(
                        practitioner=who, location=place, weekday=weekday, opens=opens,
                        closes=closes,
                    )
                )  # fmt: skip

    works(made.chiropractor, made.harbour, range(5), "09:00-13:00", "14:30-18:30")
    works(made.chiropractor, made.harbour, [5], "09:00-13:00")
    works(made.physiotherapist, made.harbour, [0, 2, 4], "10:00-14:00", "15:00-19:00")
    works(made.physiotherapist, made.kwun_tong, [1, 3], "10:00-14:00", "15:00-19:00")
    works(made.acupuncturist, made.harbour, range(1, 6), "11:00-15:00", "16:00-20:00")
    Hours.objects.bulk_create(rows)
    Pause.objects.bulk_create(
        Pause(practitioner=made.acupuncturist, weekday=weekday, starts=time(18), ends=time(18, 30))
        for weekday in range(1, 6)
    )


def _days(made: DemoClinic, today: date) -> None:
    Holiday.objects.bulk_create(
        Holiday(clinic=made.clinic, day=one.day, name_en=one.name_en, name_zh_hant=one.name_zh_hant)
        for year in (today.year - 1, today.year, today.year + 1)
        for one in general_holidays("HK", year)
    )
    off = today + (9 - today.weekday()) * DAY
    DayException.objects.create(practitioner=made.physiotherapist, day=off, why="Course")
    DayException.objects.create(
        practitioner=made.chiropractor, day=off + DAY, opens=time(14), closes=time(20),
        location=made.harbour, why="Late day",
    )  # fmt: skip
    monday = today + (7 - today.weekday()) * DAY
    for who in made.practitioners[:2]:
        Block.objects.create(
            clinic=made.clinic, practitioner=who, starts_at=at(monday, 12), ends_at=at(monday, 13),
            why="Team meeting", made_by=made.owner,
        )  # fmt: skip


def _words(clinic: Clinic) -> None:
    OwnWords.objects.create(
        clinic=clinic, topic="ice",
        words_en="In the first day or two we like cold: ten minutes, a cloth in between, as often "
        "as it feels good. If warmth feels better to you, use warmth.",
        words_zh_hant="首一兩天我們傾向用冷敷：每次十分鐘，隔一層布，覺得舒服便可再做。"
        "如果溫敷較舒服，就用溫敷。",
    )  # fmt: skip
    OwnWords.objects.create(
        clinic=clinic, topic="two-days",
        words_en="If two days bring no ease, let us have a look. It is no alarm: most backs are "
        "better within weeks.",
        words_zh_hant="如果兩天後仍沒有好轉，不妨讓我們看看。這不是警號：大部分人在幾星期內會好轉。",
    )  # fmt: skip
