package dev.sinter.data;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes PNG (ISO/IEC 15948) with 8 bits per channel. Small enough to keep the desktop's libraries out of programs that only want to
 * look at a tensor; reading is theirs.
 */
public final class Png {
    private static final byte[] SIGNATURE = {(byte) 137, 'P', 'N', 'G', 13, 10, 26, 10};
    private static final int BLOCK = 1 << 14;
    /** The kinds of pixels with 1 to 4 channels: gray, gray and opacity, colours, colours and opacity. */
    private static final int[] KINDS = {0, 4, 2, 6};

    private Png() {}

    /** The bytes of a file with these pixels [height, width, channels]. */
    public static byte[] encode(byte[] pixels, int width, int height, int channels) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(SIGNATURE);
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        putInt(header, width);
        putInt(header, height);
        header.writeBytes(new byte[]{8, (byte) KINDS[channels - 1], 0, 0, 0});
        chunk(out, "IHDR", header.toByteArray());
        chunk(out, "IDAT", compressed(pixels, width * channels, height));
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    /** Each line after a byte that says how it is filtered: each byte less the one above it (2), the first line as it is (0). */
    private static byte[] compressed(byte[] pixels, int line, int height) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] filtered = new byte[line + 1];
        byte[] block = new byte[BLOCK];
        Deflater deflater = new Deflater();
        try {
            for (int y = 0; y < height; y++) {
                filtered[0] = (byte) (y == 0 ? 0 : 2);
                for (int x = 0; x < line; x++) {
                    filtered[x + 1] = (byte) (pixels[y * line + x] - (y == 0 ? 0 : pixels[(y - 1) * line + x]));
                }
                deflater.setInput(filtered);
                while (!deflater.needsInput()) {
                    out.write(block, 0, deflater.deflate(block));
                }
            }
            deflater.finish();
            while (!deflater.finished()) {
                out.write(block, 0, deflater.deflate(block));
            }
        } finally {
            deflater.end();
        }
        return out.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream out, String kind, byte[] content) {
        putInt(out, content.length);
        byte[] name = kind.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(content);
        out.writeBytes(name);
        out.writeBytes(content);
        putInt(out, (int) crc.getValue());
    }

    private static void putInt(ByteArrayOutputStream out, int value) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            out.write(value >>> shift);
        }
    }
}
