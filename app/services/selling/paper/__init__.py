"""Paper of 80 mm, as a page or as PDF: what receipts and the reports of drawers are printed on."""
