"""Tests of the pages' own JavaScript, run by Node.js itself."""
