"""Redact: no personal data leaves this stage, in text or in audio.

`redact` takes transcripts and yields redacted calls with the seconds to silence; `redact_dialog`
does the same for a text alone. What is removed, and what takes its place, is a policy (YAML).
"""

from callsight.redact.dialog import DialogRedactor, RedactedText, TextFinding, redact_dialog
from callsight.redact.engine import limits, redact
from callsight.redact.hearing import AudioVerifier
from callsight.redact.policy import Policy, fingerprint, load_policy, shipped_policies
from callsight.redact.report import RedactionReport, report
from callsight.redact.verify import verify

__all__ = [
    "AudioVerifier",
    "DialogRedactor",
    "Policy",
    "RedactedText",
    "RedactionReport",
    "TextFinding",
    "fingerprint",
    "limits",
    "load_policy",
    "redact",
    "redact_dialog",
    "report",
    "shipped_policies",
    "verify",
]
