"""The workbook of a scheme: five sheets with drop-downs, and how to fill them in."""
