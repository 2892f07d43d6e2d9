package dev.sinter.pictures;

import dev.sinter.runtime.io.FormatException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** The bytes of an image file, checked before anything is allocated for its pixels. */
record Encoded(String name, byte[] bytes) {
    /** More pixels than this are refused whatever the file's size: three bytes for each are half a gigabyte. */
    static final long MOST_PIXELS = (1L << 29) / 3;

    private static final long SIGNATURE = 0x89504e470d0a1a0aL;
    private static final int IHDR = 0x49484452;
    private static final int IDAT = 0x49444154;
    private static final int IEND = 0x49454e44;
    /** Deflate makes at most so many bytes of one (RFC 1951: 258 of two bits). */
    private static final long MOST_OF_DEFLATE = 1032;
    /** A JPEG file spends at least a bit on each block of 8 by 8 pixels. */
    private static final long MOST_OF_JPEG = 8 * 64;
    /** How many values a pixel has in PNG's kinds 0 to 6. */
    private static final int[] SAMPLES = {1, 0, 3, 1, 2, 0, 4};

    boolean isPng() {
        return bytes.length >= 8 && ByteBuffer.wrap(bytes).getLong() == SIGNATURE;
    }

    boolean isJpeg() {
        return bytes.length >= 3 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xd8 && (bytes[2] & 0xff) == 0xff;
    }

    FormatException malformed(long position, String reason) {
        return new FormatException(name, position, reason);
    }

    /** Walks over the chunks of a PNG file, whose sums must fit, and holds the size of the header against the amount of data. */
    void checkPng() throws FormatException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        long data = 0;
        long lines = 0;
        int kind = 0;
        for (int at = 8; kind != IEND; at = in.position() + 4) {
            if (bytes.length - at < 12) {
                throw malformed(bytes.length, "the file ends before its last chunk");
            }
            int length = in.getInt(at);
            kind = in.getInt(at + 4);
            if (length < 0 || length > bytes.length - at - 12) {
                throw malformed(at, "a chunk of " + Integer.toUnsignedString(length) + " bytes, but "
                        + (bytes.length - at - 12) + " are left in the file");
            }
            if (at == 8 && (kind != IHDR || length != 13)) {
                throw malformed(at, "a PNG file begins with a header of 13 bytes");
            }
            CRC32 crc = new CRC32();
            crc.update(bytes, at + 4, length + 4);
            if (in.getInt(at + 8 + length) != (int) crc.getValue()) {
                throw malformed(at, "a chunk's sum is not the one that stands behind it");
            }
            if (at == 8) {
                lines = uncompressed(in);
            }
            data += kind == IDAT ? length : 0;
            in.position(at + 8 + length);
        }
        if (lines > MOST_OF_DEFLATE * data) {
            throw malformed(16, "the header claims " + lines + " bytes of pixels, more than its " + data
                    + " bytes of data can hold");
        }
    }

    /** How many bytes a PNG's lines have, each with one for its filter. */
    private long uncompressed(ByteBuffer in) throws FormatException {
        long width = in.getInt(16);
        long height = in.getInt(20);
        int depth = in.get(24);
        int kind = in.get(25);
        if (kind < 0 || kind >= SAMPLES.length || SAMPLES[kind] == 0 || depth < 1 || depth > 16) {
            throw malformed(24, "pixels of kind " + kind + " with " + depth + " bits; there are none");
        }
        requireSize(16, width, height);
        return height * (1 + (width * depth * SAMPLES[kind] + 7) / 8);
    }

    /** Holds the size that a JPEG file's header claims against the file's length. */
    void checkJpeg(long width, long height) throws FormatException {
        requireSize(0, width, height);
        if (width * height > MOST_OF_JPEG * bytes.length) {
            throw malformed(0, "the header claims " + width + " by " + height + " pixels, more than the file's "
                    + bytes.length + " bytes can hold");
        }
    }

    private void requireSize(long position, long width, long height) throws FormatException {
        if (width < 1 || height < 1 || width > MOST_PIXELS / height) {
            throw malformed(position, "an image of " + width + " by " + height + " pixels; at least 1 and at most "
                    + MOST_PIXELS + " are read");
        }
    }
}
