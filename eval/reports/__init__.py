"""What a run found: as plain data, as tables, and as a page to read."""

from eval.reports.data import Report, read_reports, report_json, write_reports
from eval.reports.page import render_page
from eval.reports.tables import list_comparison, list_rows, render_markdown

__all__ = [
    "Report", "list_comparison", "list_rows", "read_reports", "render_markdown", "render_page", "report_json",
    "write_reports",
]  # fmt: skip
