"""Sign-in through the office's OpenID Connect provider, into a session of the one gate.

Streamlit's own `st.login` is not used, because it would be a second gate: it guards only what a
page's script chooses to hide, it keeps the identity in a cookie that nobody can revoke, and it
reads it once per browser tab. Routes, uploads and files would still need this gate in front.
"""
