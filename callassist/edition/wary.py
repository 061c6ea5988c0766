"""Words that a text should not hold, by language: those that sell, and those that name what it is about."""

from __future__ import annotations

from collections.abc import Mapping

# A text that promotes is marketing (Privacy and Electronic Communications Regulations 2003, regulation 22).
PROMISES: Mapping[str, frozenset[str]] = {
    "en": frozenset(
        {"free", "prize", "win", "winner", "offer", "gift", "voucher", "discount", "deal", "bonus"}
    ),
    "ur": frozenset({"مفت", "انعام", "تحفہ", "واؤچر", "پیشکش", "رعایت"}),
    "bn": frozenset({"ফ্রি", "বিনামূল্যে", "পুরস্কার", "উপহার", "ভাউচার", "ছাড়"}),
    "pl": frozenset(
        {"gratis", "darmo", "nagroda", "nagrodę", "prezent", "bon", "zniżka", "promocja", "wygraj"}
    ),
    "ro": frozenset({"gratuit", "gratis", "premiu", "cadou", "voucher", "reducere", "ofertă", "câștigă"}),
    "so": frozenset({"bilaash", "abaalmarin", "hadiyad", "qiimo-dhimis"}),
}

TOPICS: Mapping[str, frozenset[str]] = {
    "en": frozenset(
        {"parent", "parents", "parenting", "child", "children", "baby", "pregnancy", "family", "families"}
        | {"course", "group", "programme", "trial", "study", "research", "survey", "university"}
        | {"health", "mental", "wellbeing", "depression", "nhs"}
    ),
    "ur": frozenset({"والدین", "بچے", "بچوں", "بچہ", "کورس", "گروپ", "تحقیق", "صحت", "خاندان"}),
    "bn": frozenset({"বাবা-মা", "শিশু", "সন্তান", "কোর্স", "গবেষণা", "স্বাস্থ্য", "পরিবার"}),
    "pl": frozenset(
        {"rodzic", "rodzice", "dziecko", "dzieci", "kurs", "grupa", "badanie", "badania", "zdrowie"}
    ),
    "ro": frozenset(
        {"părinte", "părinți", "copil", "copii", "curs", "grup", "studiu", "cercetare", "sănătate"}
    ),
    "so": frozenset(
        {"waalid", "waalidiin", "ilmo", "carruur", "koorso", "cilmi-baaris", "caafimaad", "qoys"}
    ),
}
