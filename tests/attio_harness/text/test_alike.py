"""Which names may have been meant by each other, and which are two."""

from __future__ import annotations

import pytest
from attio_harness.text.alike import alike, folded, likely, words_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Invoice paid", "Invoice Paid "),
        ("planName", "plan_name"),
        ("plan.name", "Plan Name"),
        ("userID", "user_id"),
        ("Order Completed", "order-completed"),
        ("Order Completed", "Orders Completed"),
        ("Order Completed", "Order Completd"),
        ("Singed Up", "Signed Up"),
        ("SignedUp", "Signed Up"),
        ("Größe", "größe"),
        ("seets", "seats"),
        ("company", "companies"),
        ("company_names", "companies-name"),
        ("companys", "companies"),
        ("usr", "users"),
        ("workspcae", "workspaces"),
        ("emailaddress", "email_addresses"),
        ("movie", "movies"),
        ("Cafe", "Café"),
        ("Cafe\u0301", "Café"),
        ("São Paulo", "sao_paulo"),
        ("Entreprïse", "Enterprise"),
        ("jobtitel", "job_title"),
        ("comapnysize", "Company Size"),
        ("signup_at", "signed_up_at"),
        ("Sign Up", "Signed Up"),
        ("Signup", "Signed Up"),
        ("Trial Start", "Trial Started"),
        ("会社", "会 社"),
        ("ＩＤ", "id"),
        ("ﾌﾟﾗﾝ", "プラン"),
        ("アカウト", "アカウント"),
    ],
)
def test_one_name_written_in_two_ways(one: str, other: str) -> None:
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # letters that stand apart are exchanged, or the first two
        ("jobeitlt", "job_title"),
        ("ojbtitle", "job_title"),
        ("Signed Up", "Signed In"),
        ("Signed Up", "Signed Out"),
        ("Step 1", "Step 2"),
        ("Trial Started", "Trial Ended"),
        ("Account Created", "Account Updated"),
        ("activated", "deactivated"),
        ("active", "inactive"),
        ("invited", "invoiced"),
        ("plan", "plans_old"),
        ("Card Added", "Cart Added"),
        ("stone", "store front"),
        ("Unit", "United"),
        ("Signed Up", "Signing Up"),
        ("trialended", "Trial Started"),
        ("cartadded", "Card Added"),
        ("Option A", "Option"),
        ("Need Info", "Ne Info"),
        ("Teem", "Team"),
        ("Full", "Fall"),
        ("か", "が"),
        ("statu", "us"),
        ("", ""),
        ("=", "!"),
    ],
)
def test_two_names(one: str, other: str) -> None:
    assert not alike(one, other)
    assert not alike(other, one)


def test_the_words_of_a_name() -> None:
    assert words_of("HTTPServerName_2 für-Kunden") == ("http", "server", "name", "2", "fur", "kunden")
    assert folded(" Plan-Name ") == "planname"


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("enterprise+", "Enterprise"),
        ("Enterprize", "Enterprise"),
        ("Team plan", "Team"),
        ("team_monthly", "Team"),
        ("Team", "Team (EU)"),
        ("company", "companies"),
        ("emails", "email_addresses"),
        ("email_addr", "email_addresses"),
        ("phone_num", "phone_numbers"),
        ("lifetime_val", "lifetime_value"),
        ("Entreprise plan", "Enterprise"),
        ("11-50 employees", "11-50"),
        ("1M - 10M", "$1M-$10M"),
        ("10k-50k", "10K-50K"),
        ("Tier2", "Tier 2"),
        ("Trial (30 days)", "Trial"),
        # no blank sets these words apart
        ("会社名", "会社"),
        ("会社", "会社名"),
        ("プラン名", "プラン"),
        ("公司名称", "公司"),
    ],
)
def test_a_name_that_may_stand_for_the_word(word: str, name: str) -> None:
    assert likely(word, ["Won", "Free", name]) == name


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("Inactive", "Active"),
        ("Unpaid", "Paid"),
        ("disabled", "Enabled"),
        ("not qualified", "Qualified"),
        ("Closed lost", "Closed won"),
        ("Tier 2", "Tier 3"),
        ("31-50", "11-50"),
        ("11-100", "11-1000"),
        # the employee ranges and revenues of a company
        ("10-50", "10K-50K"),
        ("10-50", "10M-50M"),
        ("1-50", "150"),
        ("$1M", "$0-$1M"),
        ("10 million", "10"),
        ("51", "51-250"),
        ("<10", ">10"),
        ("10", "<10"),
        ("Freelance", "Free"),
        ("Without business", "Business"),
        ("Open", "Won"),
        ("orders", "users"),
        ("leads", "deals"),
        ("!", "?"),
        ("非会員", "会員"),
        ("個人", "法人"),
        ("本日", "日本"),
        ("free " + "of charge " * 20, "Free"),
    ],
)
def test_a_name_that_would_say_something_else(word: str, name: str) -> None:
    assert likely(word, [name]) is None


def test_a_text_that_is_too_long_means_no_name() -> None:
    assert alike("plan " * 40, "Plan " * 40)
    assert not alike("plan " * 41, "Plan " * 41)
    assert not alike("plan", "plan " * 100_000)
