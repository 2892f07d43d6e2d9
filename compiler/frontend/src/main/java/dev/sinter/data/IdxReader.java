package dev.sinter.data;

import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.FormatException;
import dev.sinter.types.DType;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Files in the IDX format of the MNIST data: two zero bytes, the kind of elements (8 is unsigned bytes, the only one here), the number of axes, their
 * sizes as big-endian 32-bit integers, the elements. Files that are compressed with gzip are recognised.
 */
public final class IdxReader {
    private static final int UNSIGNED_BYTES = 8;
    /** What a compressed file may make us allocate before its bytes really come. */
    private static final int BLOCK = 1 << 16;

    private IdxReader() {}

    /** The elements as uint8; {@link FormatException} says where the file is not as it should be. */
    public static Buffer read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("cannot read " + file + ": it is a folder");
        }
        return read(String.valueOf(file.getFileName()), Files.readAllBytes(file));
    }

    /** The elements in the bytes of a file. */
    static Buffer read(String name, byte[] file) throws IOException {
        boolean isZipped = file.length > 1 && file[0] == 0x1f && file[1] == (byte) 0x8b;
        try (InputStream raw = new ByteArrayInputStream(file); InputStream in = isZipped ? unzipped(raw) : raw) {
            byte[] magic = in.readNBytes(4);
            if (magic.length < 4 || magic[0] != 0 || magic[1] != 0) {
                throw new FormatException(name, 0,
                        "an IDX file begins with two zero bytes, the kind of elements and the number of axes");
            }
            if (magic[2] != UNSIGNED_BYTES || magic[3] < 1 || magic[3] > 4) {
                throw new FormatException(name, 2, "elements of kind " + magic[2] + " with " + magic[3]
                        + " axes; unsigned bytes (8) with 1 to 4 axes are read here");
            }
            long[] sizes = new long[magic[3]];
            long count = 1;
            for (int axis = 0; axis < sizes.length; axis++) {
                byte[] size = in.readNBytes(4);
                if (size.length < 4) {
                    throw new FormatException(name, 4 + 4L * axis + size.length,
                            "the file ends within the sizes of its axes");
                }
                sizes[axis] = (size[0] & 0xffL) << 24 | (size[1] & 0xff) << 16 | (size[2] & 0xff) << 8 | size[3] & 0xff;
                count = sizes[axis] == 0
                        ? 0
                        : count > Integer.MAX_VALUE / sizes[axis] ? Long.MAX_VALUE : count * sizes[axis];
                if (count == Long.MAX_VALUE) {
                    throw new FormatException(name, 4 + 4L * axis,
                            "the axes make more elements than an array can hold");
                }
            }
            long start = 4 + 4L * sizes.length;
            if (!isZipped && count > file.length - start) {
                throw new FormatException(name, file.length,
                        "the file ends after " + (file.length - start) + " of its " + count + " elements");
            }
            byte[] elements = elements(in, name, start, (int) count, isZipped ? BLOCK : (int) count);
            if (in.read() >= 0) {
                throw new FormatException(name, start + count,
                        "there is more in the file than the " + count + " elements of its header");
            }
            return Buffer.of(DType.U8, elements, sizes);
        } catch (ZipException | EOFException e) {
            FormatException damaged = new FormatException(name, 0,
                    "the file is compressed, but damaged: " + e.getMessage());
            damaged.initCause(e);
            throw damaged;
        }
    }

    private static byte[] elements(InputStream in, String name, long start, int count, int first)
            throws IOException {
        byte[] elements = new byte[Math.min(count, first)];
        int filled = 0;
        while (filled < count) {
            if (filled == elements.length) {
                elements = Arrays.copyOf(elements, (int) Math.min(count, 2L * elements.length));
            }
            int read = in.readNBytes(elements, filled, elements.length - filled);
            filled += read;
            if (filled < elements.length) {
                throw new FormatException(name, start + filled,
                        "the file ends after " + filled + " of its " + count + " elements");
            }
        }
        return elements;
    }

    private static InputStream unzipped(InputStream in) throws IOException {
        return new BufferedInputStream(new GZIPInputStream(in));
    }
}
