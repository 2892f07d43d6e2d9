package dev.sinter.runtime.io;

import dev.sinter.runtime.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads and writes {@code .npy}, NumPy's file for one array.
 *
 * <p>Versions 1, 2 and 3 are read, in both byte orders and both memory orders, for f16, f32, f64, i8, i16, i32, i64, u8 and
 * bool; other elements are refused by name. Version 1 is written, with the same bytes as NumPy.
 */
public final class Npy {
    private Npy() {}

    /** Reads a file; {@link FormatException} where it is malformed. */
    public static Buffer read(Path file) throws IOException {
        try (ByteSource source = ByteSource.open(file)) {
            return read(source);
        }
    }

    static Buffer read(ByteSource source) throws IOException {
        NpyHeader header = NpyHeader.read(source);
        long available = source.size() - header.dataStart;
        if (ElementBytes.length(header.dtype, header.sizes, available) != available) {
            throw source.malformed(header.dataStart, available + " bytes follow the header, which is not what "
                    + Arrays.toString(header.sizes) + " elements of " + header.dtype + " need");
        }
        if (!header.isFortran) {
            return ElementBytes.read(source, header.dataStart, header.order, header.dtype, header.sizes);
        }
        int rank = header.sizes.length;
        long[] reversed = new long[rank];
        for (int axis = 0; axis < rank; axis++) {
            reversed[axis] = header.sizes[rank - 1 - axis];
        }
        return transposed(ElementBytes.read(source, header.dataStart, header.order, header.dtype, reversed),
                header.sizes);
    }

    /** The row-major form of column-major elements: those of a row-major tensor with the axes reversed. */
    private static Buffer transposed(Buffer columns, long[] sizes) {
        Buffer rows = Buffer.zeros(columns.dtype(), sizes);
        int rank = sizes.length;
        int[] strides = new int[rank];
        int[] index = new int[rank];
        int stride = 1;
        for (int axis = 0; axis < rank && columns.count() > 0; axis++) {
            strides[axis] = stride;
            stride *= (int) sizes[axis];
        }
        int from = 0;
        for (int to = 0; to < rows.count(); to++) {
            System.arraycopy(columns.array(), from, rows.array(), to, 1);
            for (int axis = rank - 1; axis >= 0; axis--) {
                from += strides[axis];
                if (++index[axis] < sizes[axis]) {
                    break;
                }
                from -= strides[axis] * index[axis];
                index[axis] = 0;
            }
        }
        return rows;
    }

    /** Replaces {@code file} whole or not at all; bf16 is an {@link IllegalArgumentException}. */
    public static void write(Path file, Buffer buffer) throws IOException {
        byte[] header = NpyHeader.write(buffer.dtype(), buffer.sizes());
        AtomicFile.write(file, new AtomicFile.Content() {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(header);
                ElementBytes.write(buffer, out);
            }
        });
    }

    /** Writes the bytes of a file to a stream, which stays open. */
    public static void write(OutputStream out, Buffer buffer) throws IOException {
        out.write(NpyHeader.write(buffer.dtype(), buffer.sizes()));
        ElementBytes.write(buffer, out);
    }
}
