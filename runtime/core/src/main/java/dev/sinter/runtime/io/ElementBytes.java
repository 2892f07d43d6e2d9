package dev.sinter.runtime.io;

import dev.sinter.runtime.Buffer;
import dev.sinter.types.DType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Elements as they stand in files: one after the other, in row-major order. */
public final class ElementBytes {
    /** More axes than any tensor has; NumPy's own limit. */
    public static final int MOST_AXES = 64;

    private static final int CHUNK = 1 << 16;

    private ElementBytes() {}

    /**
     * How many bytes the elements take, or -1 where that is more than {@code limit}. A long product cannot overflow here: it
     * is compared before it is made.
     */
    public static long length(DType dtype, long[] sizes, long limit) {
        long length = dtype.bytes();
        for (long size : sizes) {
            if (size == 0) {
                return 0;
            }
        }
        for (long size : sizes) {
            if (size > limit / length) {
                return -1;
            }
            length *= size;
        }
        return length <= limit ? length : -1;
    }

    /** Reads a buffer whose bytes begin at {@code position}; the caller has checked that the source is long enough. */
    public static Buffer read(ByteSource source, long position, ByteOrder order, DType dtype, long[] sizes)
            throws IOException {
        Buffer buffer;
        try {
            buffer = Buffer.zeros(dtype, sizes);
        } catch (IllegalArgumentException e) {
            throw source.malformed(position, String.valueOf(e.getMessage()));
        }
        int count = buffer.count();
        int step = ByteSource.WINDOW / dtype.bytes();
        try {
            for (int done = 0; done < count; done += Math.min(step, count - done)) {
                int piece = Math.min(step, count - done);
                ByteBuffer bytes = source.at(position + (long) done * dtype.bytes(), piece * dtype.bytes());
                get(bytes.order(order), buffer, done, piece);
            }
        } catch (InternalError e) {
            // How the JVM reports that a mapped file has shrunk under its reader.
            throw source.malformed(position, "the file was cut while it was read");
        }
        if (dtype == DType.BOOL) {
            checkBools(source, position, buffer.bytes());
        }
        return buffer;
    }

    private static void checkBools(ByteSource source, long position, byte[] bools) throws FormatException {
        for (int i = 0; i < bools.length; i++) {
            if ((bools[i] & 0xfe) != 0) {
                throw source.malformed(position + i, "a bool is 0 or 1, not " + (bools[i] & 0xff));
            }
        }
    }

    static void get(ByteBuffer bytes, Buffer buffer, int start, int count) {
        switch (buffer.dtype()) {
            case F32 -> bytes.asFloatBuffer().get(buffer.floats(), start, count);
            case F64 -> bytes.asDoubleBuffer().get(buffer.doubles(), start, count);
            case F16, BF16, I16 -> bytes.asShortBuffer().get(buffer.shorts(), start, count);
            case I64 -> bytes.asLongBuffer().get(buffer.longs(), start, count);
            case I32 -> bytes.asIntBuffer().get(buffer.ints(), start, count);
            case I8, U8, BOOL -> bytes.get(buffer.bytes(), start, count);
        }
    }

    /** Writes all elements, little-endian. */
    public static void write(Buffer buffer, OutputStream out) throws IOException {
        byte[] bytes = new byte[CHUNK];
        ByteBuffer chunk = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int width = buffer.dtype().bytes();
        int step = CHUNK / width;
        for (int done = 0; done < buffer.count(); done += Math.min(step, buffer.count() - done)) {
            int piece = Math.min(step, buffer.count() - done);
            put(chunk.clear(), buffer, done, piece);
            out.write(bytes, 0, piece * width);
        }
    }

    static void put(ByteBuffer bytes, Buffer buffer, int start, int count) {
        switch (buffer.dtype()) {
            case F32 -> bytes.asFloatBuffer().put(buffer.floats(), start, count);
            case F64 -> bytes.asDoubleBuffer().put(buffer.doubles(), start, count);
            case F16, BF16, I16 -> bytes.asShortBuffer().put(buffer.shorts(), start, count);
            case I64 -> bytes.asLongBuffer().put(buffer.longs(), start, count);
            case I32 -> bytes.asIntBuffer().put(buffer.ints(), start, count);
            case I8, U8, BOOL -> bytes.put(buffer.bytes(), start, count);
        }
    }
}
