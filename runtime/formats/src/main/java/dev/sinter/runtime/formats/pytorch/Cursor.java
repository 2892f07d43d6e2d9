package dev.sinter.runtime.formats.pytorch;

import dev.sinter.runtime.io.ByteSource;
import dev.sinter.runtime.io.FormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads a pickle's bytes one after the other, without copying them. */
final class Cursor {
    private static final int WINDOW = 1 << 16;

    private final ByteSource source;
    private ByteBuffer window = ByteBuffer.allocate(0);
    private long start;

    Cursor(ByteSource source, long position) {
        this.source = source;
        this.start = position;
    }

    long position() {
        return start + window.position();
    }

    FormatException malformed(long at, String reason) {
        return source.malformed(Math.min(at, source.size()), reason);
    }

    /** A buffer that has the next {@code count} bytes, 64 KiB at most. */
    private ByteBuffer next(int count) throws IOException {
        if (window.remaining() < count) {
            start = position();
            if (source.size() - start < count) {
                window = ByteBuffer.allocate(0);
                throw malformed(start, "the pickle is cut: " + count + " more bytes are needed");
            }
            window = source.at(start, (int) Math.min(WINDOW, source.size() - start));
        }
        return window;
    }

    int u1() throws IOException {
        return next(1).get() & 0xff;
    }

    int u2() throws IOException {
        return next(2).getShort() & 0xffff;
    }

    int i4() throws IOException {
        return next(4).getInt();
    }

    double f8() throws IOException {
        ByteBuffer bytes = next(8);
        return Double.longBitsToDouble(Long.reverseBytes(bytes.order(ByteOrder.LITTLE_ENDIAN).getLong()));
    }

    void skip(long count) throws IOException {
        long to = position() + count;
        if (count < 0 || to > source.size()) {
            throw malformed(position(), "the pickle is cut: " + count + " more bytes are needed");
        }
        start = to;
        window = ByteBuffer.allocate(0);
    }

    /** Copies the next bytes into the beginning of {@code into}, up to the second line's end; as many as were copied. */
    int twoLines(byte[] into) throws IOException {
        int lines = 0;
        int length = 0;
        while (lines < 2 && length < into.length) {
            byte next = (byte) u1();
            into[length++] = next;
            lines += next == '\n' ? 1 : 0;
        }
        return length;
    }

    byte[] bytes(int count) throws IOException {
        byte[] bytes = new byte[count];
        long from = position();
        source.at(from, count).get(bytes);
        skip(count);
        return bytes;
    }

    String text(int count) throws IOException {
        long from = position();
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(source.at(from, count)).toString();
            skip(count);
            return text;
        } catch (CharacterCodingException e) {
            throw malformed(from, "a text is not UTF-8");
        }
    }
}
