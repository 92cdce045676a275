"""Official documents as GB/T 9704-2012 wants them: page, type, tables, page numbers; .docx, .pdf.

It knows nothing of assessments: whatever leaves the house as a paper is drawn with it.
"""
