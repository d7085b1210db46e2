"""Empathic failure, alliance rupture and repair in psychotherapy: an interactive workbook."""

__version__ = "0.1.0"
