"""Doors that are meant to be open to anyone, and writes that are numbered in their body: each is a decision."""

PUBLIC_EVERYWHERE = {"GET /healthz", "GET /readyz", "GET /metrics", "GET /problems", "GET /problems/{code}"}
PUBLIC = {
    "registry": {
        "GET /keys",  # outsiders seal identities to them
        "GET /notices",  # a notice is for everyone to read
        "GET /notices/page",
        "GET /notices/{notice_id}",
        "GET /notices/{notice_id}/page",
        "POST /notices/{notice_id}/objections",  # anyone may object, without an account
        "GET /objections/{receipt}",  # and ask with the receipt what came of it
        "GET /cases/statistics/public",  # how fast help comes, of no household
        "GET /boards/public",  # the register in figures, small ones hidden
        "GET /boards/public/page",
        "GET /boards/public.xlsx",
    },
    "medical": {
        "POST /quotes",  # anyone may reckon what a stay would cost
        "GET /sheets/{code}",  # whoever holds a sheet may check it
        "GET /integration",  # the engineer of a hospital's system reads before having a token
    },
    "housing": {  # a lot is for everyone to draw again; households stand there by number alone
        "GET /resettlement/page",
        "GET /resettlement/programmes/{programme_id}/page",
        "GET /resettlement/sites/{site_id}/page",
        "GET /resettlement/lots/{lot_id}/page",
        "GET /resettlement/lots/{lot_id}/lot.json",
        "GET /resettlement/verify_lot.py",
        "GET /surveys/round/{name}",  # the round's program, without data: a browser asks for it without a credential
    },
    "notifier": {
        "GET /inbox/program/{version}/{name}",  # the inbox's program, without data: a browser asks for it without a credential
        "GET /inbox/worker.js",
        # 12317 is for everybody, without an account and without a name
        "POST /complaints",
        "GET /complaints/page",
        "POST /complaints/page",
        "GET /complaints/track/page",
        "POST /complaints/track/page",
        "GET /complaints/by-receipt/{receipt}",  # whoever has the receipt asks what came of it
        "POST /complaints/by-receipt/{receipt}/papers",  # and adds photos and papers to what they said
        "POST /complaints/by-receipt/{receipt}/rating",
        "POST /complaints/by-receipt/{receipt}/review",
        "GET /complaints/statistics",  # in figures, small ones hidden
        "GET /complaints/statistics/page",
        "POST /receipts/sms",  # the gateway proves itself by a token or a digest of the body; it has no account here
    },
    "funds": {  # disclosure is for citizens
        "GET /disclosures",
        "GET /disclosures.json",
        "GET /disclosures/{entry_id}",
        "GET /disclosures/proofs/{day}",
        "GET /disclosures/check_proof.py",
        "GET /notices",  # a notice is for everyone to read
        "GET /notices/page",
        "GET /notices/{notice_id}",
        "GET /notices/{notice_id}/page",
        "GET /notices/{notice_id}/poster.pdf",  # and to print
        "POST /notices/{notice_id}/objections",  # anyone may object, without an account
        "GET /objections/{receipt}",  # and ask with the receipt what came of it
        "GET /disclosures/heads",  # the public log: whoever wants may check it, without an account
        "GET /disclosures/heads/{number}",
        "POST /disclosures/heads/{number}/cosignatures",  # a witness is known by its key
        "GET /disclosures/keys",
        "GET /disclosures/log",
        "GET /disclosures/proofs/inclusion/{entry_id}",
        "GET /disclosures/proofs/consistency",
        "GET /disclosures/totals.json",
        "GET /disclosures/archive.jsonl",
        "GET /disclosures/verify.py",
        "GET /disclosures/how-to-check",
        "GET /portal/page",  # the county's money, with every line of it
        "GET /portal/entries",
        "GET /portal/houses",  # how far renovations are, by village and number
        "GET /portal/entries.xlsx",
        "GET /portal/totals.xlsx",
        "GET /portal/search",
        "GET /portal/project",
        "GET /portal/duties",  # who has to publish what, and whether it is done
        "GET /donation-statements",  # what a donation fund took in and gave, by the year
        "GET /donation-statements/{fund}/{year}",
        "GET /donation-statements/{fund}/{year}/page",
        "GET /open-data",  # what is public already, in forms for programs
        "GET /open-data/datapackage.json",
        "GET /open-data/tables/{table}.csv",
        "GET /open-data/tables/{table}.xlsx",
        "GET /open-data/all.zip",
        "GET /open-data/ocds/releases/{year}.json",
        "GET /open-data/ocds/records/{year}.json",
        "GET /open-data/360giving/{year}.json",
    },
}
KEYED_BY_BODY = {
    "POST /nhsa/{infno}": "msgid",  # the national message bears a number of its own
    "POST /checklists/{checklist}/households/{household_id}/page": "ticket",  # a page's form bears the page's ticket
    "POST /checklists/{checklist}/villages/{village}/page": "ticket",
    "POST /doubles/{pair_id}/page": "ticket",
    "POST /watch/alerts/{alert_id}/visits/page": "ticket",
    "POST /watch/alerts/{alert_id}/decision/page": "ticket",
    "POST /imports/page": "ticket",
    "POST /imports/{import_id}/page": "ticket",
    "POST /errands/{errand_id}/page": "ticket",
    "POST /renovations/{renovation_id}/inspection/page": "ticket",
    "POST /renovations/{renovation_id}/acceptance/page": "ticket",
    "POST /renovations/{renovation_id}/visit/page": "ticket",
    "POST /renovations/{renovation_id}/start/page": "ticket",
    "POST /renovations/{renovation_id}/stop/page": "ticket",
    "POST /renovations/{renovation_id}/finish/page": "ticket",
    "POST /renovations/{renovation_id}/moving-in/page": "ticket",
    "POST /renovations/{renovation_id}/agreement/page": "ticket",
    "POST /renovations/{renovation_id}/settlement/page": "ticket",
    "POST /renovations/{renovation_id}/closing/page": "ticket",
    "POST /renovations/{renovation_id}/withdrawal/page": "ticket",
    "POST /relocation-sites/{site_id}/dwellings/page": "ticket",
    "POST /defects/{defect_id}/cure/page": "ticket",
    "POST /hazard-files/page": "ticket",
    "POST /hazard-files/{file_id}/page": "ticket",
    "POST /former-files/page": "ticket",
    "POST /former-files/{file_id}/page": "ticket",
    "POST /subscriptions/{subscription_id}/page": "ticket",
    "POST /household-contacts/{household_id}/page": "ticket",
    "POST /complaint-desk/new/page": "ticket",
    "POST /complaint-desk/{complaint_id}/page": "ticket",
    "POST /complaint-tasks/{task_id}/page": "ticket",
    "POST /letters/page": "ticket",
    "POST /orders/new/page": "ticket",
    "POST /orders/rectifications/page": "ticket",
    "POST /officers/page": "ticket",
    "POST /inbox/page": "ticket",
    "POST /orders/{order_id}/page": "ticket",
}
