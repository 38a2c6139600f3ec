"""Leaving a page while typing: the browser sends what was typed before it follows the link."""
