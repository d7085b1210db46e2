"""Part of the workbook’s library."""
