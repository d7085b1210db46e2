"""What the lessons share as data: references, evidence, concepts, objectives, questions, terms.

One module for each kind of data, each beside the TOML file it reads: `references`, `evidence`,
`claims`, `concepts`, `objectives`, `glossary`, `lessons`, `quiz`; `standing` holds the five words
for how sure the field is. Every reader checks its file when it is first used and keeps the result.
"""
