"""Names and words of the demo. Nobody is called so: given names are birds, plants and weather. No
Hong Kong phone number starts with 0, and example.org delivers nothing (RFC 2606)."""

from __future__ import annotations

from typing import NamedTuple

from lumbar.clinics.demo.chance import Chance

SURNAMES = [
    ("Chan", "陳"), ("Wong", "黃"), ("Lee", "李"), ("Cheung", "張"), ("Lau", "劉"), ("Ho", "何"),
    ("Ng", "吳"), ("Leung", "梁"), ("Yip", "葉"), ("Kwok", "郭"), ("Tang", "鄧"), ("Fung", "馮"),
    ("Mak", "麥"), ("Tse", "謝"), ("Chow", "周"), ("Lam", "林"), ("Yeung", "楊"), ("Poon", "潘"),
]  # fmt: skip
GIVEN = [
    ("Robin", "Chi Kang", "知更"), ("Iris", "Wan Mei", "雲薇"), ("Sunny", "Ching Yeung", "晴陽"),
    ("Hazel", "Tsau Wah", "秋樺"), ("Brook", "Siu Kai", "小溪"), ("Jay", "Lam Ying", "藍鶯"),
    ("Coral", "Shan Wu", "珊瑚"), ("Rain", "Yu Sing", "雨聲"), ("Fern", "Kuet Ching", "蕨青"),
    ("Martin", "Yin Fei", "燕飛"), ("Olive", "Lam Lam", "欖嵐"), ("Rowan", "Fa Chau", "花楸"),
    ("Misty", "Mo Sze", "霧思"), ("Dawn", "Shu Kwong", "曙光"), ("Heron", "Lo Pak", "鷺白"),
    ("Lily", "Pak Hop", "百合"), ("Ash", "Wai Lam", "槐林"), ("Skye", "Tin Laam", "天嵐"),
    ("Linnet", "Chu Sing", "朱聲"), ("Clove", "Ting Heung", "丁香"), ("Reed", "Lo Wai", "蘆葦"),
    ("Pearl", "Chan Chu", "珍珠"), ("Gale", "Ching Fung", "清風"), ("Maple", "Hung Fung", "紅楓"),
]  # fmt: skip
FROM_ELSEWHERE = [
    "Wren Featherstone", "Merle Amsel", "Indigo Raman", "Paz Colibri", "Juniper Halloway",
    "Kestrel Oduya", "Saffron Mehta", "Linden Baumgart", "Ocean Villareal", "Finch Abernathy",
]  # fmt: skip


class Somebody(NamedTuple):
    """A name, and how to reach it: not at all."""

    name: str
    phone: str
    email: str
    language: str


def somebody(n: int, chance: Chance) -> Somebody:
    """The n-th invented name."""
    if chance.happens(0.09):
        name = FROM_ELSEWHERE[n % len(FROM_ELSEWHERE)]
        language, address = "en", name.lower().replace(" ", ".")
    else:
        (surname, family), (english, given, chinese) = chance.choice(SURNAMES), chance.choice(GIVEN)
        name = (
            f"{surname} {given} {family}{chinese}"
            if chance.happens(0.55)
            else f"{english} {surname} {family}{chinese}"
        )
        language = "zh-hant" if chance.happens(0.7) else "en"
        address = f"{english}.{surname}".lower()
    digits = f"{chance.randrange(10**7):07d}"
    return Somebody(
        name, f"+852 0{digits[:3]} {digits[3:]}", f"{address}.{n}@example.org", language
    )


REASONS = [
    "My lower back has been stiff since I moved flats.",
    "Sitting at work makes my back ache by noon.",
    "坐得耐就腰痛，想檢查一下。",
    "The pain runs down my left leg when I walk.",
    "抱小朋友時扭到腰。",
    "Back pain at night, and I sleep badly.",
    "之前做過治療，最近又有點痛。",
    "I would like to know which exercises are right for me.",
    "起床時腰很硬，要慢慢才伸得直。",
    "It comes and goes since spring.",
]
DESK_NOTES = [
    "Needs the lift.", "Prefers Cantonese.", "Comes with his daughter.", "Pays by Octopus.",
    "Asks for the room near the door.",
]  # fmt: skip
VISIT_NOTES = [
    "Forward bend to the knees, no leg signs. Went through the five again.",
    "Straight leg raise eases at 60°. Keeps walking to the MTR.",
    "Less stiff on rising. Second exercise made smaller.",
    "腰部屈曲較上次好，繼續晚間運動。",
    "Sleeps on the side with a pillow now; wakes once.",
    "No change since last time. Agreed to look again in two weeks.",
]
TALK = [
    (
        "May I do the exercises twice a day?",
        (
            "Once in the evening is what your plan is made for. A short walk by day helps more "
            "than a second round."
        ),
    ),
    (
        "昨晚做第三個動作時有點拉扯感，今早沒有了。",
        "如果只是輕微拉扯，而且第二天沒有加重，可以做小一點。若有麻痺或無力，請先做檢查。",
    ),
    (
        "I will be away next week. Shall I move my visit?",
        "Yes, please move it with the link in your e-mail, or call the desk.",
    ),
    (
        "應該睡硬一點的床嗎？",
        "中等硬度、躺得舒服就可以。側睡時可在兩膝之間夾一個枕頭。",
    ),
    (
        "Is it all right to swim?",
        "If it does not make your back worse the next morning, yes. Begin with ten minutes.",
    ),
]
WAITING_FOR_AN_ANSWER = [
    "今早起床比昨天痛，晚上還做五個動作嗎？",
    "My daughter booked for me. Can you check that it is the branch in Kwun Tong?",
    "The heat pack helps. How long may I leave it on?",
]
GOALS = [
    "Carry my shopping home", "Walk to the pier and back", "抱孫女", "Sit through a film",
    "行山一小時", "Play badminton again", "Sleep through the night", "綁鞋帶不痛",
]  # fmt: skip
CASES: dict[str, list[tuple[str, str, str, str]]] = {
    "better": [
        (
            "From the sofa to the stairs",
            "由沙發到樓梯",
            (
                "It began after a weekend of lifting boxes. The first week was about finding ways "
                "to lie and to get up.\n\nThe evenings became a habit. Walking was added later, "
                "and the stairs came back by themselves."
            ),
            (
                "一個週末搬箱之後開始痛。第一個星期主要是找出怎樣躺、怎樣起身。\n\n"
                "晚間運動漸漸成為習慣，之後加上步行，上落樓梯也回復了。"
            ),
        ),
        (
            "Sitting less, sleeping more",
            "少坐一點，多睡一點",
            (
                "Long days at a desk, and a back that was stiff every morning.\n\nWhat changed was "
                "small: standing up for each phone call, and the five moves before bed."
            ),
            (
                "長時間坐在辦公桌前，每天早上腰都很硬。\n\n"
                "改變的都是小事：每次聽電話都站起來，睡前做五個動作。"
            ),
        ),
    ],
    "same": [
        (
            "Good weeks and bad weeks",
            "時好時壞",
            (
                "The pain had been there for months. Some weeks were easy, then it returned "
                "without a reason anybody could name.\n\nKnowing that it would pass again was "
                "what helped most, they said."
            ),
            (
                "痛了幾個月。有些星期很輕鬆，之後又無緣無故回來。\n\n"
                "當事人說，最有幫助的是知道它會再過去。"
            ),
        ),
        (
            "When it does not get better",
            "沒有好轉的時候",
            (
                "The evenings were kept up, and the mornings stayed as they were. The plan was "
                "changed more than once.\n\nIn the end another opinion was asked for. The "
                "exercises go on, for sleep more than for pain."
            ),
            (
                "晚間運動一直有做，早上的痛仍然一樣，計劃改過不止一次。\n\n"
                "最後請了另一位專業人員看看。運動仍在做，主要為了睡得好一點。"
            ),
        ),
    ],
}
"""By how the course went: titles and stories, English and Chinese."""
