// Reads Twee on standard input, makes the HTML that Twine opens, reads that back, prints Twee.
import { readFileSync } from "node:fs";
import { parseTwee, parseTwine2HTML } from "extwee";

const story = parseTwee(readFileSync(0, "utf8"));
process.stdout.write(parseTwine2HTML(story.toTwine2HTML()).toTwee());
