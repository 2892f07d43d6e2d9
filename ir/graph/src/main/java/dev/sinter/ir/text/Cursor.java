package dev.sinter.ir.text;

import dev.sinter.ir.Graph;
import org.jspecify.annotations.Nullable;

/** A place in a graph text: reads marks and names, skips space and comments, and says where it is. */
final class Cursor {
    private static final int LONGEST_NAME = 500;

    private final String text;
    private int at;

    Cursor(String text) {
        this.text = text;
    }

    /** Where the next mark begins. */
    int position() {
        skipSpace();
        return at;
    }

    private void skipSpace() {
        while (at < text.length()) {
            if (text.startsWith("//", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else {
                return;
            }
        }
    }

    boolean isAtEnd() {
        skipSpace();
        return at == text.length();
    }

    /** Whether the next character is {@code mark}. */
    boolean sees(char mark) {
        return !isAtEnd() && text.charAt(at) == mark;
    }

    /** Takes {@code mark} if it comes next. */
    boolean accept(char mark) {
        boolean seen = sees(mark);
        at += seen ? 1 : 0;
        return seen;
    }

    void expect(char mark) {
        if (!accept(mark)) {
            throw fail("'" + mark + "' is needed, not " + next());
        }
    }

    /** Takes {@code word} if it comes next as a whole. */
    boolean accept(String word) {
        skipSpace();
        int end = at + word.length();
        boolean seen = text.startsWith(word, at) && (end == text.length() || !Graph.isNamePart(text.charAt(end)));
        at = seen ? end : at;
        return seen;
    }

    /** Letters, digits, underscores and dots; {@code what} names it in messages. */
    String name(String what) {
        skipSpace();
        int start = at;
        while (at < text.length() && Graph.isNamePart(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw fail(what + " is needed, not " + next());
        }
        if (at - start > LONGEST_NAME) {
            throw fail(start, what + " is longer than " + LONGEST_NAME + " characters", null);
        }
        return text.substring(start, at);
    }

    /** All up to and including {@code mark}. */
    String through(char mark) {
        int end = text.indexOf(mark, at);
        if (end < 0) {
            throw fail("the '" + mark + "' that belongs here is missing");
        }
        String taken = text.substring(at, end + 1);
        at = end + 1;
        return taken;
    }

    /** The value of an attribute: all up to a comma or closing brace outside of parentheses and brackets. */
    String value() {
        skipSpace();
        int start = at;
        int depth = 0;
        if (sees('{')) {
            return braces();
        }
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (depth <= 0 && (c == ',' || c == '}')) {
                break;
            }
            if (c == '{' || c == '}' || c == '%' || c == '=') {
                throw fail("'" + c + "' cannot be part of an attribute's value");
            }
            depth += c == '[' || c == '(' ? 1 : c == ']' || c == ')' ? -1 : 0;
        }
        return text.substring(start, at).strip();
    }

    /** All from one brace to the one that closes it: a graph is the value. */
    private String braces() {
        int start = at;
        int depth = 0;
        do {
            if (at == text.length()) {
                throw fail(start, "the '}' that belongs to this '{' is missing", null);
            }
            char c = text.charAt(at++);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
        } while (depth > 0);
        return text.substring(start, at).replaceAll("\\s+", " ");
    }

    /** What comes next, for messages. */
    private String next() {
        if (isAtEnd()) {
            return "the end of the text";
        }
        int end = at;
        while (end < text.length() && end - at < 30 && Graph.isNamePart(text.charAt(end))) {
            end++;
        }
        return "'" + text.substring(at, Math.max(end, at + 1)) + "'";
    }

    /** The error to throw for what is here. */
    ParseException fail(String reason) {
        return fail(position(), reason, null);
    }

    /** The error to throw for what began at {@code position}. */
    ParseException fail(int position, String reason, @Nullable Throwable cause) {
        int line = 1;
        int start = 0;
        for (int i = 0; i < position; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                start = i + 1;
            }
        }
        int column = position - start + 1;
        return cause == null
                ? new ParseException(line, column, reason)
                : new ParseException(line, column, reason, cause);
    }
}
