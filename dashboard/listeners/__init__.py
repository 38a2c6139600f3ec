"""What listens on the whole page, where Streamlit alone would lose a word or lacks a key."""
