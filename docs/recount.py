#!/usr/bin/env python3
"""Counts a published report again: python3 recount.py report.json ledger.ndjson  (standard library only)"""
import hashlib
import json
import sys

raw = open(sys.argv[1], "rb").read()
report, ledger_bytes = json.loads(raw), open(sys.argv[2], "rb").read()
quarter, lines = report["quarter"], [json.loads(line) for line in ledger_bytes.splitlines()]
OUTCOMES = "pending rejected no_data answered_public_info withdrawn disclosed_partial disclosed_full".split()
GOVERNMENT = {"preservation_received": "preservation", "removal_received": "removal", "other_received": "other",
              "technical_assistance_received": "technical_assistance_demand"}
SUMS = {"identifiers_specified": "identifiers", "accounts_disclosed": "accountsDisclosed",
        "notified_before": "notifiedBefore", "notified_after": "notifiedAfter",
        "delayed_by_order": "delayedByOrder", "not_possible": "notPossible"}

government = [x for x in lines if x["requester"] == "government"]
counted = [x for x in government if x["kind"] in ("information_demand", "informal_inquiry")]
headline = [x for x in counted if x["quarter"] == quarter]
cohort = [x for x in lines if x["quarter"] == quarter]
count = lambda rows, key, value: sum(x[key] == value for x in rows)
total = lambda key: None if any(x[key] is None for x in headline) else sum(x[key] for x in headline)
times = lambda rows, key: sum(x[key].count(quarter) for x in rows)
is_open = lambda x, end: (sum(q < end for q in x["closed"]) == sum(q < end for q in x["reopened"]))

figures = {"received": len(headline), **{one: count(headline, "outcome", one) for one in OUTCOMES}}
figures.update(information_demands=count(headline, "kind", "information_demand"),
               informal_inquiries=count(headline, "kind", "informal_inquiry"),
               emergency=count(headline, "emergency", True), real_time=count(headline, "realTime", True),
               bulk_requests=count(headline, "bulk", True),
               non_government_received=count(cohort, "requester", "non_government"),
               impostor_excluded=count(cohort, "requester", "impostor"),
               lookups_run=times(lines, "lookups"), holds_ended=times(lines, "holdsEnded"))
figures.update({name: count([x for x in cohort if x in government], "kind", kind) for name, kind in GOVERNMENT.items()})
figures.update({name: total(key) for name, key in SUMS.items()})
decided = figures["received"] - figures["pending"]
figures["disclosure_rate"] = (figures["disclosed_partial"] + figures["disclosed_full"]) / decided if decided else None
after = quarter + "~"  # sorts after this quarter and before the next
flow = {"open_start": sum(x["quarter"] < quarter and is_open(x, quarter) for x in counted), "received": len(headline),
        "reopened": times(counted, "reopened"), "closed": times(counted, "closed"),
        "open_end": sum(is_open(x, after) for x in counted)}
rows = {(d, x[d]) for d in ("country", "process", "kind") for x in headline}
breakdowns = {row: [x for x in headline if x[row[0]] == row[1]] for row in rows}

faults = [] if hashlib.sha256(ledger_bytes).hexdigest() == report["ledgerSha256"] else ["the ledger has another hash"]
if not report["legacy"]:
    for what, again in (("figures", figures), ("flow", flow)):
        faults += [f"{what}.{name}: printed {report[what][name]['value']}, counted {value}"
                   for name, value in again.items() if report[what][name]["value"] != value]
    printed = {(r["dimension"], r["code"]): [r["received"], r["outcomes"]] for r in report["breakdowns"]}
    given = {r["code"]: r["disclosed"] for r in report["breakdowns"] if r["dimension"] == "category"}
    for code in given:  # not in reports by counting-rules-1
        breakdowns["category", code] = [x for x in headline if code in (x["categories"] or ["unrecorded"])]
        if given[code] != sum(code in x["categoriesDisclosed"] for x in headline):
            faults.append(f"the category {code} was not handed over {given[code]} times")
    again = {row: [len(own), {o: count(own, "outcome", o) for o in OUTCOMES}] for row, own in breakdowns.items()}
    faults += ["the breakdowns differ"] if printed != again else []
print("\n".join(faults) or f"{quarter} version {report['version']} holds: sha256 {hashlib.sha256(raw).hexdigest()}")
sys.exit(1 if faults else 0)
