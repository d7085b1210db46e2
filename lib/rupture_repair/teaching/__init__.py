"""For instructors and authors: run, store, check and export the notebooks of this workbook."""
