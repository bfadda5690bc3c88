/** A caret with what it underlines, as compilers write it below a line of source; newer ones number both. */
const caret = /^[ \t]*(?:\|[ \t]*)?[~ \t]*\^[~ \t]*$/;
/** What the context of a signature is read from: it is no message by itself. */
const include = /^[ \t]*(?:\d+ \|)?[ \t]*#[ \t]*(?:include|import)\b/;
/** "a.c:3:9: error: ...": what stands above the source. */
const message = /^\S{1,300}:\d{1,7}(?::\d{1,7})?: /;

/** Whether a line of a log is a line of source that a compiler quotes. Pure. @param next the line below it */
export const isQuotedBy = (line: string, next: string): boolean =>
  next.length < 400 && caret.test(next) && !message.test(line) && !include.test(line);
