package dev.sinter.tensorboard;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A protocol buffer being written, field by field: each a key, the field's number times 8 plus how it is encoded, and the value (Protocol
 * Buffers, Encoding). Numbers are little-endian.
 */
final class Message {
    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int LENGTH = 2;
    private static final int FOUR_BYTES = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private void bytes(long value, int count) {
        for (int i = 0; i < count; i++) {
            out.write((int) (value >>> 8 * i));
        }
    }

    Message integer(int field, long value) {
        varint(field << 3 | VARINT);
        varint(value);
        return this;
    }

    Message number(int field, double value) {
        varint(field << 3 | EIGHT_BYTES);
        bytes(Double.doubleToLongBits(value), 8);
        return this;
    }

    Message number(int field, float value) {
        varint(field << 3 | FOUR_BYTES);
        bytes(Float.floatToIntBits(value), 4);
        return this;
    }

    /** A repeated field, packed. */
    Message numbers(int field, double... values) {
        varint(field << 3 | LENGTH);
        varint(8L * values.length);
        for (double value : values) {
            bytes(Double.doubleToLongBits(value), 8);
        }
        return this;
    }

    Message bytes(int field, byte[] value) {
        varint(field << 3 | LENGTH);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    Message text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Message message(int field, Message value) {
        return bytes(field, value.toBytes());
    }

    byte[] toBytes() {
        return out.toByteArray();
    }
}
