package dev.sinter.runtime.io;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A strict pull parser for the JSON of a safetensors header: objects, arrays, strings and whole numbers of 0 or more.
 *
 * <p>Anything else, also what JSON itself would allow in that place, is a {@link FormatException} at its byte. It recurses
 * nowhere and keeps nothing, so hostile text costs neither stack nor memory.
 */
final class JsonReader {
    private final String file;
    private final long origin;
    private final byte[] json;
    private int at;

    /** Reads {@code json}, which stands at byte {@code origin} of {@code file}. */
    JsonReader(String file, long origin, byte[] json) {
        this.file = file;
        this.origin = origin;
        this.json = json;
    }

    FormatException malformed(String reason) {
        return new FormatException(file, origin + at, reason);
    }

    void beginObject() throws FormatException {
        expect('{', "an object");
    }

    void beginArray() throws FormatException {
        expect('[', "an array");
    }

    /**
     * Whether there is one more item before {@code end}, which is then consumed; commas between items are checked.
     *
     * @param first whether no item has been read yet
     */
    boolean next(boolean first, char end) throws FormatException {
        skipSpace();
        if (at < json.length && json[at] == end) {
            at++;
            return false;
        }
        if (!first) {
            expect(',', "',' or '" + end + "'");
        }
        return true;
    }

    /** The key of a member and the colon after it. */
    String key() throws FormatException {
        String key = string();
        expect(':', "':'");
        return key;
    }

    /** Only white space may follow. */
    void end() throws FormatException {
        skipSpace();
        if (at < json.length) {
            throw malformed("the header's JSON goes on after its end");
        }
    }

    private void expect(char c, String what) throws FormatException {
        skipSpace();
        if (at >= json.length) {
            throw malformed("the header's JSON ends where " + what + " is needed");
        }
        if (json[at] != c) {
            throw malformed(what + " is needed, not " + shown());
        }
        at++;
    }

    private String shown() {
        int c = json[at] & 0xff;
        return c > 0x20 && c < 0x7f ? "'" + (char) c + "'" : "the byte " + c;
    }

    private void skipSpace() {
        while (at < json.length && (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t')) {
            at++;
        }
    }

    /** A whole number of 0 or more that fits a long. */
    long number() throws FormatException {
        skipSpace();
        int start = at;
        long value = 0;
        while (at < json.length && json[at] >= '0' && json[at] <= '9') {
            int digit = json[at] - '0';
            if (value > (Long.MAX_VALUE - digit) / 10) {
                throw malformed("the number is too large");
            }
            value = value * 10 + digit;
            at++;
        }
        if (at == start) {
            throw malformed(
                    at < json.length ? "a whole number of 0 or more is needed, not " + shown() : "a number is missing");
        }
        if (json[start] == '0' && at > start + 1) {
            at = start;
            throw malformed("a number does not begin with 0");
        }
        if (at < json.length && (json[at] == '.' || json[at] == 'e' || json[at] == 'E')) {
            throw malformed("a whole number is needed");
        }
        return value;
    }

    String string() throws FormatException {
        expect('"', "a string");
        int start = at;
        while (at < json.length && json[at] != '"' && json[at] != '\\' && json[at] >= 0x20) {
            at++;
        }
        if (at < json.length && json[at] == '"') {
            return new String(json, start, at++ - start, StandardCharsets.ISO_8859_1);
        }
        at = start;
        return slowString();
    }

    /** A string with escapes or characters beyond ASCII. */
    private String slowString() throws FormatException {
        StringBuilder text = new StringBuilder();
        while (at < json.length) {
            byte b = json[at];
            if (b == '"') {
                at++;
                requirePairs(text);
                return text.toString();
            }
            if (b == '\\') {
                at++;
                text.append(escaped());
            } else if (b < 0) {
                appendUtf8(text);
            } else if (b < 0x20) {
                throw malformed("a string holds the control character " + b);
            } else {
                text.append((char) b);
                at++;
            }
        }
        throw malformed("a string does not end");
    }

    private char escaped() throws FormatException {
        if (at >= json.length) {
            throw malformed("a string does not end");
        }
        char c = (char) json[at++];
        switch (c) {
            case '"', '\\', '/' :
                return c;
            case 'b' :
                return '\b';
            case 'f' :
                return '\f';
            case 'n' :
                return '\n';
            case 'r' :
                return '\r';
            case 't' :
                return '\t';
            case 'u' :
                return hexadecimal();
            default :
                at--;
                throw malformed("after '\\' no " + shown() + " is allowed");
        }
    }

    private char hexadecimal() throws FormatException {
        int value = 0;
        for (int i = 0; i < 4; i++, at++) {
            int digit = at < json.length ? Character.digit(json[at], 16) : -1;
            if (digit < 0) {
                throw malformed("four hexadecimal digits are needed after '\\u'");
            }
            value = value << 4 | digit;
        }
        return (char) value;
    }

    /** The stretch of bytes beyond ASCII that begins here. */
    private void appendUtf8(StringBuilder text) throws FormatException {
        int start = at;
        while (at < json.length && json[at] < 0) {
            at++;
        }
        try {
            text.append(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json, start, at - start)));
        } catch (CharacterCodingException e) {
            at = start;
            throw malformed("the text is not UTF-8");
        }
    }

    private void requirePairs(StringBuilder text) throws FormatException {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isHighSurrogate(text.charAt(i)) && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(text.charAt(i))) {
                throw malformed("a string holds half a surrogate pair");
            }
        }
    }
}
