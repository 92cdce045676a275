"""Official documents by GB/T 9704-2012: page, type, tables and page numbers, as .docx or .pdf.

This package knows nothing of assessments; every paper document is drawn with it.
"""
