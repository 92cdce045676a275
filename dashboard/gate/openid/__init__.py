"""Sign-in through the office's OpenID Connect provider, into a session of the one gate.

Streamlit's own `st.login` is not used: it would be a second gate. It guards only what a page's
script chooses to hide, keeps who signed in inside a cookie that nobody can take back, and reads
it once per browser tab; routes, uploads and files would still need ours in front.
"""
