"""Whom to call about a unit or a form: personal data that only the office's own people see.

Documents, exports, commands and the wall screen may not import this room.
"""
